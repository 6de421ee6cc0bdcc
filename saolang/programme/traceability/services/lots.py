"""Lots: made, and revised as long as nothing printed or recorded says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.core.text import normalise
from saolang.programme.registry.models import Producer, Product
from saolang.programme.registry.queries import owned_by
from saolang.programme.traceability.models import Lot
from saolang.programme.traceability.queries.lots import is_recorded, lots_of_goods, proposed_number
from saolang.programme.traceability.rules import lots as rules
from saolang.programme.traceability.rules.steps import craft

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from saolang.programme.traceability.models import Location

REVISABLE = frozenset({"number", "quantity", "unit", "made_on", "best_before", "location"})


@transaction.atomic
def make(
    *,
    producer: Producer,
    number: str,
    product: Product | None = None,
    material: str = "",
    quantity: Decimal | None = None,
    unit: str = "",
    made_on: date | None = None,
    best_before: date | None = None,
    location: Location | None = None,
    by: str,
) -> Lot:
    """Enter a lot of a product of the producer's, or of a raw material by its name.

    Raises Refusal for a product of another's on the day it was made, a number that is taken or no number, an unknown
    unit, and days that cannot be. The public page of the product counts the change by itself.
    """
    Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    [code] = fresh_codes(Lot.objects.all(), rules.CODE_PREFIX, 1)
    lot = Lot(
        code=code,
        producer=producer,
        product=product,
        material="" if product else normalise(material),
        number=number.strip(),
        quantity=quantity,
        unit=unit,
        made_on=made_on,
        best_before=best_before,
        location=location,
        recorded_by=by,
    )
    _check(lot)
    lot.save(force_insert=True)
    record(by=by, action=Action.CREATE, kind="lot", code=lot.code, after=_told(lot, REVISABLE) | _whose(lot))
    return lot


@transaction.atomic
def revise(*, lot: Lot, version: int, by: str, reason: str = "", **changes: Any) -> Lot:
    """Change what is known of a lot; `version` is the one the person saw.

    Raises Refusal when somebody else has revised it since, for a new number once a step or a label bears the old one,
    for another unit once a step counts in this one, as `make` does; TypeError for what cannot be revised.
    """
    if unknown := changes.keys() - REVISABLE:
        raise TypeError(", ".join(sorted(unknown)))
    locked = Lot.objects.select_for_update(of=("self",)).select_related("product", "producer").get(pk=lot.pk)
    if refusal := rules.check_version(locked, version):
        raise refusal
    before = _told(locked, changes)
    for name, value in changes.items():
        setattr(locked, name, value.strip() if name == "number" else value)
    after = _told(locked, changes)
    if refusal := _check_out(locked, before, after):
        raise refusal
    _check(locked)
    locked.version += 1
    locked.save()
    record(by=by, action=Action.CHANGE, kind="lot", code=locked.code, before=before, after=after, reason=reason)
    return locked


def _check(lot: Lot) -> None:
    """Raise Refusal where the lot may not be so."""
    today = timezone.localdate()
    if refusal := rules.check_lot(lot, today=today, units=craft().units):
        raise refusal
    if lot.product and not _is_own(lot.product, lot.producer, lot.made_on or today):
        raise rules.OF_ANOTHER
    alike = lots_of_goods(lot.producer, lot.product, lot.material).exclude(pk=lot.pk)
    if alike.filter(number=lot.number).exists():
        free = proposed_number(lot.producer, lot.product, lot.material, lot.made_on or today)
        raise rules.taken(lot.number, free)


def _is_own(product: Product, producer: Producer, day: date) -> bool:
    own = owned_by(Product.objects.filter(pk=product.pk), producer, day, timezone.now())
    return own.exists()


def _check_out(lot: Lot, before: dict[str, Any], after: dict[str, Any]) -> Any:
    """Refuse a change of what is already out in the world, on labels or in events."""
    changed = {name for name in before if before[name] != after[name]}
    if not changed & {"number", "unit"} or not is_recorded(lot):
        return None
    return rules.NUMBER_IS_OUT if "number" in changed else rules.UNIT_IS_OUT


def _told(lot: Lot, names: Any) -> dict[str, Any]:
    """Return the values of those names, as the list of changes keeps them."""
    values = {name: getattr(lot, name) for name in sorted(names)}
    if lot.location and "location" in values:
        values["location"] = lot.location.code
    return values


def _whose(lot: Lot) -> dict[str, Any]:
    return {
        "producer": lot.producer.code,
        "product": lot.product.code if lot.product else None,
        "material": lot.material,
    }
