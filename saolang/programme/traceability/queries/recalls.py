"""Recalls: whose they are, and where the goods are: made, left, shipped to whom."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import scopes_of
from saolang.base.kit.batches import batched
from saolang.core.gs1.links import CANONICAL
from saolang.core.steps import PARTNER
from saolang.programme.registry.models import Ownership, Producer, Product
from saolang.programme.registry.queries import unmerged
from saolang.programme.traceability.choices import EventType, Part
from saolang.programme.traceability.models import Event, EventIdentifier, Location, Lot, Recall, RecalledLot
from saolang.programme.traceability.queries.lineage import NOT_MOVING
from saolang.programme.traceability.rules.identity import identifiers_of_lot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from saolang.base.accounts.models import User

SHIPPING = "shipping"
PACKED = (Part.CHILD, Part.CHILD_CLASS)
_GLN = re.compile(rf"{re.escape(CANONICAL)}/41[47]/(\d{{13}})(?:/|$)")
_PRODUCER = re.compile(rf"{re.escape(settings.BASE_URL)}/chu-the/([A-Z0-9-]+)/?$")


@dataclass(frozen=True)
class Delivery:
    """So much of a lot that was shipped; None where the event said no quantity. `case` is what it was packed in."""

    lot: Lot
    quantity: Decimal | None
    unit: str
    at: datetime
    case: str = ""


@dataclass
class Holder:
    """To whom goods were shipped: a producer here, or whoever the event names."""

    name: str
    identifier: str = ""
    producer: Producer | None = None
    deliveries: list[Delivery] = field(default_factory=list)


class Shipped(NamedTuple):
    """One event of shipping, as far as it is about the goods: who it went to, and each part of it."""

    identifier: str
    name: str
    deliveries: list[Delivery]


# Whose --------------------


def producers_recalling(user: User) -> QuerySet[Producer]:
    """Return the producers whose goods the person may call back: one's own, and those in the area one looks after."""
    scopes = scopes_of(user, Permission.RECALL) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return unmerged(Producer.objects.all())
    reached = Q(code__in=[code for kind, code in scopes if kind == ScopeKind.PRODUCER])
    if any(kind == ScopeKind.PLACE for kind, _ in scopes):
        reached |= Q(place__in=places_of(user, Permission.RECALL))
    return unmerged(Producer.objects.filter(reached))


def lots_to_recall(user: User) -> QuerySet[Lot]:
    """Return the lots the person may call back, and those of materials, from which a recall may set out."""
    return Lot.objects.filter(producer__in=producers_recalling(user))


def products_to_recall(user: User) -> QuerySet[Product]:
    """Return the products whose every lot the person may call back: those whose owner's goods the person may."""
    owned = Ownership.objects.standing().as_at(timezone.localdate()).filter(producer__in=producers_recalling(user))
    return unmerged(Product.objects.filter(pk__in=owned.values("product")))


def recalls_led_by(user: User) -> QuerySet[Recall]:
    """Return the recalls the person may end or withdraw: of such products, or of such lots."""
    named = RecalledLot.objects.filter(lot__in=lots_to_recall(user)).values("recall")
    return Recall.objects.filter(Q(product__in=products_to_recall(user)) | Q(pk__in=named))


def with_lots(recalls: QuerySet[Recall]) -> QuerySet[Recall]:
    """Read along what a page says of recalls: product, lots, account."""
    lots = Prefetch("lots", RecalledLot.objects.select_related("lot__product", "lot__producer"))
    return recalls.select_related("product__place__parent", "account").prefetch_related(lots)


def running(product: Product) -> QuerySet[Recall]:
    """Return the product's recalls that run today, with their lots."""
    return Recall.objects.standing().filter(product=product, ended_on=None).prefetch_related("lots")


def goods_of(recall: Recall) -> list[Lot]:
    """Return the lots called back: those it names, or all of the product's made before it ended."""
    if not recall.whole_product:
        return [each.lot for each in recall.lots.select_related("lot__product", "lot__producer")]
    lots = Lot.objects.filter(product=recall.product).select_related("product", "producer")
    if recall.ended_on:
        lots = lots.filter(Q(made_on=None) | Q(made_on__lt=recall.ended_on))
    return list(lots)


# Where the goods are --------------------


def holders_of(lots: Sequence[Lot]) -> list[Holder]:
    """Return to whom goods of the lots were shipped, the latest delivery first, cases they lie in included.

    Several queries, as many whatever the lots: levels of cases, shipments, parties.
    """
    names = {name: (lot, "") for lot in lots for name in identifiers_of_lot(lot)}
    names |= _cases_of(names)
    holders: dict[str, Holder] = {}
    for shipped in _shipments(names):
        key = shipped.identifier or shipped.name
        holder = holders.setdefault(key, Holder(shipped.name, shipped.identifier))
        holder.deliveries += shipped.deliveries
    parties = _producers_of({each.identifier for each in holders.values() if each.identifier})
    for holder in holders.values():
        holder.producer = parties.get(holder.identifier)
        holder.name = holder.producer.name if holder.producer else holder.name or holder.identifier
    return sorted(holders.values(), key=lambda each: each.deliveries[0].at, reverse=True)


def _cases_of(names: Mapping[str, tuple[Lot, str]]) -> dict[str, tuple[Lot, str]]:
    """Return the cases, and what those are packed in, in which goods of those names lie. Two queries a level."""
    found: dict[str, tuple[Lot, str]] = {}
    fresh = dict(names)
    packing = Event.objects.filter(type=EventType.AGGREGATION).exclude(action=NOT_MOVING).standing()
    while fresh:
        packed = _named(fresh, packing, PACKED)
        parents = EventIdentifier.objects.filter(event__in=[event for event, _ in packed], part=Part.PARENT)
        case_of = dict(parents.values_list("event_id", "identifier"))
        around = {case_of[event]: (fresh[name][0], case_of[event]) for event, name in packed if event in case_of}
        fresh = {name: what for name, what in around.items() if name not in found and name not in names}
        found |= fresh
    return found


def _named(names: Collection[str], events: QuerySet[Event], parts: Collection[str] = ()) -> list[tuple[int, str]]:
    """Return pairs of an event and the name it is about."""
    found = EventIdentifier.objects.filter(event__in=events)
    if parts:
        found = found.filter(part__in=parts)
    return [
        pair
        for some in batched(names)
        for pair in found.filter(identifier__in=some).order_by("event_id").values_list("event_id", "identifier")
    ]


def _shipments(names: Mapping[str, tuple[Lot, str]]) -> Iterable[Shipped]:
    """Return the shipments of the goods, the latest first."""
    about: dict[int, set[str]] = defaultdict(set)
    for number, name in _named(names, Event.objects.filter(biz_step=SHIPPING).standing()):
        about[number].add(name)
    events = [each for some in batched(about) for each in Event.objects.filter(pk__in=some)]
    for event in sorted(events, key=lambda each: (each.event_time, each.pk), reverse=True):
        said = orjson.loads(event.document)
        parties = [each["destination"] for each in said.get("destinationList", ())]
        deliveries = [_delivery(said, name, *names[name], event.event_time) for name in sorted(about[event.pk])]
        yield Shipped(parties[0] if parties else "", str(said.get(PARTNER, "")), deliveries)


def _delivery(said: Mapping[str, Any], name: str, lot: Lot, case: str, at: datetime) -> Delivery:
    element: dict[str, Any] = next((each for each in said.get("quantityList", ()) if each.get("epcClass") == name), {})
    quantity = element.get("quantity")
    return Delivery(
        lot=lot,
        quantity=None if quantity is None or case else Decimal(str(quantity)),
        unit=str(element.get("uom", "")),
        at=at,
        case=case,
    )


def _producers_of(identifiers: Collection[str]) -> dict[str, Producer]:
    """Return the producers here that the identifiers name: by our address of each, or by the GLN of a place."""
    codes = {each: found[1] for each in identifiers if (found := _PRODUCER.match(each))}
    glns = {each: found[1] for each in identifiers if (found := _GLN.match(each))}
    by_code = {each.code: each for each in Producer.objects.filter(code__in=set(codes.values()))} if codes else {}
    places = Location.objects.filter(gln__in=set(glns.values())).select_related("producer") if glns else ()
    by_gln = {each.gln: each.producer for each in places}
    known = {each: by_code.get(code) for each, code in codes.items()}
    known |= {each: by_gln.get(gln) for each, gln in glns.items()}
    return {each: producer for each, producer in known.items() if producer}
