"""The web application for any WSGI server; granian serves it in ./run serve."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")

_django = get_wsgi_application()

from saolang.base.kit.requests import ReadablePaths  # noqa: E402 - as the next
from saolang.config.ready import ReadyPages  # noqa: E402 - its models need the apps loaded

application = ReadyPages(ReadablePaths(_django))
