"""Lots, places and events, as the services enter them."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from saolang.programme.traceability.choices import CaptureWay, KeyScope
from saolang.programme.traceability.models import Event, Location, Lot
from saolang.programme.traceability.rules.identity import identifier_of_lot
from saolang.programme.traceability.rules.steps import namespace
from saolang.programme.traceability.services import keys, labels, prefixes
from saolang.programme.traceability.services.capture import capture_events
from tests.factories.registry import a_producer, a_product

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saolang.programme.registry.models import Producer, Product
    from saolang.programme.traceability.models import CompanyPrefix, LabelRun
    from saolang.programme.traceability.services.keys import MadeKey

NUMBERS = count(1)


def a_location(producer: Producer | None = None, **known: Any) -> Location:
    """Enter a workshop of the producer."""
    number = next(NUMBERS)
    values = {"code": f"DD-{number:08}", "name": f"Xưởng {number}", "recorded_by": "tests"} | known
    return Location.objects.create(producer=producer or a_producer(), **values)


def a_lot(product: Product | None = None, **known: Any) -> Lot:
    """Enter a lot of 100 kg made on 1 May 2026, of the product or of a new one with an owner."""
    producer = known.pop("producer", None)
    if product is None:
        producer = producer or a_producer()
        product = a_product(producer=producer)
    owner = producer or product.ownerships.get(ended_on=None, withdrawn_at=None).producer
    number = next(NUMBERS)
    values = {
        "code": f"LO-{number:08}",
        "number": f"L2605-{number:03}",
        "quantity": 100,
        "unit": "KGM",
        "made_on": dt.date(2026, 5, 1),
        "recorded_by": "tests",
    } | known
    return Lot.objects.create(product=product, producer=owner, **values)


def a_label_run(product: Product | None = None, **known: Any) -> LabelRun:
    """Enter a run of three QR labels of the product, or of a new one without a GTIN, not printed yet."""
    values = {"product": product or a_product(producer=a_producer()), "quantity": 3} | known
    return labels.make(run=labels.NewRun(**values), by="tests")


def a_company_prefix(producer: Producer | None = None, **known: Any) -> CompanyPrefix:
    """Enter a prefix of GS1 Vietnam, held since 2020, of the producer."""
    number = next(NUMBERS)
    values = {"prefix": f"8938{number:05}", "began_on": dt.date(2020, 1, 1), "source": "Giấy chứng nhận"} | known
    return prefixes.enter(prefix=prefixes.NewPrefix(producer=producer or a_producer(), **values), by="tests")


def an_api_key(producer: Producer | None = None, **known: Any) -> MadeKey:
    """Make a key that lets a program of the producer do everything."""
    values = {"name": "phần mềm kho", "scopes": list(KeyScope), "expires_on": None, "by": "tests"} | known
    return keys.make(producer=producer, **values)


def a_material_lot(producer: Producer, material: str = "Chè búp tươi", **known: Any) -> Lot:
    """Enter a lot of 100 kg of a raw material of the producer's."""
    number = next(NUMBERS)
    values = {
        "code": f"LO-{number:08}",
        "number": f"NL-{number:03}",
        "quantity": 100,
        "unit": "KGM",
        "made_on": dt.date(2026, 4, 30),
        "recorded_by": "tests",
    } | known
    return Lot.objects.create(producer=producer, material=material, **values)


def an_event(kind: str, producer: Producer | None = None, **said: Any) -> Event:
    """Capture an event of that type of EPCIS 2.0 on 2 May 2026, with whatever else it says."""
    number = next(NUMBERS)
    event = {
        "type": kind,
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        "eventTime": "2026-05-02T08:00:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        **said,
    }
    context = [{"ocop": namespace()}]
    job = capture_events([event], by="tests", producer=producer, way=CaptureWay.FORM, context=context)
    assert job.success, job.errors
    return Event.objects.get(job=job)


def a_transformation(taken: Sequence[Lot], made: Sequence[Lot], **said: Any) -> Event:
    """Capture that the lots went into the others, ten of each."""
    moved = {
        "inputQuantityList": [a_quantity(lot) for lot in taken],
        "outputQuantityList": [a_quantity(lot) for lot in made],
    }
    kept = {name: lots for name, lots in moved.items() if lots}
    return an_event("TransformationEvent", made[0].producer if made else taken[0].producer, **kept, **said)


def a_shipment(lot: Lot, to: str, quantity: int = 10, **said: Any) -> Event:
    """Capture that so much of the lot was shipped to the party of that identifier, or of that name."""
    party = {"destinationList": [{"type": "owning_party", "destination": to}]} if ":" in to else {"ocop:partner": to}
    goods = {"quantityList": [a_quantity(lot, quantity)]} | said
    words = {"action": "OBSERVE", "bizStep": "shipping", "disposition": "in_transit"}
    return an_event("ObjectEvent", lot.producer, **words, **goods, **party)


def a_quantity(lot: Lot, quantity: int = 10) -> dict[str, Any]:
    """Return so much of the lot as events say it."""
    unit = {"uom": lot.unit} if lot.unit else {}
    return {"epcClass": identifier_of_lot(lot), "quantity": quantity, **unit}
