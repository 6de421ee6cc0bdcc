"""Which records fill the addresses of a producer's lots and steps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from saolang.base.files.services import store
from saolang.programme.traceability.models import Lot
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services.steps import NewLot, NewStep, record_step

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Record a harvest with a photo, and say which address it fills."""
    new = NewLot(number="BUP-01", quantity=Decimal(50), unit="KGM", material="Chè búp tươi")
    told = NewStep(
        step=craft().steps["harvest"],
        event_id=UUID(int=1, version=4).urn,
        at=timezone.now() - dt.timedelta(hours=1),
        made=new,
        photos=[store(b"\xff\xd8\xff photo", by="tests")],
    )
    event = record_step(producer=made.producer, step=told, by="tests")
    lot = Lot.objects.get(producer=made.producer, number="BUP-01")
    own = ("event", "event_correct", "event_wrong")
    return {
        "portal:step": {"step": "harvest"},
        "portal:lot": {"code": lot.code},
        "portal:lot_revise": {"code": lot.code},
        **{f"portal:{name}": {"number": event.pk} for name in own},
        "portal:event_photo": {"number": event.pk, "photo": event.photos.get().pk},
    }, {}
