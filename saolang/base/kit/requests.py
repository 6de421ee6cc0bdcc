"""The request being answered: its id, which ties together what it changed and what it logged, and its origin."""

from __future__ import annotations

import random
import re
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from django.http import HttpRequest, HttpResponse, QueryDict

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


def request_id_of(given: str) -> str:
    """Return the id our proxy gave a request, or a fresh one; a caller without a proxy of ours can give none."""
    if given and settings.PROXIES and _ACCEPTED.fullmatch(given):
        return given
    # It keeps nothing secret, and asking the kernel for chance takes longer than most of an answer.
    return f"{random.getrandbits(128):032x}"


class RequestIdMiddleware:
    """Gives each request an id, or keeps the one our proxy gave it, and says it in the answer; notes its origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request_id.set(request_id_of(request.headers.get(HEADER, "")))
        origin = _address.set(address_of(request))
        try:
            response = self.get_response(request)
            response[HEADER] = current_request_id()
        finally:
            _request_id.reset(token)
            _address.reset(origin)
        return response


class NulMiddleware:
    """Answers 400 to an address or a form with a NUL in it: PostgreSQL keeps none, and nobody types one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Look once the address is known to be one of ours, and its form to come from us."""
        if "\x00" in request.path_info or _has_nul(request.GET) or _has_nul(request.POST):
            message = "NUL in the address or the form"
            raise BadRequest(message)


class ReadablePaths:
    """Has a path that is not UTF-8 refused, as one with a NUL is. Stands before Django.

    Django would write what it cannot read as it was sent, so that nobody can tell a lot "%FF" from the byte.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.isascii():
            # WSGI hands bytes on as characters of Latin-1 (PEP 3333).
            read = path.encode("latin-1").decode(errors="replace")
            environ["PATH_INFO"] = read.replace("\ufffd", "\x00").encode().decode("latin-1")
        return self.application(environ, start_response)


def _has_nul(sent: QueryDict) -> bool:
    return any("\x00" in text for name, values in sent.lists() for text in (name, *values))
