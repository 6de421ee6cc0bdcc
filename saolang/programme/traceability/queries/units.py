"""A logistic unit (a case, a pallet) by its SSCC: what anybody may read of it, and whose lots lie in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q

from saolang.core.gs1.links import CANONICAL, Link
from saolang.programme.traceability.choices import Assurance, EventType, Part
from saolang.programme.traceability.models import Event, EventCheck, EventIdentifier
from saolang.programme.traceability.queries.lineage import NOT_MOVING, lots_named
from saolang.programme.traceability.queries.scan import MOST_STEPS, steps_told

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import EventQuerySet, Lot
    from saolang.programme.traceability.queries.scan import Step

MOST_WITHIN = 500
"""Goods in a unit of which its page tells."""
NAMED = (Part.EPC, Part.PARENT, Part.CHILD, Part.INPUT, Part.OUTPUT)
ITSELF = (Part.EPC, Part.PARENT, Part.OUTPUT)
"""Where a unit stands in an event that packs it; packed into another, it stands among the children."""
WITHIN = (Part.CHILD, Part.CHILD_CLASS)
PACKING = Q(type=EventType.AGGREGATION, action="ADD") | Q(biz_step="packing")
UNIT = f"{CANONICAL}/00/"


@dataclass(frozen=True)
class Unit:
    """A unit, what is told of it, and what lies in it.

    `teller` is who told that it was packed, and where nobody told that (`is_packed`), who told of it first; None for
    an office. `units` are the SSCCs of the units in it. What is in it under a serial is not told: it would let others
    copy codes.
    """

    sscc: str
    teller: Producer | None
    is_packed: bool
    steps: list[Step]
    left_out: int
    lots: list[Lot]
    units: list[str]


def unit_of(sscc: str) -> Unit | None:
    """Return what anybody may read of the unit of those 18 digits; None where nobody told of it, or wrongly.

    Told are the events of who packed it (of who told of it first, where nobody told of packing), of the producers whose
    lots lie in it and of offices, and those an officer confirmed: what others tell of a unit says to whom it was sold.
    """
    identifier = Link(sscc=sscc).canonical
    told = Event.objects.filter(pk__in=_naming(identifier, NAMED), declared_at=None)
    packing = told.standing().filter(PACKING, pk__in=_naming(identifier, ITSELF)).exclude(action=NOT_MOVING)
    packed = packing.order_by("pk").first()
    first = packed or told.standing().order_by("pk").first()
    if first is None:
        return None
    holder = packed.producer_id if packed else None
    public = Q(producer=first.producer_id) | Q(producer=None) | _confirmed()
    around = told.standing().filter(type=EventType.AGGREGATION, pk__in=_naming(identifier, [Part.PARENT]))
    within = _within(around.filter(public))
    lots = [lot for lot in lots_named(within).values() if lot.product_id]
    shown = told.filter(public | Q(producer__in={lot.producer_id for lot in lots}))
    checks = Prefetch("checks", EventCheck.objects.filter(withdrawn_at=None))
    events = list(shown.select_related("producer").prefetch_related(checks).order_by("event_time", "pk")[:MOST_STEPS])
    return Unit(
        sscc=sscc,
        teller=first.producer,
        is_packed=packed is not None,
        steps=steps_told(events, own=identifier, holder=holder),
        left_out=shown.count() - MOST_STEPS if len(events) == MOST_STEPS else 0,
        lots=sorted(set(lots), key=lambda lot: (lot.number, lot.pk)),
        units=sorted(name.removeprefix(UNIT) for name in within if name.startswith(UNIT)),
    )


def is_known(sscc: str) -> bool:
    """Tell whether an event that nobody declared wrong names the unit."""
    return Event.objects.filter(pk__in=_naming(Link(sscc=sscc).canonical, NAMED)).standing().exists()


def _naming(identifier: str, parts: Collection[Part]) -> QuerySet[EventIdentifier, Any]:
    """Return the keys of the events that name the identifier in one of those places."""
    return EventIdentifier.objects.filter(identifier=identifier, part__in=parts).values("event")


def _confirmed() -> Q:
    return Q(Exists(EventCheck.objects.filter(event=OuterRef("pk"), withdrawn_at=None))) | ~Q(
        assurance=Assurance.DECLARED
    )


def _within(around: EventQuerySet) -> set[str]:
    """Return what lies in the unit after all packing and unpacking; who takes out nothing by name takes out all."""
    events = list(around.order_by("event_time", "pk").values_list("pk", "action")[:MOST_STEPS])
    named: dict[int, set[str]] = {key: set() for key, _action in events}
    parts = EventIdentifier.objects.filter(event__in=list(named), part__in=WITHIN).order_by("event__event_time", "pk")
    for part in parts[:MOST_WITHIN]:
        named[part.event_id].add(part.identifier)
    within: set[str] = set()
    for key, action in events:
        within = within - (named[key] or within) if action == NOT_MOVING else within | named[key]
    return within
