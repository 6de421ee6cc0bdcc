"""The web application for any WSGI server; granian serves it in ./run serve."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")

application = get_wsgi_application()
