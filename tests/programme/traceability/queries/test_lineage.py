"""What a lot came of and what came of it, whoever captured it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson
import pytest
from django.utils import timezone

from saolang.base.kit.batches import batched
from saolang.core.epcis.hashing import short_name
from saolang.core.steps import error_of
from saolang.programme.traceability.choices import CaptureWay, EventType, Part
from saolang.programme.traceability.models import CaptureJob, Event, EventIdentifier
from saolang.programme.traceability.queries.lineage import (
    affected_by,
    lots_named,
    made_of,
)
from saolang.programme.traceability.rules.identity import identifier_of_lot
from saolang.programme.traceability.services.capture import capture_events
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_lot, a_material_lot, a_quantity, a_transformation, an_event

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.registry.models import Producer

pytestmark = pytest.mark.django_db
CASE = "https://id.gs1.org/00/095200000000000011"


@pytest.fixture
def producer() -> Producer:
    return a_producer("Hợp tác xã Chè Thanh Bình")


def test_affected_are_all_lots_downstream_nearest_first(producer: Producer) -> None:
    leaves = a_material_lot(producer)
    dried, roasted, packed, other = (a_lot(producer=producer) for _ in range(4))
    first = a_transformation([leaves], [dried])
    a_transformation([dried], [roasted])
    a_transformation([roasted], [packed])
    a_transformation([a_material_lot(producer)], [other])

    affected = affected_by(leaves)

    assert [(each.lot, each.depth, each.source) for each in affected] == [
        (dried, 1, leaves),
        (roasted, 2, dried),
        (packed, 3, roasted),
    ]
    assert affected[0].event == first


def test_made_of_is_everything_upstream(producer: Producer) -> None:
    leaves, sugar = a_material_lot(producer), a_material_lot(producer, "Đường")
    dried, packed = a_lot(producer=producer), a_lot(producer=producer)
    a_transformation([leaves], [dried])
    a_transformation([dried, sugar], [packed])

    assert {(each.lot, each.depth) for each in made_of(packed)} == {(dried, 1), (sugar, 1), (leaves, 2)}
    assert [(each.lot, each.depth) for each in affected_by(leaves)] == [(dried, 1), (packed, 2)]


def test_goods_that_go_round_end_the_walk(producer: Producer) -> None:
    lots = [a_lot(producer=producer) for _ in range(3)]
    for taken, made in zip(lots, [*lots[1:], lots[0]], strict=True):
        a_transformation([taken], [made])

    assert [each.lot for each in affected_by(lots[0])] == lots[1:]
    assert [each.lot for each in made_of(lots[0])] == [lots[2], lots[1]]


def test_event_declared_wrong_does_not_count(producer: Producer) -> None:
    leaves, dried = a_material_lot(producer), a_lot(producer=producer)
    wrong = a_transformation([leaves], [dried])
    declared = error_of(orjson.loads(wrong.document), at=timezone.localtime(), reason="did_not_occur", corrective=())
    job = capture_events([declared], by="tests", producer=producer, way=CaptureWay.FORM)

    assert job.success
    assert affected_by(leaves) == []
    assert made_of(dried) == []


def test_case_is_reached_until_it_is_opened(producer: Producer) -> None:
    lot, closed = a_lot(producer=producer), {"parentID": CASE, "bizStep": "packing"}
    an_event("AggregationEvent", producer, action="DELETE", childQuantityList=[a_quantity(lot)], **closed)

    before = affected_by(lot)
    an_event("AggregationEvent", producer, action="ADD", childQuantityList=[a_quantity(lot)], **closed)

    assert before == []
    assert [(each.identifier, each.lot, each.depth) for each in affected_by(lot)] == [(CASE, None, 1)]


def test_events_of_one_transformation_count_as_one(producer: Producer) -> None:
    leaves, dried = a_material_lot(producer), a_lot(producer=producer)
    same = {"transformationID": "urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0077"}
    a_transformation([leaves], [], **same)
    a_transformation([], [dried], **same)

    assert [each.lot for each in affected_by(leaves)] == [dried]
    assert [each.lot for each in made_of(dried)] == [leaves]


def test_lot_told_of_before_its_product_had_a_number_is_followed(producer: Producer) -> None:
    product = a_product(producer=producer)
    leaves, dried, packed = a_material_lot(producer), a_lot(product), a_lot(producer=producer)
    a_transformation([leaves], [dried])
    product.gtin = "09520000000011"
    product.save()
    dried.refresh_from_db()
    a_transformation([dried], [packed])

    assert [(each.lot, each.depth) for each in affected_by(leaves)] == [(dried, 1), (packed, 2)]


def test_lots_are_found_by_every_name_of_theirs(producer: Producer) -> None:
    product = a_product(producer=producer, gtin="09520000000011")
    lot, material = a_lot(product, number="L/1"), a_material_lot(producer)
    own = f"http://localhost:8000/sp/{product.code}/lo/L%2F1"
    names = {"https://id.gs1.org/01/09520000000011/10/L%2F1", own, identifier_of_lot(material)}

    found = lots_named(
        {*names, "https://id.gs1.org/00/095200000000000011", "urn:uuid:nothing", "http://[", f"{own}%00"}
    )

    assert set(found.values()) == {lot, material}
    assert found[identifier_of_lot(lot)] == lot


def test_walk_is_one_query_however_far_it_goes(
    producer: Producer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lots = [a_lot(producer=producer) for _ in range(5)]
    for taken, made in pairwise(lots):
        a_transformation([taken], [made])

    # The walk, the lots by our codes, the events.
    with django_assert_num_queries(3):
        affected_by(lots[2])
    with django_assert_num_queries(3):
        affected_by(lots[0])


def a_chain(links: int) -> list[str]:
    """Capture that goods went into the next, so many times over; return how they are named."""
    now = dt.datetime(2026, 5, 2, tzinfo=dt.UTC)
    job = CaptureJob.objects.create(captured_by="tests")
    names = [f"https://id.gs1.org/01/09520000000011/10/L{number}" for number in range(links + 1)]
    template = {"job": job, "type": EventType.TRANSFORMATION, "event_time": now, "record_time": now, "digest": "0" * 64}
    ids = [f"urn:uuid:{uuid4()}" for _ in range(links)]
    events = [Event(event_id=each, name=short_name(each), document="{}", **template) for each in ids]
    for some in batched(events):
        Event.objects.bulk_create(some)
    kept = list(Event.objects.filter(job=job).order_by("pk"))
    named = [
        EventIdentifier(event=event, part=part, identifier=name)
        for event, pair in zip(kept, pairwise(names), strict=True)
        for part, name in zip((Part.INPUT_CLASS, Part.OUTPUT_CLASS), pair, strict=True)
    ]
    for some_named in batched(named):
        EventIdentifier.objects.bulk_create(some_named)
    return names


def test_chain_of_ten_thousand_lots_is_followed_to_its_end(producer: Producer) -> None:
    names = a_chain(10_000)
    first = a_lot(a_product(producer=producer, gtin="09520000000011"), number="L0")

    affected = affected_by(first)

    assert [each.identifier for each in affected] == names[1:]
    assert affected[-1].depth == 10_000
