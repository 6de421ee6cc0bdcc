"""Answers in JSON: collections of names, events page by page."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse
from django.urls import reverse
from django.utils.encoding import escape_uri_path

from saolang.api.epcis.negotiation import EpcFormat
from saolang.programme.traceability.queries.documents import CONTEXT, in_urns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saolang.api.epcis.resources import KeyedRequest
    from saolang.programme.traceability.queries.documents import Translate

NEXT_PAGE = "nextPageToken"


def answer(
    request: KeyedRequest,
    content: bytes,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return JSON as the type asked for."""
    return HttpResponse(content, content_type=request.answered_type, status=status, headers=dict(headers or {}))


def as_json(request: KeyedRequest, value: Any, **details: Any) -> HttpResponse:
    """Return the value as JSON; times are written as RFC 3339 has them."""
    return answer(request, orjson.dumps(value), **details)


def collection(request: KeyedRequest, members: Iterable[str], **details: Any) -> HttpResponse:
    """Return names as the standard lists resources (EPCIS 2.0, 12.5)."""
    return as_json(request, {"@context": CONTEXT, "type": "Collection", "member": list(members)}, **details)


def created(
    request: KeyedRequest, name: str, *arguments: object, status: HTTPStatus = HTTPStatus.CREATED
) -> HttpResponse:
    """Return nothing but where it now is: the address of that name."""
    location = request.build_absolute_uri(reverse(f"epcis:{name}", args=arguments))
    return HttpResponse(status=status, content_type=request.answered_type, headers={"Location": location})


def notation(request: KeyedRequest) -> Translate | None:
    """Return what puts identifiers into the notation asked for; None where they are answered as they are kept."""
    return in_urns() if request.epc_format is EpcFormat.URN else None


def link_to_next(request: KeyedRequest, token: str) -> str:
    """Return the Link header that leads to the next page of the same question (RFC 8288)."""
    said = [(name, value) for name, values in request.GET.lists() for value in values if name != NEXT_PAGE]
    query = urlencode([*said, (NEXT_PAGE, token)])
    return f'<{request.build_absolute_uri(escape_uri_path(request.path))}?{query}>; rel="next"'
