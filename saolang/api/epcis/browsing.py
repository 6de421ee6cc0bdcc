"""Browsing (EPCIS 2.0, 12.5): which steps, states, places and goods there are, and the events of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.api.epcis.addresses import whole
from saolang.api.epcis.answers import NEXT_PAGE, collection
from saolang.api.epcis.paging import KEPT, NO_SUCH_PARAMETER, NOT_A_TOKEN, PER_PAGE, next_page, per_page
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.api.epcis.questions import answer_question, of_query
from saolang.api.epcis.resources import needs, resource
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import EventType, KeyScope
from saolang.programme.traceability.queries.browsing import goods_in, is_class, values_in
from saolang.programme.traceability.queries.events import events_of_key
from saolang.programme.traceability.rules.identity import canonical

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.api.epcis.resources import KeyedRequest

FIELDS = {
    "bizSteps": "biz_step",
    "bizLocations": "biz_location",
    "readPoints": "read_point",
    "dispositions": "disposition",
}
PARAMETERS = {
    "eventTypes": "eventType",
    "bizSteps": "EQ_bizStep",
    "bizLocations": "EQ_bizLocation",
    "readPoints": "EQ_readPoint",
    "dispositions": "EQ_disposition",
}
NO_SUCH_RESOURCE = Refusal(gettext_noop("Không có gì ở địa chỉ này. GET /epcis/ liệt kê những gì có."))


@needs(KeyScope.QUERY)
def names(request: KeyedRequest, kind: str) -> HttpResponse:
    """List the names there are of that kind in the events the key may read, page by page."""
    for parameter in request.GET:
        if parameter not in {PER_PAGE, NEXT_PAGE}:
            raise Problem(ProblemType.QUERY_PARAMETER, Refusal(NO_SUCH_PARAMETER, name=parameter[:60]))
    count, after = per_page(request), request.GET.get(NEXT_PAGE, "")
    if "\x00" in after:
        raise Problem(ProblemType.QUERY_PARAMETER, NOT_A_TOKEN)
    found = _named(request, kind, after, count + 1)
    more = next_page(request, found[count - 1], timezone.now() + KEPT) if len(found) > count else {}
    return collection(request, found[:count], headers=more)


@needs(KeyScope.QUERY)
def below(request: KeyedRequest, kind: str, name: str) -> HttpResponse:
    """List what stands below a name: its events."""
    _check(kind, name)
    of_query({_parameter(kind, name): [whole(name)]}, ProblemType.QUERY_PARAMETER)
    return collection(request, ["events"])


@needs(KeyScope.QUERY)
def events_of(request: KeyedRequest, kind: str, name: str) -> HttpResponse:
    """Answer which events have the name, and whatever else the address asks."""
    _check(kind, name)
    return answer_question(request, {_parameter(kind, name): [whole(name)]})


@needs(KeyScope.QUERY)
def nothing(request: KeyedRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """Answer that there is nothing at an address."""
    raise Problem(ProblemType.NO_SUCH_RESOURCE, NO_SUCH_RESOURCE)


def _named(request: KeyedRequest, kind: str, after: str, most: int) -> list[str]:
    events = events_of_key(request.key)
    if kind == "eventTypes":
        return [name for name in sorted(EventType.values) if name > after][:most]
    return goods_in(events, after, most) if kind == "epcs" else values_in(events, FIELDS[kind], after, most)


def _check(kind: str, name: str) -> None:
    if kind == "eventTypes" and name not in EventType.values:
        raise Problem(ProblemType.NO_SUCH_RESOURCE, NO_SUCH_RESOURCE)


def _parameter(kind: str, name: str) -> str:
    """Return what asks for the name. Goods are named by lot or kind, or as units."""
    if kind != "epcs":
        return PARAMETERS[kind]
    try:
        known = canonical(whole(name))
    except Refusal as refusal:
        raise Problem(ProblemType.QUERY_PARAMETER, refusal) from refusal
    return "MATCH_anyEPCClass" if is_class(known) else "MATCH_anyEPC"


KINDS = ("epcs", *PARAMETERS)
all_names = resource(GET=names)
one_name = resource(GET=below)
its_events = resource(GET=events_of)
elsewhere = resource(GET=nothing)
