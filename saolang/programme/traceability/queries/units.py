"""A logistic unit (a case, a pallet) by its SSCC: what anybody may read of it, and whose lots lie in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q

from saolang.core.gs1.links import CANONICAL, Link
from saolang.programme.traceability.choices import Assurance, EventType, Part
from saolang.programme.traceability.models import Event, EventCheck, EventIdentifier
from saolang.programme.traceability.queries.lineage import NOT_MOVING, lots_named
from saolang.programme.traceability.queries.scan import MOST_STEPS, steps_told

if TYPE_CHECKING:
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import EventQuerySet, Lot
    from saolang.programme.traceability.queries.scan import Step

MOST_WITHIN = 500
"""Goods in a unit of which its page tells."""
NAMED = (Part.EPC, Part.PARENT, Part.CHILD, Part.INPUT, Part.OUTPUT)
WITHIN = (Part.CHILD, Part.CHILD_CLASS)
UNIT = f"{CANONICAL}/00/"


@dataclass(frozen=True)
class Unit:
    """A unit, who packed it (None where that was an office), what is told of it, and what lies in it.

    `units` are the SSCCs of the units in it. What is in it under a serial is not told: it would let others copy codes.
    """

    sscc: str
    packer: Producer | None
    steps: list[Step]
    left_out: int
    lots: list[Lot]
    units: list[str]


def unit_of(sscc: str) -> Unit | None:
    """Return what anybody may read of the unit of those 18 digits; None where nobody told of it, or wrongly.

    Told are the events of who packed it, of the producers whose lots lie in it and of offices, and those an officer
    confirmed: what others tell of a unit says to whom it was sold.
    """
    identifier = Link(sscc=sscc).canonical
    naming = EventIdentifier.objects.filter(identifier=identifier, part__in=NAMED).values("event")
    told = Event.objects.filter(pk__in=naming, declared_at=None)
    around = EventIdentifier.objects.filter(identifier=identifier, part=Part.PARENT).values("event")
    packed = told.standing().filter(type=EventType.AGGREGATION, pk__in=around)
    first = packed.exclude(action=NOT_MOVING).order_by("pk").first() or told.standing().order_by("pk").first()
    if first is None:
        return None
    public = Q(producer=first.producer_id) | Q(producer=None) | _confirmed()
    within = _within(packed.filter(public))
    lots = [lot for lot in lots_named(within).values() if lot.product_id]
    shown = told.filter(public | Q(producer__in={lot.producer_id for lot in lots}))
    checks = Prefetch("checks", EventCheck.objects.filter(withdrawn_at=None))
    events = list(shown.select_related("producer").prefetch_related(checks).order_by("event_time", "pk")[:MOST_STEPS])
    return Unit(
        sscc=sscc,
        packer=first.producer,
        steps=steps_told(events, own=identifier, holder=first.producer_id),
        left_out=shown.count() - MOST_STEPS if len(events) == MOST_STEPS else 0,
        lots=sorted(set(lots), key=lambda lot: (lot.number, lot.pk)),
        units=sorted(name.removeprefix(UNIT) for name in within if name.startswith(UNIT)),
    )


def is_known(sscc: str) -> bool:
    """Tell whether an event that nobody declared wrong names the unit."""
    naming = EventIdentifier.objects.filter(identifier=Link(sscc=sscc).canonical, part__in=NAMED).values("event")
    return Event.objects.filter(pk__in=naming).standing().exists()


def _confirmed() -> Q:
    return Q(Exists(EventCheck.objects.filter(event=OuterRef("pk"), withdrawn_at=None))) | ~Q(
        assurance=Assurance.DECLARED
    )


def _within(packed: EventQuerySet) -> set[str]:
    """Return what lies in the unit after all packing and unpacking; who takes out nothing by name takes out all."""
    events = list(packed.order_by("event_time", "pk").values_list("pk", "action")[:MOST_STEPS])
    named: dict[int, set[str]] = {key: set() for key, _action in events}
    parts = EventIdentifier.objects.filter(event__in=list(named), part__in=WITHIN).order_by("event__event_time", "pk")
    for part in parts[:MOST_WITHIN]:
        named[part.event_id].add(part.identifier)
    within: set[str] = set()
    for key, action in events:
        within = within - (named[key] or within) if action == NOT_MOVING else within | named[key]
    return within
