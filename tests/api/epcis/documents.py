"""Documents of made-up tea: harvested, made, shipped, called back."""

from __future__ import annotations

from typing import Any

CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ocop": "https://example.vn/ns/ocop/"}]
LEAF = "https://id.gs1.org/01/09520000000028/10/LEAF-0501"
TEA = "https://id.gs1.org/01/09520000000011/10/TEA-0502"
WORKSHOP = "https://id.gs1.org/414/9520000000004"
NESTED = "[" * 1_000 + "]" * 1_000
"""JSON that is read, and too deep for whatever goes down into it."""


def an_event(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return the shipping of a lot of tea, on the first day of May at that minute past nine."""
    return {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f{number:04}",
        "eventTime": f"2026-05-01T09:{number % 60:02}:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "quantityList": [{"epcClass": TEA, "quantity": 200}],
        "readPoint": {"id": f"{WORKSHOP}/254/3"},
        "bizLocation": {"id": WORKSHOP},
    } | changes


def alone(**changes: Any) -> dict[str, Any]:
    """Return an event as it is sent by itself."""
    return {"@context": CONTEXT, **an_event(**changes)}


def a_document(*events: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-02T09:00:00.000+07:00",
        "epcisBody": {"eventList": list(events) or [an_event()]},
    }
