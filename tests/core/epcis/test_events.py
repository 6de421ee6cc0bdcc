"""An event made ready is in one notation, and held to what the schema cannot hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from saolang.core.epcis.events import Ready, Wrong, make_ready, with_record_time
from saolang.core.epcis.hashing import namespaces
from saolang.core.gs1.links import canonical
from tests.factories.epcis import LEAF, OCOP, TEA, WORKSHOP, a_declaration, a_shipment, a_transformation, an_event

LATEST = datetime(2026, 6, 1, tzinfo=UTC)


def ready(event: dict[str, Any]) -> Ready:
    return make_ready(event, names=namespaces([OCOP]), canonical=canonical, latest=LATEST)


def test_identifiers_and_words_come_in_one_notation() -> None:
    made = ready(
        an_event(
            eventID="urn:uuid:1",
            bizStep="https://ref.gs1.org/cbv/BizStep-commissioning",
            epcList=["urn:epc:id:sgtin:9520000.000002.A1", "https://shop.vn/p/01/09520000000028/21/A2?17=270101"],
            quantityList=[{"epcClass": "urn:epc:class:lgtin:9520000.000002.LEAF-0501", "quantity": 5}],
            readPoint={"id": "urn:epc:id:sgln:9520000.00000.1", "ocop:floor": "1"},
        )
    )
    document = json.loads(made.text)

    assert made.identifiers == (
        ("epc", "https://id.gs1.org/01/09520000000028/21/A1"),
        ("epc", "https://id.gs1.org/01/09520000000028/21/A2"),
        ("class", LEAF),
    )
    assert (made.biz_step, document["bizStep"]) == ("commissioning", "commissioning")
    assert document["readPoint"] == {"id": f"{WORKSHOP}/254/1", "ocop:floor": "1"}
    assert (made.read_point, made.biz_location, made.event_id) == (f"{WORKSHOP}/254/1", WORKSHOP, "urn:uuid:1")
    assert made.event_time == datetime(2026, 4, 30, 23, 30, tzinfo=UTC)


def test_parts_of_an_event_are_told_apart() -> None:
    packing = an_event(
        type="AggregationEvent",
        parentID="urn:epc:id:sscc:9520000.0123456789",
        childEPCs=["urn:x:1"],
        childQuantityList=[{"epcClass": TEA}],
        quantityList=None,
    )

    assert ready(packing).identifiers == (
        ("child", "urn:x:1"),
        ("child_class", TEA),
        ("parent", "https://id.gs1.org/00/095200001234567899"),
    )
    assert ready(a_transformation()).identifiers == (("input_class", LEAF), ("output_class", TEA))


def test_event_without_id_is_named_by_its_hash_and_stamped() -> None:
    made = ready(an_event(recordTime="2020-01-01T00:00:00Z"))
    document = json.loads(with_record_time(made, "2026-05-02T00:00:00.000+00:00"))

    assert made.event_id == document["eventID"] == f"ni:///sha-256;{made.digest}?ver=CBV2.0"
    assert document["recordTime"] == "2026-05-02T00:00:00.000+00:00"


def test_declaration_of_an_error_names_the_events_that_say_it_right() -> None:
    made = ready(a_declaration(an_event(eventID="urn:uuid:1"), correctiveEventIDs=["urn:uuid:2"]))

    assert made.declared_at == datetime(2026, 5, 4, 1, tzinfo=UTC)
    assert made.identifiers == (("class", LEAF), ("corrective", "urn:uuid:2"))


def sensed(**report: Any) -> dict[str, Any]:
    return an_event(sensorElementList=[{"sensorReport": [{"type": "Temperature", "value": 4, **report}]}])


def nested(levels: int) -> dict[str, Any]:
    """Return an event with an extension in an extension, so many levels deep."""
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"ocop:in": inner}
    return an_event(**{"ocop:in": inner})


@pytest.mark.parametrize(
    ("event", "pointer"),
    [
        (an_event(type="ocop:HarvestEvent"), "/type"),
        (an_event(bizStep="https://ref.gs1.org/cbv/BizStep-growing"), "/bizStep"),
        (an_event(disposition="urn:epcglobal:cbv:disp:fresh"), "/disposition"),
        (an_event(quantityList=[{"epcClass": LEAF, "quantity": 0}]), "/quantityList/0/quantity"),
        (an_event(quantityList=[{"epcClass": LEAF}, {"epcClass": LEAF, "quantity": -1}]), "/quantityList/1/quantity"),
        (
            an_event(quantityList=[{"epcClass": "https://id.gs1.org/01/09520000000027/10/L1"}]),
            "/quantityList/0/epcClass",
        ),
        (an_event(epcList=["urn:epc:id:sgtin:9520000.2.A1"]), "/epcList/0"),
        (an_event(readPoint={"id": "https://id.gs1.org/414/9520000000005"}), "/readPoint/id"),
        (
            a_shipment(destinationList=[{"type": "location", "destination": "https://id.gs1.org/417/9520000001010"}]),
            "/destinationList/0/destination",
        ),
        (an_event(eventTime="2026-06-01T07:00:01+07:00"), "/eventTime"),
        (an_event(eventTime="2026-05-01T06:30:60Z"), "/eventTime"),
        (an_event(eventTime="0001-01-01T00:00:00+14:00"), "/eventTime"),
        (
            a_declaration(an_event(), declarationTime="2026-06-01T07:00:01+07:00"),
            "/errorDeclaration/declarationTime",
        ),
        (sensed(time="2026-05-01T06:30:00.001+07:00"), "/sensorElementList/0/sensorReport/0/time"),
        (
            an_event(
                sensorElementList=[
                    {"sensorMetadata": {"endTime": "2026-05-02T00:00:00Z"}, "sensorReport": [{"type": "Mass"}]}
                ]
            ),
            "/sensorElementList/0/sensorMetadata/endTime",
        ),
        (an_event(eventID=f"urn:x:{'1' * 400}"), "/eventID"),
        (an_event(epcList=[f"urn:x:{'1' * 400}"]), "/epcList/0"),
        (an_event(bizStep=f"https://our.vn/{'x' * 400}"), "/bizStep"),
        (nested(400), ""),
        (nested(900), ""),
    ],
    ids=lambda value: str(value)[:60],
)
def test_event_that_breaks_a_rule_is_told_wrong_at_its_place(event: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Wrong) as found:
        ready(event)

    assert found.value.problem.pointer == pointer
    assert str(found.value.problem.sentence)


@pytest.mark.parametrize(
    "event",
    [
        an_event(bizStep="https://our.vn/steps/drying"),
        an_event(eventTime="2026-06-01T07:00:00+07:00"),
        an_event(eventTime="2026-05-01t06:30:00z"),
        sensed(time="2026-05-01T06:30:00+07:00"),
        an_event(epcList=["https://farm.vn/pigs/17"]),
        nested(100),
    ],
    ids=lambda value: str(value)[:60],
)
def test_event_within_the_rules_is_taken(event: dict[str, Any]) -> None:
    assert ready(event).digest
