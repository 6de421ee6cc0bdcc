"""EPCIS documents and events as a producer's program would send them."""

from __future__ import annotations

from typing import Any

import orjson

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
OCOP = {"ocop": "https://example.vn/ns/ocop/"}
LEAF = "https://id.gs1.org/01/09520000000028/10/LEAF-0501"
TEA = "https://id.gs1.org/01/09520000000011/10/TEA-0502"
WORKSHOP = "https://id.gs1.org/414/9520000000004"


def an_event(**changed: Any) -> dict[str, Any]:
    """Return 500 kg of tea leaves harvested on 1 May 2026; a change to None takes the field out."""
    event = {
        "type": "ObjectEvent",
        "eventTime": "2026-05-01T06:30:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD",
        "bizStep": "commissioning",
        "disposition": "active",
        "quantityList": [{"epcClass": LEAF, "quantity": 500, "uom": "KGM"}],
        "readPoint": {"id": f"{WORKSHOP}/254/1"},
        "bizLocation": {"id": WORKSHOP},
    } | changed
    return {name: value for name, value in event.items() if value is not None}


def a_transformation(**changed: Any) -> dict[str, Any]:
    """Return the leaves made into a thousand packs of tea."""
    event = {
        "type": "TransformationEvent",
        "eventTime": "2026-05-01T15:00:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "inputQuantityList": [{"epcClass": LEAF, "quantity": 500, "uom": "KGM"}],
        "outputQuantityList": [{"epcClass": TEA, "quantity": 1000}],
        "bizStep": "creating_class_instance",
    } | changed
    return {name: value for name, value in event.items() if value is not None}


def a_shipment(**changed: Any) -> dict[str, Any]:
    """Return 200 packs of tea sent to another party."""
    destination = {"type": "owning_party", "destination": "https://id.gs1.org/417/9520000001018"}
    return an_event(
        **{
            "eventTime": "2026-05-03T08:00:00.000+07:00",
            "action": "OBSERVE",
            "bizStep": "shipping",
            "disposition": "in_transit",
            "quantityList": [{"epcClass": TEA, "quantity": 200}],
            "destinationList": [destination],
        }
        | changed
    )


def a_declaration(event: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Return the event again with the declaration that it was wrong."""
    declaration = {"declarationTime": "2026-05-04T08:00:00.000+07:00", "reason": "incorrect_data"} | said
    return event | {"errorDeclaration": declaration}


def a_document(*events: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "@context": [CONTEXT, OCOP],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-02T09:00:00.000+07:00",
        "epcisBody": {"eventList": list(events)},
    } | changed


def sent(*events: dict[str, Any], **changed: Any) -> bytes:
    """Return the document as it is sent."""
    return orjson.dumps(a_document(*events, **changed))
