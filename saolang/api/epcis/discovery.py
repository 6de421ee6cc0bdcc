"""What there is: the resources of the interface, and its description for programs (OpenAPI 3.1)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from saolang.api.epcis.answers import collection
from saolang.api.epcis.resources import needs, resource
from saolang.base.accounts.access import opened
from saolang.programme.traceability.choices import KeyScope

if TYPE_CHECKING:
    from django.http import HttpRequest

    from saolang.api.epcis.resources import KeyedRequest

RESOURCES = (
    "bizLocations",
    "bizSteps",
    "capture",
    "dispositions",
    "epcs",
    "eventTypes",
    "events",
    "queries",
    "readPoints",
)
OPENAPI = Path(__file__).with_name("openapi.json")


@needs(KeyScope.QUERY)
def resources(request: KeyedRequest) -> HttpResponse:
    """List the resources below this address."""
    return collection(request, RESOURCES)


@opened
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Describe the interface for programs, with this installation's address."""
    return HttpResponse(_description(settings.BASE_URL), content_type="application/json")


@cache
def _description(host: str) -> bytes:
    described = orjson.loads(OPENAPI.read_bytes()) | {"servers": [{"url": f"{host}/epcis"}]}
    return orjson.dumps(described)


root = resource(GET=resources)
