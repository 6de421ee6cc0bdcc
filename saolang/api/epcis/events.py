"""Events (EPCIS 2.0, 12.4 and 12.6): one captured, one read, those that answer a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.utils import timezone

from saolang.api.epcis.addresses import whole
from saolang.api.epcis.answers import answer, created, notation
from saolang.api.epcis.bodies import document_in
from saolang.api.epcis.captures import keep, limits
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.api.epcis.questions import answer_question
from saolang.api.epcis.resources import needs, resource
from saolang.core.epcis.documents import is_event
from saolang.core.epcis.events import make_ready
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import KeyScope
from saolang.programme.traceability.queries.documents import event_alone
from saolang.programme.traceability.queries.events import events_of_key
from saolang.programme.traceability.rules.epcis import tolerance
from saolang.programme.traceability.rules.identity import canonical

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.api.epcis.resources import KeyedRequest

NOT_ONE_EVENT = Refusal(gettext_noop("Ở địa chỉ này hãy gửi một sự kiện; tài liệu nhiều sự kiện gửi tới /capture."))
NO_SUCH_EVENT = Refusal(gettext_noop("Không có sự kiện nào mang eventID này trong những sự kiện khóa được đọc."))


@needs(KeyScope.QUERY)
def ask_events(request: KeyedRequest) -> HttpResponse:
    """Answer the question in the address, page by page."""
    return answer_question(request, {})


@needs(KeyScope.CAPTURE)
def capture_event(request: KeyedRequest) -> HttpResponse:
    """Capture one event, and say where it can be read. The same event again is no other, and stands where it stood."""
    content = document_in(request)
    if not _is_event(content):
        raise Problem(ProblemType.VALIDATION, NOT_ONE_EVENT)
    keep(request.key, content)
    return created(request, "event", _id_of(content))


@needs(KeyScope.QUERY)
def show_event(request: KeyedRequest, event_id: str) -> HttpResponse:
    """Show the event of that id; where an error was declared in it, the declaration that came last."""
    found = events_of_key(request.key).of(whole(event_id)).select_related("job").order_by("-pk").first()
    if found is None:
        raise Problem(ProblemType.NO_SUCH_RESOURCE, NO_SUCH_EVENT)
    return answer(request, event_alone(found, notation(request)))


def _is_event(content: bytes) -> bool:
    """Tell whether JSON is that of one event; what is no JSON is left to those who say what is wrong with it."""
    try:
        return is_event(orjson.loads(content))
    except ValueError:
        return True


def _id_of(content: bytes) -> str:
    """Return the id of an event that was captured: its own, or its hash."""
    said = orjson.loads(content)
    if "eventID" in said:
        return str(said["eventID"])
    latest = timezone.now() + tolerance()
    return make_ready(said, names={}, canonical=canonical, latest=latest).event_id


events = resource(GET=ask_events, POST=capture_event, headers=limits)
event = resource(GET=show_event)
