"""Made-up EPCIS documents: the same events in JSON for us and, for others, in the XML of EPCIS 1.2."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENTS = 100
"""Events of a document."""
A_LOT = 8
"""Events of a lot."""
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
BEGUN = datetime(2023, 1, 1, 6, 30, tzinfo=timezone(timedelta(hours=7)))
STEPS = (
    ("commissioning", "active"),
    ("inspecting", "conformant"),
    ("storing", "in_progress"),
    ("shipping", "in_transit"),
    ("receiving", "in_progress"),
    ("stocking", "sellable_accessible"),
    ("retail_selling", "retail_sold"),
    ("inspecting", "conformant"),
)


def lot_of(number: int) -> str:
    return f"L{number // A_LOT:07}"


def event(number: int) -> dict[str, Any]:
    """Return one of the eight events of a lot, without an id."""
    step, disposition = STEPS[number % A_LOT]
    moment = BEGUN + timedelta(seconds=10 * number)
    made = {
        "type": "ObjectEvent",
        "eventTime": moment.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD" if step == "commissioning" else "OBSERVE",
        "bizStep": step,
        "disposition": disposition,
        "quantityList": [
            {"epcClass": f"https://id.gs1.org/01/09520000000011/10/{lot_of(number)}", "quantity": 500, "uom": "KGM"}
        ],
        "readPoint": {"id": f"https://id.gs1.org/414/9520000000004/254/{number % A_LOT + 1}"},
        "bizLocation": {"id": "https://id.gs1.org/414/9520000000004"},
    }
    if step == "commissioning":
        made["ilmd"] = {"ocop:harvestDate": str(moment.date()), "ocop:growingArea": "Vùng chè số 4"}
    return made


def document(first: int, count: int = EVENTS) -> bytes:
    """Return an EPCISDocument of that many events in a row."""
    return orjson.dumps(
        {
            "@context": [CONTEXT, {"ocop": "https://example.vn/ns/ocop/"}],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-05-02T09:00:00.000+07:00",
            "epcisBody": {"eventList": [event(number) for number in range(first, first + count)]},
        }
    )


def documents(first: int, count: int) -> Iterator[bytes]:
    """Yield that many documents, each of events that no other has."""
    for number in range(count):
        yield document(first + number * EVENTS)


def document_in_xml(first: int, count: int = EVENTS) -> bytes:
    """Return the same events as an EPCIS 1.2 document. It has no room for what a Digital Link names: EPC URNs do it."""
    events = "".join(_in_xml(event(number), number) for number in range(first, first + count))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" xmlns:ocop="https://example.vn/ns/ocop/"'
        ' schemaVersion="1.2" creationDate="2026-05-02T09:00:00.000+07:00">'
        f"<EPCISBody><EventList>{events}</EventList></EPCISBody></epcis:EPCISDocument>"
    ).encode()


def _in_xml(made: dict[str, Any], number: int) -> str:
    quantity = made["quantityList"][0]
    ilmd = "".join(f"<{name}>{value}</{name}>" for name, value in made.get("ilmd", {}).items())
    return (
        f"<ObjectEvent><eventTime>{made['eventTime']}</eventTime>"
        f"<eventTimeZoneOffset>{made['eventTimeZoneOffset']}</eventTimeZoneOffset>"
        f"<epcList/><action>{made['action']}</action>"
        f"<bizStep>urn:epcglobal:cbv:bizstep:{made['bizStep']}</bizStep>"
        f"<disposition>urn:epcglobal:cbv:disp:{made['disposition']}</disposition>"
        f"<readPoint><id>urn:epc:id:sgln:9520000.00000.{number % A_LOT + 1}</id></readPoint>"
        "<bizLocation><id>urn:epc:id:sgln:9520000.00000.0</id></bizLocation>"
        "<extension><quantityList><quantityElement>"
        f"<epcClass>urn:epc:class:lgtin:9520000.000001.{lot_of(number)}</epcClass>"
        f"<quantity>{quantity['quantity']}</quantity><uom>{quantity['uom']}</uom>"
        f"</quantityElement></quantityList>{f'<ilmd>{ilmd}</ilmd>' if ilmd else ''}</extension></ObjectEvent>"
    )
