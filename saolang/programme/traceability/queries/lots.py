"""A producer's lots: who sees them, what is left of each by its events, what is proposed for the next."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import orjson
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.utils import timezone

from saolang.core.steps import STEP
from saolang.core.stock import Stock, stock_of
from saolang.programme.registry.models import Product
from saolang.programme.registry.queries import own_producers, owned_by
from saolang.programme.traceability.choices import CaptureWay
from saolang.programme.traceability.models import Event, EventIdentifier, Location, Lot
from saolang.programme.traceability.queries.events import declarations_of, events_of_lot
from saolang.programme.traceability.rules.identity import identifiers_of_lot
from saolang.programme.traceability.rules.lots import next_number
from saolang.programme.traceability.rules.steps import craft

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, timedelta

    from saolang.base.accounts.models import User
    from saolang.core.steps import Step
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import EventQuerySet

MOST_OFFERED = 200
"""Lots a form offers, the latest first: older ones that still hold something are found on the list of lots."""
MOST_TOLD = 200
"""Events of a lot its page tells."""
LOOKED_BACK = 50
"""Events among which the last answers to a step are looked for."""


class Recorded(NamedTuple):
    """An event of a lot: its row, what it says, and the step it was where one of ours recorded it."""

    event: Event
    said: dict[str, Any]
    step: Step | None


class History(NamedTuple):
    """Events of a lot in the order they happened, which of them (by their ids) are wrong, how many more there are."""

    recorded: list[Recorded]
    wrong: frozenset[str]
    left_out: int


def own_lots(user: User) -> QuerySet[Lot]:
    """Return the lots of the producers the person works for."""
    return Lot.objects.filter(producer__in=own_producers(user))


def own_events(user: User) -> EventQuerySet:
    """Return the events of the producers the person works for, corrections among them."""
    return Event.objects.filter(producer__in=own_producers(user))


def products_on(producer: Producer, day: date) -> QuerySet[Product]:
    """Return the products that were the producer's on the day."""
    return owned_by(Product.objects.filter(merged_into=None), producer, day, timezone.now())


def places_of(producer: Producer) -> QuerySet[Location]:
    """Return the places of the producer that are in use."""
    return Location.objects.filter(producer=producer, closed_at=None)


def usual_steps(producer: Producer) -> list[Step]:
    """Return the usual steps of the producer's products, in order; of all sets where none is known."""
    today = timezone.localdate()
    sets = products_on(producer, today).exclude(product_set=None).order_by("product_set__number")
    codes = list(dict.fromkeys(sets.values_list("product_set_id", flat=True)))
    return craft().usual(codes) or list(craft().steps.values())


def lots_of_goods(producer: Producer, product: Product | None, material: str) -> QuerySet[Lot]:
    """Return the lots of a product, or of a material of the producer's: those among which a number is used once."""
    if product:
        return Lot.objects.filter(product=product)
    return Lot.objects.filter(producer=producer, product=None, material=material)


def proposed_number(producer: Producer, product: Product | None, material: str, day: date) -> str:
    """Return a number for the next lot of the goods that no lot of the producer's bears."""
    last = lots_of_goods(producer, product, material).order_by("-recorded_at", "-pk").first()
    own = Lot.objects.filter(producer=producer).order_by("-recorded_at", "-pk")
    numbers = set(own.values_list("number", flat=True)[:MOST_OFFERED])
    proposed = next_number(last.number if last else "", numbers, day)
    return "" if own.filter(number=proposed).exists() else proposed


def materials_of(producer: Producer) -> list[str]:
    """Return the materials of which the producer has had lots, the latest first."""
    named = Lot.objects.filter(producer=producer, product=None).order_by("-recorded_at", "-pk")
    return list(dict.fromkeys(named.values_list("material", flat=True)[:MOST_OFFERED]))


def shelf_life_of(product: Product) -> timedelta | None:
    """Return how long the product keeps, by the latest lot of which that is known."""
    dated = Lot.objects.filter(product=product, made_on__isnull=False, best_before__isnull=False)
    latest = dated.order_by("-made_on", "-pk").values_list("made_on", "best_before").first()
    return latest[1] - latest[0] if latest else None  # type: ignore[operator] # neither is None


def is_recorded(lot: Lot) -> bool:
    """Say whether a step that counts, or a label, bears the lot's number."""
    return is_told(lot) or is_labelled(lot)


def is_told(lot: Lot) -> bool:
    """Say whether a step that counts is about the lot."""
    named = EventIdentifier.objects.filter(identifier__in=identifiers_of_lot(lot)).values("event")
    return Event.objects.filter(pk__in=named).standing().exists()


def is_labelled(lot: Lot) -> bool:
    """Say whether a label bears the lot's number."""
    return lot.label_runs.exists() or lot.serials.exists()


def stocks_of(lots: Sequence[Lot], *, without: str = "") -> dict[int, Stock]:
    """Return what became of each lot (by key), by the events of its holder. One query.

    `without` is the id of an event that is left out as if nobody had recorded it.
    """
    said = _said_of(lots, without)
    return {
        lot.pk: stock_of(
            said[lot.pk], identifiers_of_lot(lot), unit=lot.unit, made=lot.quantity, convert=craft().convert
        )
        for lot in lots
    }


def _said_of(lots: Sequence[Lot], without: str) -> dict[int, list[dict[str, Any]]]:
    """Return what the standing events of each lot's holder say, by the lot's key."""
    lot_of = {name: lot for lot in lots for name in identifiers_of_lot(lot)}
    holders = {lot.producer_id for lot in lots}
    events = Event.objects.exclude(event_id=without).standing().filter(pk=OuterRef("event"))
    rows = (
        EventIdentifier.objects.filter(Exists(events), identifier__in=list(lot_of), event__producer__in=holders)
        .order_by("event_id")
        .values_list("identifier", "event_id", "event__producer_id", "event__document")
    )
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for identifier, event, holder, document in rows:
        lot = lot_of[identifier]
        if holder == lot.producer_id:
            found[lot.pk][event] = orjson.loads(document)
    return defaultdict(list, {lot: list(events.values()) for lot, events in found.items()})


def open_lots(producer: Producer, *, without: str = "") -> list[tuple[Lot, Stock]]:
    """Return the latest lots of which something is left, or of which nobody said how much there is. Three queries."""
    lots = Lot.objects.filter(producer=producer).select_related("product")
    latest = list(lots.order_by("-recorded_at", "-pk")[:MOST_OFFERED])
    stocks = stocks_of(latest, without=without)
    return [(lot, stocks[lot.pk]) for lot in latest if stocks[lot.pk].is_there]


def recorded_of(lot: Lot) -> History:
    """Return the latest events that name the lot, whoever's they are: those of its holder before all others.

    However many events others send, they push none of the holder's out. Three queries at most.
    """
    told = events_of_lot(lot).filter(declared_at=None)
    own_first = Case(When(producer=lot.producer_id, then=Value(0)), default=Value(1))
    found = list(told.order_by(own_first, "-event_time", "-pk")[: MOST_TOLD + 1])
    kept = sorted(found[:MOST_TOLD], key=lambda event: (event.event_time, event.pk))
    left_out = told.count() - MOST_TOLD if len(found) > MOST_TOLD else 0
    return History(recorded(kept), frozenset(declarations_of(kept)), left_out)


def recorded(events: Iterable[Event]) -> list[Recorded]:
    """Return the events with what they say."""
    said = ((event, orjson.loads(event.document)) for event in events)
    return [Recorded(event, each, craft().steps.get(each.get(STEP, ""))) for event, each in said]


def last_of_step(producer: Producer, step: Step) -> Recorded | None:
    """Return the last event of the step that the producer recorded here: its answers are proposed again."""
    ways = (CaptureWay.FORM, CaptureWay.TABLE)
    latest = Event.objects.filter(producer=producer, declared_at=None, job__way__in=ways).order_by("-pk")
    return next((each for each in recorded(latest[:LOOKED_BACK]) if each.step == step), None)


def lots_named(names: Iterable[str], producer: Producer) -> dict[str, Lot]:
    """Return the producer's lots among the identifiers. One query."""
    wanted = set(names)
    lots = Lot.objects.filter(producer=producer, number__in={_number_in(name) for name in wanted})
    coded = Lot.objects.filter(producer=producer, code__in={name.rpartition("/")[2] for name in wanted})
    found = (lots | coded).select_related("product", "location")
    return {name: lot for lot in found for name in identifiers_of_lot(lot) if name in wanted}


def _number_in(name: str) -> str:

    return unquote(name.rpartition("/")[2])
