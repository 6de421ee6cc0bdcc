"""The settings of every test: those of an installation, with what only slows tests down taken out."""

from __future__ import annotations

import os

os.environ["SAOLANG_SECRET_KEY"] = "for-tests-only"
os.environ["SAOLANG_TASKS"] = "django_tasks.backends.immediate.ImmediateBackend"
os.environ["SAOLANG_EMAIL_URL"] = "memorymail://"

from saolang.config.settings import *  # noqa: F403

DEMONSTRATION = False
# Its own tests turn it on: the others sign in as whoever may open their page.
SECOND_FACTOR = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES |= {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files are served from their sources: nothing has been collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
