"""The request being answered: its id, which ties together what it changed and what it logged, and its origin."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_address: ContextVar[str] = ContextVar("address", default="")


def current_request_id() -> str:
    """Return the id of the request being answered, empty outside one."""
    return _request_id.get()


def current_address() -> str:
    """Return the address the request being answered came from, empty outside one."""
    return _address.get()


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever asks, told by the last of our own proxies; a caller can claim any other.

    PROXIES is how many of ours stand before us, each adding to X-Forwarded-For the address it was asked from.
    """
    if not settings.PROXIES:
        return str(request.META.get("REMOTE_ADDR", ""))
    told = [address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",") if address.strip()]
    return told[-settings.PROXIES] if len(told) >= settings.PROXIES else str(request.META.get("REMOTE_ADDR", ""))


class RequestIdMiddleware:
    """Gives each request an id, or keeps the one our proxy gave it, and says it in the answer; notes its origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.PROXIES else ""
        token = _request_id.set(given if _ACCEPTED.fullmatch(given) else uuid.uuid4().hex)
        origin = _address.set(address_of(request))
        try:
            response = self.get_response(request)
            response[HEADER] = current_request_id()
        finally:
            _request_id.reset(token)
            _address.reset(origin)
        return response
