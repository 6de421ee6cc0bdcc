"""What is malformed before a view is asked: a NUL, bytes that are no text, a thousand parameters, a form cut short.

Programs are told as ever. Django finds it, and would answer with a page.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve
from django.views import defaults

from saolang.api.epcis.negotiation import own_headers
from saolang.api.epcis.problems import Problem as EpcisProblem
from saolang.api.epcis.problems import ProblemType
from saolang.api.resolver.views import refused
from saolang.api.v1.answers import Problem
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

MALFORMED = Refusal(
    gettext_noop(
        "Địa chỉ hoặc nội dung gửi lên có ký tự không đọc được (NUL, không phải UTF-8), quá nhiều tham số, "
        "hoặc bị cắt dở. Hãy sửa rồi gửi lại."
    )
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer 400 as the interface asked does; elsewhere, with the page."""
    try:
        answered = ANSWERS.get(resolve(request.path_info).namespace)
    except Resolver404:
        answered = None
    return answered(request) if answered else defaults.bad_request(request, exception)


def _by_epcis(request: HttpRequest) -> HttpResponseBase:
    kind = ProblemType.QUERY_PARAMETER if request.method in {"GET", "HEAD"} else ProblemType.VALIDATION
    answer = EpcisProblem(kind, MALFORMED).answer()
    for name, value in {"Cache-Control": "no-store", **own_headers()}.items():
        answer.headers[name] = value
    return answer


def _by_api(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - alike
    return Problem(HTTPStatus.BAD_REQUEST, MALFORMED).answer()


def _by_resolver(request: HttpRequest) -> HttpResponseBase:
    return refused(request, MALFORMED, HTTPStatus.BAD_REQUEST)


ANSWERS: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "epcis": _by_epcis,
    "api": _by_api,
    "resolver": _by_resolver,
}
"""By the namespace of the addresses."""
