"""Events are kept whole, once and for good; what is refused leaves nothing behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saolang.base.audit.models import Change
from saolang.core.merkle import root
from saolang.programme.traceability.choices import CaptureWay, ErrorBehaviour
from saolang.programme.traceability.models import CaptureJob, Event, EventIdentifier, PublicRevision
from saolang.programme.traceability.rules.identity import identifier_of_lot
from saolang.programme.traceability.services.capture import capture_document, capture_events
from tests.factories.epcis import (
    CONTEXT,
    LEAF,
    OCOP,
    TEA,
    WORKSHOP,
    a_declaration,
    a_shipment,
    a_transformation,
    an_event,
    sent,
)
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_material_lot

if TYPE_CHECKING:
    from saolang.programme.registry.models import Product

pytestmark = pytest.mark.django_db

NAMED = "urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001"
GTIN = "09520000000011"


def capture(*events: dict[str, Any], **known: Any) -> CaptureJob:
    return capture_document(sent(*events), **{"by": "tests"} | known)


def told(job: CaptureJob) -> list[tuple[str, int, str]]:
    """Return type, status and place of what a job says is wrong."""
    return [(error["type"].rpartition(":")[2], error["status"], error["instance"]) for error in job.errors]


def gtin_in(identifier: str) -> str:
    return identifier.split("/")[4]


def revision_of(product: Product) -> int:
    return PublicRevision.objects.get(product=product).revision


def nothing_is_kept() -> bool:
    return not (CaptureJob.objects.exists() or Event.objects.exists() or EventIdentifier.objects.exists())


def test_document_is_kept_with_what_finds_it() -> None:
    producer = a_producer()

    job = capture(an_event(eventID=NAMED), a_transformation(), producer=producer)

    event = Event.objects.get(event_id=NAMED)
    assert (job.success, job.captured, job.errors, job.context) == (True, 2, [], [OCOP])
    assert (event.producer, event.biz_step, event.disposition, event.action) == (
        producer,
        "commissioning",
        "active",
        "ADD",
    )
    assert (event.read_point, event.biz_location, event.type) == (f"{WORKSHOP}/254/1", WORKSHOP, "ObjectEvent")
    assert json.loads(event.document)["recordTime"] == event.record_time.isoformat(timespec="milliseconds")
    assert set(EventIdentifier.objects.values_list("part", "identifier")) == {
        ("class", LEAF),
        ("input_class", LEAF),
        ("output_class", TEA),
    }


def test_capture_is_told_of_with_the_root_over_its_events() -> None:
    job = capture(an_event(), a_transformation())

    documents = Event.objects.order_by("pk").values_list("document", flat=True)
    change = Change.objects.get(kind="capture")
    assert job.root == root(list(documents))
    assert (change.code, change.after["merkle_root"], change.after["captured"]) == (str(job.code), job.root, 2)


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        sent(an_event(), an_event(bizStep="growing")),
        sent(an_event(), an_event(quantityList=[{"epcClass": LEAF, "quantity": 0}])),
        sent(a_declaration(an_event(eventID=NAMED))),
        sent(an_event(eventID=NAMED), an_event(eventID=NAMED, disposition="damaged")),
    ],
    ids=["no JSON", "schema", "rule", "nothing to correct", "two contents"],
)
def test_refused_document_leaves_nothing_behind(content: bytes) -> None:
    job = capture_document(content, by="tests")

    assert (job.pk, job.success, job.captured) == (None, False, 0)
    assert [(kind, status) for kind, status, _place in told(job)] == [("ValidationException", 400)]
    assert job.errors[0]["detail"]
    assert nothing_is_kept()
    assert not Change.objects.filter(kind="capture").exists()


def test_proceeding_keeps_what_is_right_and_tells_what_is_not() -> None:
    wrong = an_event(quantityList=[{"epcClass": LEAF, "quantity": 0}])
    contrary = an_event(eventID=NAMED, disposition="damaged")
    unknown = an_event(bizStep="growing")

    job = capture(an_event(eventID=NAMED), unknown, wrong, contrary, behaviour=ErrorBehaviour.PROCEED)

    assert (job.success, job.captured, Event.objects.count()) == (False, 1, 1)
    assert {place for _kind, _status, place in told(job)} == {
        "#/epcisBody/eventList/1/bizStep",
        "#/epcisBody/eventList/2/quantityList/0/quantity",
        "#/epcisBody/eventList/3/eventID",
    }


@pytest.mark.parametrize("event", [an_event(), an_event(eventID=NAMED)], ids=["by its hash", "by its id"])
def test_event_sent_again_is_passed_over(event: dict[str, Any]) -> None:
    capture(event)

    again = capture(event, event | {"eventTime": "2026-04-30T23:30:00Z"})

    assert (again.success, again.captured, Event.objects.count()) == (True, 0, 1)


def test_event_another_producer_has_sent_is_refused_and_passed_over_for_the_office() -> None:
    event, producer = an_event(eventID=NAMED), a_producer()
    capture(event, producer=producer)

    by_another, again, by_the_office = (capture(event, producer=who) for who in (a_producer(), producer, None))

    assert told(by_another) == [("ValidationException", 400, "#/epcisBody/eventList/0/eventID")]
    assert [(job.success, job.captured) for job in (again, by_the_office)] == [(True, 0), (True, 0)]


def test_other_content_under_the_same_id_is_refused() -> None:
    capture(an_event(eventID=NAMED))

    job = capture(an_event(eventID=NAMED, disposition="damaged"))

    assert told(job) == [("ValidationException", 400, "#/epcisBody/eventList/0/eventID")]
    assert Event.objects.count() == 1


def test_error_is_declared_in_an_event_that_stays_as_it_was() -> None:
    event = an_event(eventID=NAMED)
    capture(event)
    before = Event.objects.get().document

    job = capture(
        a_declaration(event, correctiveEventIDs=["urn:uuid:2"]), an_event(eventID="urn:uuid:2", action="OBSERVE")
    )

    assert (job.success, job.captured) == (True, 2)
    assert Event.objects.get(event_id=NAMED, declared_at=None).document == before
    assert Event.objects.filter(event_id=NAMED, declared_at__isnull=False).count() == 1
    assert capture(a_declaration(event)).captured == 0


def test_error_can_be_declared_in_an_event_of_the_same_document() -> None:
    event = an_event(eventID=NAMED)

    job = capture(event, a_declaration(event))

    assert (job.success, job.captured) == (True, 2)


def test_only_who_sent_an_event_declares_it_wrong_or_the_office() -> None:
    event, producer = an_event(eventID=NAMED), a_producer()
    capture(event, producer=producer)

    refused = capture(a_declaration(event), producer=a_producer())
    by_the_office = capture(a_declaration(event))

    assert told(refused) == [("ValidationException", 400, "#/epcisBody/eventList/0/errorDeclaration")]
    assert by_the_office.success is True


@pytest.mark.parametrize(
    "changed",
    [{"disposition": "damaged"}, {"bizStep": None}, {"ocop:note": "sáng"}],
    ids=["another value", "a field less", "a field more"],
)
def test_error_is_declared_by_an_event_of_the_same_content_alone(changed: dict[str, Any]) -> None:
    event = an_event(eventID=NAMED)
    capture(event)
    other = {name: value for name, value in (event | changed).items() if value is not None}

    refused = capture(a_declaration(other))
    written_otherwise = capture(a_declaration(event | {"eventTime": "2026-04-30T23:30:00Z"}))

    assert told(refused) == [("ValidationException", 400, "#/epcisBody/eventList/0/errorDeclaration")]
    assert (written_otherwise.success, written_otherwise.captured, Event.objects.count()) == (True, 1, 2)


def test_declaration_of_the_same_moment_that_says_otherwise_is_refused() -> None:
    event = an_event(eventID=NAMED)
    capture(event, a_declaration(event))

    again = capture(a_declaration(event, declarationTime="2026-05-04T01:00:00Z"))
    otherwise = capture(a_declaration(event, reason="did_not_occur"))

    assert (again.success, again.captured) == (True, 0)
    assert told(otherwise) == [("ValidationException", 400, "#/epcisBody/eventList/0/errorDeclaration")]


@pytest.mark.parametrize("made", [an_event(), a_transformation()])
def test_goods_of_another_producer_are_made_by_nobody_else(province: object, made: dict[str, Any]) -> None:
    owner, another = a_producer(), a_producer()
    for identifier in (LEAF, TEA):
        a_product(f"Chè {identifier}", producer=owner, gtin=gtin_in(identifier))

    refused = capture(made, producer=another)
    beside_others = capture(made, an_event(action="OBSERVE"), producer=another, behaviour=ErrorBehaviour.PROCEED)
    by_the_owner, by_the_office = capture(made, producer=owner), capture({**made, "eventID": NAMED})

    assert told(refused) == [("ValidationException", 400, "#/epcisBody/eventList/0")]
    assert (beside_others.captured, by_the_owner.captured, by_the_office.captured) == (1, 1, 1)


def test_material_of_another_producer_is_made_by_nobody_else(province: object) -> None:
    lot = a_material_lot(a_producer())
    harvested = an_event(quantityList=[{"epcClass": identifier_of_lot(lot), "quantity": 100, "uom": "KGM"}])

    assert capture(harvested, producer=a_producer()).success is False
    assert capture(harvested, producer=lot.producer).success is True


def test_pages_of_the_products_named_are_counted(province: object) -> None:
    named, other = a_product(gtin=GTIN), a_product()
    before = revision_of(named), revision_of(other)

    capture(a_shipment())

    assert revision_of(named) > before[0]
    assert revision_of(other) == before[1]


def test_page_of_what_was_made_of_a_lot_is_counted(province: object) -> None:
    tea = a_product(gtin=GTIN)
    capture(a_transformation())
    before = revision_of(tea)

    capture(an_event(action="OBSERVE", bizStep="inspecting"))

    assert revision_of(tea) > before


def test_page_is_counted_when_its_event_is_declared_wrong(province: object) -> None:
    tea = a_product(gtin=GTIN)
    capture(a_shipment(eventID=NAMED))
    before = revision_of(tea)

    capture(a_declaration(a_shipment(eventID=NAMED)))

    assert revision_of(tea) > before


def test_events_of_ourselves_are_kept_with_their_context() -> None:
    job = capture_events([an_event()], by="tests", producer=None, way=CaptureWay.FORM, context=[OCOP])

    assert (job.success, job.way, job.context) == (True, CaptureWay.FORM, [OCOP])
    wrong = capture_events([an_event(action=None)], by="tests", producer=None, way=CaptureWay.FORM)
    assert told(wrong) == [("ValidationException", 400, "#/epcisBody/eventList/0")]


def test_event_that_stands_alone_is_kept() -> None:
    alone = {"@context": [CONTEXT, OCOP], **an_event(**{"ocop:note": "sáng"})}

    job = capture_document(json.dumps(alone).encode(), by="tests")

    assert (job.captured, job.context) == (1, [OCOP])
    assert "@context" not in json.loads(Event.objects.get().document)


def test_hundred_events_take_as_many_queries_as_one() -> None:
    capture(an_event())
    counts = []
    for first, count in ((1, 1), (2, 100)):
        events = [an_event(eventID=f"urn:x:{number}", **{"ocop:n": number}) for number in range(first, first + count)]
        with CaptureQueriesContext(connection) as queries:
            capture(*events)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_only_a_document_that_is_not_new_is_looked_for() -> None:
    looked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            capture(an_event())
        looked.append(sum("FROM traceability_event WHERE name IN" in query["sql"] for query in queries))

    assert looked == [0, 1]
    assert Event.objects.count() == 1
