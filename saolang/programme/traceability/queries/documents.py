"""Events as EPCIS 2.0 hands them out: in an EPCISQueryDocument, or alone, in the notation asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import orjson
from django.utils import timezone

from saolang.core.gs1.links import CANONICAL, parse_path, to_urn
from saolang.core.gs1.prefixes import suggested_prefix
from saolang.core.refusal import Refusal
from saolang.programme.traceability.models import CompanyPrefix, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from saolang.programme.traceability.models import EventQuerySet

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SCHEMA_VERSION = "2.0"
SIMPLE_QUERY = "SimpleEventQuery"
"""The name the standard gives to a question without one (8.2.7.1)."""
AT_ONCE = 100
"""Events read from the database at once for a document that is sent piece by piece."""

Translate: TypeAlias = "Callable[[str], str]"


def query_document(
    events: Sequence[Event], *, name: str = SIMPLE_QUERY, subscription: str = "", translate: Translate | None = None
) -> bytes:
    """Return the events in a query document (EPCIS 2.0, 9.8). Read the events with `select_related("job")`.

    The context the events came with stands once, at the document. Where they came with several, each event bears its
    own, as JSON-LD lets it: two producers may mean different things by one prefix.
    """
    results: dict[str, Any] = {"queryName": name}
    if subscription:
        results["subscriptionID"] = subscription
    shared = events[0].job.context if events else []
    is_shared = all(event.job.context == shared for event in events)
    written = [_written(event, translate, [] if is_shared else event.job.context) for event in events]
    return orjson.dumps(_document(results, shared if is_shared else [], written))


def streamed(events: EventQuerySet, *, name: str = SIMPLE_QUERY) -> Iterator[bytes]:
    """Yield the same document piece by piece, so that however many events there are, few are in memory at once."""
    contexts = list(events.order_by().values_list("job__context", flat=True).distinct()[:2])
    shared = contexts[0] if len(contexts) == 1 else []
    head, _, tail = orjson.dumps(_document({"queryName": name}, shared, [])).rpartition(b"]")
    yield head
    for number, event in enumerate(events.select_related("job").iterator(AT_ONCE)):
        written = _written(event, None, [] if shared else event.job.context)
        yield (b"," if number else b"") + orjson.dumps(written)
    yield b"]" + tail


def _document(results: Mapping[str, Any], context: Sequence[Any], events: Sequence[orjson.Fragment]) -> dict[str, Any]:
    return {
        "@context": [CONTEXT, *context],
        "type": "EPCISQueryDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": timezone.now().isoformat(timespec="milliseconds"),
        "epcisBody": {"queryResults": {**results, "resultsBody": {"eventList": events}}},
    }


def event_alone(event: Event, translate: Translate | None = None) -> bytes:
    """Return an event that stands alone, with the context that says what its fields mean."""
    return orjson.dumps(_written(event, translate, [CONTEXT, *event.job.context]))


def in_urns() -> Translate:
    """Return what writes a Digital Link as the EPC URN that names the same; what has none comes back as it is.

    A URN says where the company prefix ends: that is known of the prefixes producers told us, and of those GS1
    publishes. One query.
    """
    prefixes = sorted(CompanyPrefix.objects.standing().values_list("prefix", flat=True), key=len, reverse=True)

    def translated(identifier: str) -> str:
        if not identifier.startswith(f"{CANONICAL}/"):
            return identifier
        try:
            link = parse_path(identifier.removeprefix(CANONICAL))
            digits = (link.gtin or link.sscc)[1:] or link.gln or link.party
            own = next((prefix for prefix in prefixes if digits.startswith(prefix)), "")
            known = own or (suggested_prefix(link.gtin or link.gln or link.party) if not link.sscc else "")
            return to_urn(link, len(known))
        except Refusal:
            return identifier

    return translated


def _written(event: Event, translate: Translate | None, context: Sequence[Any]) -> orjson.Fragment:
    """Return the event's own text, which need not be read to be put into a document, after that context if any.

    What the event itself names in a context holds in it alone, and last.
    """
    text = event.document
    if translate is None and (not context or '"@context"' not in text):
        return orjson.Fragment(f'{{"@context":{orjson.dumps(context).decode()},{text[1:]}' if context else text)
    said = orjson.loads(text)
    own = said.pop("@context", [])
    if translate is not None:
        said = _walked(said, translate)
    several = [*context, *(own if isinstance(own, list) else [own])]
    named = [each for at, each in enumerate(several) if each not in several[:at]]
    return orjson.Fragment(orjson.dumps({"@context": named, **said} if named else said))


def _walked(value: Any, translate: Translate) -> Any:
    if isinstance(value, str):
        return translate(value)
    if isinstance(value, list):
        return [_walked(each, translate) for each in value]
    return {name: _walked(each, translate) for name, each in value.items()} if isinstance(value, dict) else value
