"""Growing areas, and the contracts that tie producers into value chains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.core.text import normalise
from saolang.programme.registry import rules
from saolang.programme.registry.choices import LinkKind, Origin
from saolang.programme.registry.models import GrowingArea, ValueChainLink
from saolang.programme.registry.services.facts import told

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal
    from random import Random

    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Producer


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrowingArea:
    """What is known of a growing area when it is entered."""

    name: str
    crop: str = ""
    place: Place | None = None
    area_ha: Decimal | None = None
    growers: int | None = None
    area_code: str = ""
    origin: Origin = Origin.ENTERED
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A contract of a producer since a day, with the claims it supports and their proof."""

    producer: Producer
    kind: LinkKind
    partner: str
    since: date
    until: date | None = None
    contract: str = ""
    growing_area: GrowingArea | None = None
    is_circular: bool = False
    is_green: bool = False
    evidence: str = ""
    evidence_file: StoredFile | None = None
    source: str = ""


@transaction.atomic
def register(*, area: NewGrowingArea, by: str, at: datetime | None = None, random: Random | None = None) -> GrowingArea:
    """Enter a growing area.

    `at` is an earlier moment of entry, which only the demonstration and an import of old books may declare; `random`
    makes the code repeatable.
    """
    name = normalise(area.name)
    (code,) = fresh_codes(GrowingArea.objects.all(), "VN", 1, random)
    row = GrowingArea(
        code=code,
        name=name,
        folded=searchable(name),
        sort_key=sort_key(name),
        crop=normalise(area.crop),
        place=area.place,
        area_ha=area.area_ha,
        growers=area.growers,
        area_code=area.area_code,
        origin=area.origin,
        source=area.source,
        recorded_at=at or timezone.now(),
        recorded_by=by,
    )
    if refusal := rules.check_named(row.name):
        raise refusal
    row.save()
    record(
        by=by,
        action=Action.CREATE,
        kind="growing_area",
        code=code,
        after=told(row, ("name", "crop", "place", "origin")),
    )
    return row


@transaction.atomic
def add_link(*, link: NewLink, by: str) -> ValueChainLink:
    """Enter a value-chain contract. Raises Refusal for a circular or green claim without proof."""
    entered = ValueChainLink(
        producer=link.producer,
        kind=link.kind,
        partner=normalise(link.partner),
        contract=link.contract,
        growing_area=link.growing_area,
        is_circular=link.is_circular,
        is_green=link.is_green,
        evidence=normalise(link.evidence),
        evidence_file=link.evidence_file,
        began_on=link.since,
        ended_on=link.until,
        source=link.source,
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    if refusal := rules.check_link(entered):
        raise refusal
    entered.save()
    record(
        by=by,
        action=Action.CHANGE,
        kind="producer",
        code=link.producer.code,
        after=told(entered, ("kind", "partner", "contract", "is_circular", "is_green", "began_on")),
    )
    return entered
