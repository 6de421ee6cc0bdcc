"""How the open API answers: JSON from any site, asked again by its digest, a problem in a sentence, not too often."""

from __future__ import annotations

import hashlib
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from saolang.base.accounts.access import opened
from saolang.base.kit.meters import Meter
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PROBLEM_JSON = "application/problem+json"
METHODS = "GET, HEAD, OPTIONS"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match, Accept-Language",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After",
    "Access-Control-Max-Age": "86400",
}
METER = Meter()
TOO_OFTEN = Refusal(
    gettext_noop("Địa chỉ này hỏi quá nhiều trong một phút. Hãy chờ rồi hỏi lại, hoặc tải tệp dữ liệu mở.")
)
NO_SUCH_METHOD = Refusal(gettext_noop("Địa chỉ này chỉ để đọc. Hãy dùng GET."))


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Stops the answer: the status, and why in a sentence."""

    def __init__(self, status: HTTPStatus, refusal: Refusal, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(str(refusal))
        self.status = status
        self.refusal = refusal
        self.headers = headers or {}

    def answer(self) -> HttpResponse:
        """Return the problem as it is sent (RFC 9457)."""
        told = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": int(self.status),
            "detail": say(self.refusal),
        }
        return HttpResponse(
            orjson.dumps(told), content_type=PROBLEM_JSON, status=self.status, headers=self.headers | CORS
        )


def published(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponseBase]:
    """Make a view of a function that returns what is to be answered as JSON, or raises a Problem."""

    @opened
    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> HttpResponseBase:
        try:
            _let_in(request)
            if request.method == "OPTIONS":
                return _told_methods()
            return _answer(request, view(request, **named))
        except Problem as problem:
            return problem.answer()

    return answered


def _let_in(request: HttpRequest) -> None:
    if request.method not in METHODS.split(", "):
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, NO_SUCH_METHOD, headers={"Allow": METHODS})
    if wait := METER.wait_for_address(request, settings.API_REQUESTS_A_MINUTE):
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, TOO_OFTEN, headers={"Retry-After": str(wait)})


def _told_methods() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=CORS | {"Allow": METHODS})
    del response.headers["Content-Type"]
    return response


def _answer(request: HttpRequest, said: dict[str, Any]) -> HttpResponseBase:
    content = orjson.dumps(said)
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    unchanged: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(content, content_type="application/json")
    for header, value in CORS.items():
        response[header] = value
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    if following := said.get("next"):
        response["Link"] = f'<{following}>; rel="next"'
    return response
