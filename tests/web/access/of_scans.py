"""Which records fill the addresses of what is scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.files.services import store
from saolang.programme.traceability.models import EventPhoto
from tests.factories.traceability import a_lot, a_quantity, an_event

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter a lot of the product with a step and its photo, and say which address each fills."""
    lot = a_lot(made.product, producer=made.producer)
    step = an_event("ObjectEvent", made.producer, action="OBSERVE", quantityList=[a_quantity(lot)])
    packed = {"action": "ADD", "bizStep": "packing", "parentID": "urn:epc:id:sscc:9520000.0123456789"}
    an_event("AggregationEvent", made.producer, childQuantityList=[a_quantity(lot)], **packed)
    told = EventPhoto.objects.create(event=step, file=store(b"\xff\xd8\xff photo of a step", by="tests"))
    photo = made.product.photos.first()
    number = {"number": photo.pk} if photo else {}
    return (
        {
            "catalogue:product_serial": {"serial": "K7Q2"},
            "catalogue:unit": {"sscc": "095200001234567899"},
            "catalogue:step_photo": {"number": told.pk},
            "desk:event_photo": {"number": step.pk, "photo": told.pk},
            "resolver:resolve": {"link": "01/09520000000011"},
            "vocabulary:word": {"name": "step"},
        },
        {"sp": {"code": made.product.code, "lot": lot.number, **number}},
    )
