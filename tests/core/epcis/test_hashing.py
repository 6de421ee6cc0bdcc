"""The event hash is that of the reference program, whatever the event, and the same however the event is written."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import pytest
from epcis_event_hash_generator.hash_generator import derive_prehashes_from_events, epcis_hashes_from_events
from epcis_event_hash_generator.json_to_py import event_list_from_epcis_document_json
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.epcis.hashing import event_digest, event_id, event_text, namespaces
from tests.factories.epcis import OCOP, a_declaration, a_document, a_shipment, a_transformation, an_event

NAMES = namespaces([OCOP])
SENSED = [
    {
        "sensorMetadata": {"time": "2026-05-01T06:00:00+07:00", "deviceID": "urn:x:device:1", "ocop:room": "kho 2"},
        "sensorReport": [
            {"type": "Temperature", "value": 26.0, "uom": "CEL", "time": "2026-05-01T05:59:00.0004+07:00"},
            {"type": "AbsoluteHumidity", "value": 12.25, "sDev": 0.1, "uom": "A93", "ocop:probe": "7"},
            {"type": "Temperature", "exception": "ALARM_CONDITION"},
        ],
    }
]
EVENTS = {
    "harvest": an_event(ilmd={"ocop:harvestDate": "2026-05-01", "ocop:growingArea": "Vùng chè số 4"}),
    "transformation": a_transformation(
        transformationID="urn:x:lot:1", certificationInfo=["https://b.vn", "https://a.vn"]
    ),
    "shipment": a_shipment(),
    "packing": {
        "type": "AggregationEvent",
        "eventTime": "2026-05-02T15:00:00Z",
        "eventTimeZoneOffset": "+00:00",
        "parentID": "urn:epc:id:sscc:9520000.0123456789",
        "childEPCs": ["urn:epc:id:sgtin:9520000.000001.B2", "urn:epc:id:sgtin:9520000.000001.A1"],
        "childQuantityList": [{"epcClass": "urn:epc:class:lgtin:9520000.000001.TEA-0502", "quantity": 2.50}],
        "action": "ADD",
        "bizStep": "https://ref.gs1.org/cbv/BizStep-packing",
    },
    "sale": {
        "type": "TransactionEvent",
        "eventTime": "2026-05-02T15:00:00.1239+14:00",
        "eventTimeZoneOffset": "+14:00",
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epc:id:gdti:0614141.00002.PO-123"}],
        "epcList": ["https://shop.vn/p/01/09520000000011/10/TEA-0502/21/A1?linkType=all"],
        "action": "OBSERVE",
    },
    "association": {
        "type": "AssociationEvent",
        "eventTime": "2026-05-02T15:00:00-05:00",
        "eventTimeZoneOffset": "-05:00",
        "parentID": "https://id.gs1.org/8004/9520000COLD",
        "childEPCs": ["urn:epc:id:giai:9520000.SENSOR1"],
        "action": "ADD",
    },
    "sensor": an_event(sensorElementList=SENSED),
    "dispositions": an_event(
        persistentDisposition={"set": ["completeness_verified"], "unset": ["conformant", "completeness_inferred"]}
    ),
    "extensions": an_event(
        **{
            "ocop:person": "Trần Thị Bé",
            "ocop:count": 12,
            "ocop:moist": 0.125,
            "ocop:organic": True,
            "ocop:parts": {"ocop:b": "2", "ocop:a": ["z", "y"], "ocop:deep": {"ocop:c": "007"}},
            "ocop:boxList": [{"ocop:size": 3}, {"ocop:size": 1}],
            "https://other.vn/ns#name": "x y",
            "readPoint": {"id": "https://id.gs1.org/414/9520000000004", "ocop:floor": "1"},
        }
    ),
    "two parties": a_shipment(
        sourceList=[{"type": "possessing_party", "source": "urn:epc:id:pgln:9520000.00101"}],
        bizTransactionList=[{"type": "inv", "bizTransaction": "urn:x:2"}, {"type": "bol", "bizTransaction": "urn:x:1"}],
        ilmd=None,
    ),
}


def reference(event: dict[str, Any]) -> tuple[str, str]:
    """Return the text and the name the reference program gives an event."""
    events = event_list_from_epcis_document_json(a_document(copy.deepcopy(event)))
    return derive_prehashes_from_events(events)[0], epcis_hashes_from_events(events)[0]


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_text_and_name_are_those_of_the_reference_program(event: dict[str, Any]) -> None:
    text, name = reference(event)

    assert event_text(event, NAMES) == text
    assert event_id(event_digest(event, NAMES)) == name


words = st.text("abcdefgh-Ăô ", min_size=1, max_size=12).map(str.strip).filter(bool)
lots = st.from_regex(r"\A[A-Z][A-Z0-9-]{0,15}\Z").map(lambda lot: f"https://id.gs1.org/01/09520000000011/10/{lot}")
serials = st.from_regex(r"\A[A-Z][A-Z0-9]{0,15}\Z").map(lambda serial: f"urn:epc:id:sgtin:9520000.000001.{serial}")
quantities = st.one_of(
    st.integers(1, 10**9), st.floats(0.001, 10**6, allow_nan=False), st.floats(1, 1e21, allow_nan=False)
)
elements = st.fixed_dictionaries(
    {"epcClass": lots}, optional={"quantity": quantities, "uom": st.sampled_from(["KGM", "LTR", "EA"])}
)
values = st.recursive(
    st.one_of(words, st.integers(-(10**9), 10**9), st.booleans()),
    lambda inner: st.one_of(
        st.lists(words, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["ocop:a", "ocop:b", "ocop:c"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - the zone stands after it
    lambda moment: f"{moment.isoformat(timespec='milliseconds')}+07:00"
)
events = st.fixed_dictionaries(
    {
        "type": st.just("ObjectEvent"),
        "eventTime": moments,
        "eventTimeZoneOffset": st.sampled_from(["+07:00", "-05:30", "+14:00"]),
        "action": st.sampled_from(["ADD", "OBSERVE", "DELETE"]),
        "quantityList": st.lists(elements, min_size=1, max_size=4),
    },
    optional={
        "epcList": st.lists(serials, min_size=1, max_size=4, unique=True),
        "bizStep": st.sampled_from(["packing", "https://ref.gs1.org/cbv/BizStep-shipping", "https://our.vn/steps/drying"]),
        "disposition": st.sampled_from(["active", "recalled"]),
        "ilmd": st.dictionaries(st.sampled_from(["ocop:a", "ocop:b"]), values, min_size=1),
        "ocop:ext": values,
        "ocop:note": words,
    },
)  # fmt: skip


@given(events)
def test_made_up_event_has_the_text_of_the_reference_program(event: dict[str, Any]) -> None:
    assert event_text(event, NAMES) == reference(event)[0]


def reordered(value: Any) -> Any:
    """Return the same with members and lists the other way round."""
    if isinstance(value, dict):
        return {name: reordered(each) for name, each in reversed(value.items())}
    return [reordered(each) for each in reversed(value)] if isinstance(value, list) else value


@given(events)
def test_order_of_members_and_lists_changes_nothing(event: dict[str, Any]) -> None:
    assert event_text(reordered(event), NAMES) == event_text(event, NAMES)


@pytest.mark.parametrize(
    "changed",
    [
        {"eventID": "urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001"},
        {"recordTime": "2026-05-01T06:31:00.000+07:00"},
        {"eventTime": "2026-04-30T23:30:00Z"},
        {"bizStep": "https://ref.gs1.org/cbv/BizStep-commissioning"},
        {
            "quantityList": [
                {"epcClass": "urn:epc:class:lgtin:9520000.000002.LEAF-0501", "quantity": 500.0, "uom": "KGM"}
            ]
        },
        a_declaration({}),
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_same_event_in_other_words_has_the_same_hash(changed: dict[str, Any]) -> None:
    assert event_digest(an_event(**changed), NAMES) == event_digest(an_event(), NAMES)


@pytest.mark.parametrize(
    "changed",
    [
        {"eventTime": "2026-05-01T06:30:00.001+07:00"},
        {"action": "DELETE"},
        {"quantityList": [{"epcClass": "https://id.gs1.org/01/09520000000028/10/LEAF-0501", "quantity": 501}]},
        {"ocop:note": "x"},
        {"bizLocation": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_other_event_has_another_hash(changed: dict[str, Any]) -> None:
    assert event_digest(an_event(**changed), NAMES) != event_digest(an_event(), NAMES)


def test_half_a_millisecond_is_rounded_up() -> None:
    event = an_event(eventTime="2026-05-01T06:30:00.9995+07:00")

    assert "eventTime=2026-04-30T23:30:01.000Z" in event_text(event, NAMES)
