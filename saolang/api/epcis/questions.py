"""Questions about events, from an address, a browse path or a named query, and their answers page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.api.epcis.answers import NEXT_PAGE, answer, notation
from saolang.api.epcis.paging import next_page
from saolang.api.epcis.problems import Problem, ProblemType, of_found
from saolang.core.epcis.problems import QUERY_PARAMETER
from saolang.core.epcis.questions import WrongQuestion
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.queries.documents import SIMPLE_QUERY, query_document
from saolang.programme.traceability.queries.events import TOKEN_LASTS, ask, events_of_key, find

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from saolang.api.epcis.resources import KeyedRequest
    from saolang.core.epcis.questions import EventQuestion

ASKED_TWICE = gettext_noop("Tham số “%(name)s” đã có trong địa chỉ hoặc trong câu hỏi, không đặt thêm được.")


def answer_question(request: KeyedRequest, fixed: Mapping[str, object], *, name: str = SIMPLE_QUERY) -> HttpResponse:
    """Answer what the address asks, together with what is asked anyway. Raises Problem."""
    token = request.GET.get(NEXT_PAGE, "")
    said: dict[str, object] = dict(fixed)
    for parameter, values in request.GET.lists():
        if parameter in fixed:
            raise Problem(ProblemType.QUERY_PARAMETER, Refusal(ASKED_TWICE, name=parameter[:60]))
        if parameter != NEXT_PAGE:
            said[parameter] = values
    try:
        page = find(ask(said, token=token), events_of_key(request.key))
    except WrongQuestion as wrong:
        raise of_found(wrong.problem) from wrong
    headers = next_page(request, page.token, timezone.now() + TOKEN_LASTS) if page.token else {}
    content = query_document(page.events, name=name, translate=notation(request))
    return answer(request, content, headers=headers)


def of_query(query: Mapping[str, object], kind: ProblemType) -> EventQuestion:
    """Return the question a named query asks. Raises Problem, of the kind given for parameters that are none."""
    try:
        return ask(query)
    except WrongQuestion as wrong:
        found = wrong.problem
        raise (Problem(kind, found.sentence) if found.type == QUERY_PARAMETER else of_found(found)) from wrong
