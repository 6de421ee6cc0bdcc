"""One address of the interface: its methods, who may use each, and what every answer has in common.

A resource is asked in this order: OPTIONS needs no key; then versions, media type and notation; then the key, what it
lets its holder do, and how often; then the method. What is wrong is answered as RFC 7807 has it, whoever found it.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from saolang.api.epcis.negotiation import (
    EpcFormat,
    answered_type,
    check_versions,
    discovery_headers,
    epc_format,
    own_headers,
)
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.base.accounts.access import BY_KEY
from saolang.base.kit.meters import Meter
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.queries.keys import key_of
from saolang.programme.traceability.rules.keys import UNKNOWN, check_in_force, check_scope
from saolang.programme.traceability.services.keys import note_use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saolang.programme.traceability.choices import KeyScope
    from saolang.programme.traceability.models import ApiKey

logger = logging.getLogger(__name__)

LONGEST_ADDRESS = 8_000
"""Characters of path and query; servers in front of us take about as many."""
ASKS_FOR_A_KEY = {"WWW-Authenticate": 'Bearer realm="EPCIS"'}
METER = Meter()

TOO_LONG = Refusal(
    gettext_noop("Địa chỉ dài quá %(most)s ký tự. Hãy lưu câu hỏi bằng POST /queries rồi hỏi theo tên."),
    most=LONGEST_ADDRESS,
)
NO_SUCH_METHOD = gettext_noop("Địa chỉ này chỉ nhận: %(listed)s.")
TOO_OFTEN = gettext_noop("Khóa này đã hỏi %(most)s lần trong một phút. Hãy đợi %(seconds)s giây.")
BROKEN = Refusal(gettext_noop("Hệ thống gặp lỗi và đã ghi lại. Không có gì bị ghi dở; hãy gửi lại sau ít phút."))


class KeyedRequest(HttpRequest):
    """A request as an act gets it: whose key it shows, and how it wants its answer."""

    key: ApiKey
    answered_type: str
    epc_format: EpcFormat


ActT = TypeVar("ActT", bound="Callable[..., HttpResponse]")


def needs(scope: KeyScope) -> Callable[[ActT], ActT]:
    """Let only those use the act whose key has the scope."""

    def declare(act: ActT) -> ActT:
        act.scope = scope  # type: ignore[attr-defined] # read back by _answer alone
        return act

    return declare


def resource(
    *, headers: Callable[[], Mapping[str, str]] = dict, **acts: Callable[..., HttpResponse]
) -> Callable[..., Any]:
    """Return the view of an address: an act for each method, named in capitals, and the further headers of OPTIONS.

    HEAD is answered as GET without its body.
    """

    @csrf_exempt
    def view(request: Any, **arguments: Any) -> HttpResponse:
        try:
            answer = _answer(request, acts, headers, arguments)
        except Problem as problem:
            answer = problem.answer()
        except Exception:
            logger.exception("%s %s failed.", request.method, request.path)
            answer = Problem(ProblemType.IMPLEMENTATION, BROKEN).answer()
        for name, value in {"Cache-Control": "no-store", **own_headers()}.items():
            answer.headers.setdefault(name, value)
        if answer.status_code == HTTPStatus.NO_CONTENT:
            del answer.headers["Content-Type"]
        return answer

    view.access = BY_KEY  # type: ignore[attr-defined] # as base.accounts.access declares a rule
    return view


def _answer(
    request: KeyedRequest,
    acts: Mapping[str, Callable[..., HttpResponse]],
    headers: Callable[[], Mapping[str, str]],
    arguments: Mapping[str, Any],
) -> HttpResponse:
    if request.method == "OPTIONS":
        told = {"Allow": _allowed(acts), **discovery_headers(), **headers()}
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=told)
    act = acts.get("GET" if request.method == "HEAD" else str(request.method))
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        raise Problem(ProblemType.URI_TOO_LONG, TOO_LONG)
    check_versions(request)
    request.answered_type = answered_type(request)
    request.epc_format = epc_format(request)
    request.key = _let_in(request, getattr(act, "scope", None))
    if act is None:
        refusal = Refusal(NO_SUCH_METHOD, listed=_allowed(acts))
        raise Problem(ProblemType.NO_SUCH_METHOD, refusal, headers={"Allow": _allowed(acts)})
    answer = act(request, **arguments)
    if request.method == "HEAD":
        answer.headers.setdefault("Content-Length", str(len(answer.content)))
        answer.content = b""
    return answer


def _allowed(acts: Mapping[str, object]) -> str:
    return ", ".join([*acts, *(["HEAD"] if "GET" in acts else []), "OPTIONS"])


def _let_in(request: HttpRequest, scope: KeyScope | None) -> ApiKey:
    """Return the key the request shows. Raises Problem where it shows none, or one that does not let its holder in.

    Without a scope any key in force does: whoever holds one is told that there is no such method.
    """
    key = key_of(_secret_in(request))
    if key is None:
        raise Problem(ProblemType.NO_KEY, UNKNOWN, headers=ASKS_FOR_A_KEY)
    if refusal := check_in_force(key, timezone.localdate()):
        raise Problem(ProblemType.NO_KEY, refusal, headers=ASKS_FOR_A_KEY)
    if scope and (refusal := check_scope(key, scope)):
        raise Problem(ProblemType.NOT_ALLOWED, refusal)
    if seconds := METER.wait_for(key.pk, settings.EPCIS_REQUESTS_A_MINUTE):
        refusal = Refusal(TOO_OFTEN, most=settings.EPCIS_REQUESTS_A_MINUTE, seconds=seconds)
        raise Problem(ProblemType.TOO_OFTEN, refusal, headers={"Retry-After": str(seconds)})
    note_use(key=key, by=key.actor)
    return key


def _secret_in(request: HttpRequest) -> str:
    """Return the key of the request: in `Authorization: Bearer …`, or in `X-API-Key`."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else request.headers.get("X-API-Key", "")
