"""Craft villages and traditional crafts: registered, recognised, tied to their products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.facts import counted_from
from saolang.base.kit.models import Precision
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.core.text import normalise
from saolang.programme.registry import rules
from saolang.programme.registry.choices import CraftKind, CraftTie, Origin
from saolang.programme.registry.models import CraftProduct, CraftVillage, CraftVillageRecognition
from saolang.programme.registry.services.facts import follow, told

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCraftVillage:
    """What is known of a craft village, or of a traditional craft, when it is entered."""

    name: str
    kind: CraftKind
    craft: str = ""
    place: Place | None = None
    place_text: str = ""
    origin: Origin = Origin.ENTERED
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTie:
    """A product that is made in a craft village, or from its material, since a day."""

    village: CraftVillage
    product: Product
    since: date
    tie: CraftTie = CraftTie.MADE_IN
    source: str = ""


@transaction.atomic
def register(
    *, village: NewCraftVillage, by: str, at: datetime | None = None, random: Random | None = None
) -> CraftVillage:
    """Enter a craft village or a traditional craft, not yet recognised.

    `at` is an earlier moment of entry, which only the demonstration and an import of old books may declare; `random`
    makes the code repeatable.
    """
    name = normalise(village.name)
    (code,) = fresh_codes(CraftVillage.objects.all(), "LN", 1, random)
    row = CraftVillage(
        code=code,
        name=name,
        folded=searchable(name),
        sort_key=sort_key(name),
        kind=village.kind,
        craft=normalise(village.craft),
        place=village.place,
        place_text=village.place_text,
        origin=village.origin,
        source=village.source,
        recorded_at=at or timezone.now(),
        recorded_by=by,
    )
    if refusal := rules.check_named(row.name):
        raise refusal
    row.save()
    record(
        by=by,
        action=Action.CREATE,
        kind="craft_village",
        code=code,
        after=told(row, ("name", "kind", "place", "origin")),
    )
    return row


@transaction.atomic
def recognise(
    *,
    village: CraftVillage,
    on: date,
    by: str,
    precision: Precision = Precision.DAY,
    decision_number: str = "",
    source: str = "",
    at: datetime | None = None,
) -> CraftVillageRecognition:
    """Enter that the province recognised the village from the day on (Decree 52/2018/NĐ-CP)."""
    locked = CraftVillage.objects.select_for_update().get(pk=village.pk)
    recognition = follow(
        CraftVillageRecognition(
            village=locked,
            decision_number=normalise(decision_number),
            began_on=counted_from(on, precision),
            began_precision=precision,
            source=source,
            recorded_at=at or timezone.now(),
        ),
        by=by,
    )
    record(
        by=by,
        action=Action.CHANGE,
        kind="craft_village",
        code=locked.code,
        after=told(recognition, ("decision_number", "began_on")),
    )
    return recognition


@transaction.atomic
def tie(*, tie: NewTie, by: str) -> CraftProduct:
    """Enter that a product is made in the village, or from its material. Raises Refusal when that is said already."""
    CraftVillage.objects.select_for_update().get(pk=tie.village.pk)
    standing = CraftProduct.objects.standing().filter(village=tie.village, product=tie.product, tie=tie.tie)
    if refusal := rules.check_alone(tie.since, None, standing):
        raise refusal
    entered = CraftProduct.objects.create(
        village=tie.village,
        product=tie.product,
        tie=tie.tie,
        began_on=tie.since,
        source=tie.source,
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    record(
        by=by,
        action=Action.CHANGE,
        kind="product",
        code=tie.product.code,
        after=told(entered, ("village", "tie", "began_on")),
    )
    return entered
