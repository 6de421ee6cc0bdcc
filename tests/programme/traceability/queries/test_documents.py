"""What an event's fields mean is told beside it, whatever else is in the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from saolang.core.epcis.hashing import event_digest, namespaces
from saolang.programme.traceability.models import Event
from saolang.programme.traceability.queries.documents import CONTEXT, event_alone, in_urns, query_document, streamed
from saolang.programme.traceability.rules.epcis import schema
from saolang.programme.traceability.services.capture import capture_document
from tests.factories.epcis import OCOP, an_event, sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.programme.traceability.queries.documents import Translate

pytestmark = pytest.mark.django_db

OTHER = {"ocop": "https://other.example/terms#"}
FURTHER = {"soil": "https://soil.example/"}


def capture(number: int, *context: Any, **said: Any) -> None:
    event = an_event(**{"eventID": f"urn:x:{number}", "ocop:note": "sáng"} | said)
    job = capture_document(sent(event, **{"@context": [CONTEXT, *context]}), by="tests")
    assert job.success, job.errors


def answered(translate: Translate | None = None) -> dict[str, Any]:
    content = query_document(list(Event.objects.select_related("job").order_by("pk")), translate=translate)
    document: dict[str, Any] = orjson.loads(content)
    assert schema().accepts(document)
    return document


def events_in(document: dict[str, Any]) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = document["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return events


def digests_in(document: dict[str, Any]) -> list[str]:
    """Return the hash of each event as whoever reads the document computes it."""
    return [event_digest(each, namespaces(document["@context"])) for each in events_in(document)]


@pytest.mark.parametrize("notation", [lambda: None, in_urns], ids=["as kept", "URN"])
def test_prefix_that_two_documents_define_differently_keeps_its_meaning_in_each(
    notation: Callable[[], Translate | None],
) -> None:
    capture(1, OCOP)
    capture(2, OTHER)
    capture(3)

    document = answered(notation())

    assert document["@context"] == [CONTEXT]
    assert [each.get("@context") for each in events_in(document)] == [[OCOP], [OTHER], None]
    assert digests_in(document) == list(Event.objects.order_by("pk").values_list("digest", flat=True))


def test_context_that_all_share_stands_once() -> None:
    capture(1, OCOP)
    capture(2, OCOP)

    document = answered()

    assert document["@context"] == [CONTEXT, OCOP]
    assert not any("@context" in each for each in events_in(document))


def test_context_of_an_event_holds_after_that_of_its_document() -> None:
    capture(1, OCOP, **{"@context": OTHER, "soil:kind": "đỏ"})
    capture(2, FURTHER)

    document = answered()
    alone = orjson.loads(event_alone(Event.objects.get(event_id="urn:x:1")))

    assert [each["@context"] for each in events_in(document)] == [[OCOP, OTHER], [FURTHER]]
    assert digests_in(document) == list(Event.objects.order_by("pk").values_list("digest", flat=True))
    assert alone["@context"] == [CONTEXT, OCOP, OTHER]
    assert schema().accepts(alone)


def test_answer_of_no_events_has_the_standards_context() -> None:
    assert answered()["@context"] == [CONTEXT]


@pytest.mark.parametrize("contexts", [[], [[OCOP], [OCOP]], [[OCOP], [OTHER]], [[], [OTHER, FURTHER]]], ids=str)
def test_document_sent_piece_by_piece_says_the_same(contexts: list[list[Any]]) -> None:
    for number, context in enumerate(contexts):
        capture(number, *context)

    document = orjson.loads(b"".join(streamed(Event.objects.order_by("pk"))))

    assert schema().accepts(document)
    assert {**document, "creationDate": ""} == {**answered(), "creationDate": ""}
