"""Everything the page of a scanned code says, read as it is on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Sum, Value, When

from saolang.base.places.queries import now_in
from saolang.core.gs1.links import Link
from saolang.core.steps import NOTE, STEP
from saolang.programme.certification.queries import latest_on, with_state
from saolang.programme.certification.queries.certificates import owner_on
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Product, ProductVersion
from saolang.programme.registry.queries import shown_papers
from saolang.programme.traceability.choices import Assurance, Device, Part, ScanState
from saolang.programme.traceability.models import (
    Event,
    EventCheck,
    EventIdentifier,
    Location,
    Lot,
    Recall,
    ScanCount,
    Serial,
)
from saolang.programme.traceability.queries.events import declarations_of
from saolang.programme.traceability.queries.lineage import lots_named
from saolang.programme.traceability.rules.grades import Completeness, Item, Told, completeness, counted
from saolang.programme.traceability.rules.identity import identifier_of_lot, identifier_of_party, identifiers_of_lot
from saolang.programme.traceability.rules.recalls import RECALLED
from saolang.programme.traceability.rules.scan import LIT, is_recalled, state_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Certificate, Recognition
    from saolang.programme.registry.models import Producer, ProductPhoto, ShownPaper
    from saolang.programme.traceability.models import EventPhoto

MOST_STEPS = 100
"""Steps on a page; of a lot of more the page says how many it leaves out."""
DEEPEST = 5
"""How many processings back the story of a lot is told."""
FEWEST = 5
"""No sum of scans below this is shown."""
LOTS_SHOWN = 5
PRODUCED = (Part.OUTPUT, Part.OUTPUT_CLASS)
USED = (Part.INPUT, Part.INPUT_CLASS)
LISTS = ("outputQuantityList", "quantityList", "childQuantityList", "inputQuantityList")
_GLN = re.compile(r"/414/(\d{13})")


@dataclass(frozen=True)
class Step:
    """One step of the story. `code` is that of `data/steps`, empty where the event came from another program.

    `declared_at` is when an error of it was declared, `reason` why as the standard has it, `reason_note` in words; then
    it does not count.
    """

    event: Event
    code: str
    at: datetime
    location: Location | None
    quantity: Decimal | None
    unit: str
    assurance: Assurance
    check: EventCheck | None
    declared_at: datetime | None
    reason: str
    reason_note: str
    is_correction: bool
    told_by: Producer | None = None
    """Who told it, where that is not the one whose goods it is about."""
    is_hearsay: bool = False
    """Whether it is the word of somebody who never had the goods, and whom nobody confirms."""
    sources: list[Lot] = field(default_factory=list)
    """Lots of others that went in."""

    @property
    def counts(self) -> bool:
        return self.declared_at is None


class Story(NamedTuple):
    """The steps of a lot that are shown, the oldest first, and how many there are beside them."""

    steps: list[Step]
    left_out: int = 0


@dataclass(frozen=True)
class Scanned:
    """A product, one of its lots or one of its units, as it is on the day."""

    product: Product
    day: date
    state: ScanState
    recognition: Recognition | None
    certificate: Certificate | None
    owner: Producer | None
    owner_then: Producer | None
    place_now: Place | None
    version: ProductVersion | None
    photo: ProductPhoto | None
    lot: Lot | None
    serial: Serial | None
    asked_lot: str
    asked_serial: str
    recalls: list[Recall]
    steps: list[Step]
    completeness: Completeness | None
    papers: list[ShownPaper] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    scans: int = 0
    left_out: int = 0
    """Steps of the lot that are not among those shown."""

    @property
    def is_lit(self) -> bool:
        """Tell whether stars are shown as stars: not for goods whose lot or serial is none we know."""
        return self.state in LIT and not (self.is_unknown_lot or self.is_unknown_serial)

    @property
    def is_in_term(self) -> bool:
        """Tell whether the day on the certificate is yet to come: not where it was extended past that day."""
        return self.is_lit and self.state != ScanState.EXTENDED

    @property
    def is_made_up(self) -> bool:
        origins = [self.product.origin, *([self.recognition.origin] if self.recognition else [])]
        return Origin.MADE_UP in origins

    @property
    def is_unknown_lot(self) -> bool:
        return bool(self.asked_lot) and self.lot is None

    @property
    def is_unknown_serial(self) -> bool:
        return bool(self.asked_serial) and self.serial is None

    @property
    def place_then(self) -> str:
        """Return what the place was called on the day the product was recognised, with what it lay in."""
        place = self.product.place
        if place is None:
            return self.product.place_text
        since = self.recognition.began_on if self.recognition else self.day
        return ", ".join(each.name_on(since) for each in (place, place.parent) if each)

    @property
    def events(self) -> list[Event]:
        return [step.event for step in self.steps if step.counts]

    @property
    def is_over(self) -> bool:
        """Tell whether the lot is past its best-before day."""
        return bool(self.lot and self.lot.best_before and self.lot.best_before < self.day)


def product_named(code: str) -> Product | None:
    """Return the product of the public code; of one that turned out to be another, that other."""
    found = Product.objects.select_related("place__parent", "product_set", "merged_into").filter(code=code).first()
    return found.merged_into if found and found.merged_into else found


def product_of_gtin(gtin: str) -> Product | None:
    """Return the product that bears the GTIN of 14 digits. The second condition is that of its index."""
    return Product.objects.filter(gtin=gtin).exclude(gtin="").first()


def scanned(product: Product, lot_number: str, serial_number: str, day: date, moment: datetime) -> Scanned:
    """Return what the page of the product, or of its lot or unit, says on the day. The same few queries for any."""
    serial = _serial(product, serial_number)
    lot = _lot(product, lot_number) if lot_number else (serial.lot if serial else None)
    recognition = _recognition(product, day, moment)
    recalls = [each for each in _recalls(product) if _concerns(each, lot, day)]
    story = story_of(lot) if lot else Story([])
    owner = owner_on(product, day)
    version = product.versions.standing().as_at(day).first()
    photo = product.photos.select_related("file").first()
    return Scanned(
        product=product,
        day=day,
        state=state_of(recognition.state if recognition else None, is_recalled=bool(recalls)),
        recognition=recognition,
        certificate=_certificate(recognition),
        owner=owner,
        owner_then=owner_on(product, recognition.began_on) if recognition else None,
        place_now=now_in(product.place, day),
        version=version,
        photo=photo,
        lot=lot,
        serial=serial,
        asked_lot=lot_number,
        asked_serial=serial_number,
        recalls=recalls,
        steps=story.steps,
        left_out=story.left_out,
        completeness=_completeness(product, lot, owner, photo, story.steps) if lot else None,
        papers=list(shown_papers(product, day)),
        lots=[] if lot else list(product.lots.all()[:LOTS_SHOWN]),
        scans=_scans_before(product, lot, day) if lot else 0,
    )


def story_of(lot: Lot) -> Story:
    """Return the story of a lot and of what it was made of, the oldest step first, errors and corrections as such."""
    identifiers = _with_what_it_was_made_of(set(identifiers_of_lot(lot)))
    # What others made of the goods is their story: it would tell anybody to whom they were sold.
    passed_on = Q(part__in=USED) & ~Q(event__producer=lot.producer_id)
    about = EventIdentifier.objects.filter(~passed_on, identifier__in=identifiers).values("event")
    told = Event.objects.filter(pk__in=about, declared_at=None)
    lots = lots_named(identifiers)
    makers = {lot.producer_id, *(each.producer_id for each in lots.values())}
    events = _most_vouched_for(told, makers)
    steps = steps_told(events, own=identifier_of_lot(lot), holder=lot.producer_id, lots=lots)
    return Story(_told_by_holders(steps, makers), told.count() - MOST_STEPS if len(events) == MOST_STEPS else 0)


def steps_told(
    events: Collection[Event], *, own: str, holder: int | None, lots: Mapping[str, Lot] = MappingProxyType({})
) -> list[Step]:
    """Return the events as steps of the goods of that identifier, which are the holder's; `lots` are those named.

    Read the events with their producers, checks in force and photos. Four queries at most.
    """
    declared = declarations_of(events)
    correcting = {each for event in declared.values() for each in _correcting(event)}
    locations = _locations(events)
    return [
        replace(
            _step(event, own, declared.get(event.event_id), locations, correcting),
            told_by=event.producer if event.producer_id != holder else None,
            sources=_sources(event, lots),
        )
        for event in events
    ]


def photo_told(lot: Lot, number: int) -> EventPhoto | None:
    """Return the photo of that key, if the story of the lot tells the step it is of, and the step counts."""
    photos = (photo for step in story_of(lot).steps if step.counts for photo in step.event.photos.all())
    return next((photo for photo in photos if photo.pk == number), None)


def _serial(product: Product, number: str) -> Serial | None:
    return product.serials.select_related("lot").filter(number=number).first() if number else None


def _lot(product: Product, number: str) -> Lot | None:
    return product.lots.select_related("producer", "location").filter(number=number).first()


def _recognition(product: Product, day: date, moment: datetime) -> Any:
    """Return the product's latest recognition with its `state` on the day; None where there is none."""
    latest = with_state(latest_on(day, moment).filter(product=product), day, moment)
    return latest.select_related("decision").first()


def _certificate(recognition: Recognition | None) -> Certificate | None:
    if recognition is None:
        return None
    return recognition.certificates.filter(replaced_by=None).select_related("holder").first()


def _recalls(product: Product) -> Iterable[Recall]:
    return product.recalls.standing().prefetch_related("lots")


def _concerns(recall: Recall, lot: Lot | None, day: date) -> bool:
    return is_recalled(recall, lot, [each.lot_id for each in recall.lots.all()], day)


def _with_what_it_was_made_of(identifiers: set[str]) -> set[str]:
    """Return the identifiers with those of what went into them, some processings back. One query a processing.

    A processing that was declared wrong put nothing into anything.
    """
    found, fresh = set(identifiers), set(identifiers)
    for _ in range(DEEPEST):
        made = EventIdentifier.objects.filter(identifier__in=fresh, part__in=PRODUCED).values("event")
        counting = Event.objects.filter(pk__in=made).standing().values("pk")
        used = EventIdentifier.objects.filter(event__in=counting, part__in=USED)
        named = used.order_by("identifier").values_list("identifier", flat=True).distinct()
        fresh = set(named[:MOST_STEPS]) - found
        if not fresh:
            break
        found |= fresh
    return found


def _most_vouched_for(told: QuerySet[Event], makers: Collection[int]) -> list[Event]:
    """Return as many events as a page shows, in the order they happened.

    Where there are more, those that were checked come first, then those of the office and of the producers whose lots
    they are about: however many events others send, they push none of these out.
    """
    checks = EventCheck.objects.filter(withdrawn_at=None)
    checked = Q(Exists(checks.filter(event=OuterRef("pk")))) | ~Q(assurance=Assurance.DECLARED)
    ranks = Case(
        When(checked, then=Value(0)), When(Q(producer=None) | Q(producer__in=makers), then=Value(1)), default=Value(2)
    )
    first = told.order_by(ranks, "event_time", "pk").values("pk")[:MOST_STEPS]
    shown = Event.objects.filter(pk__in=first).select_related("producer").order_by("event_time", "pk")
    return list(shown.prefetch_related(Prefetch("checks", checks), "photos"))


def _correcting(event: Event) -> list[str]:
    said = orjson.loads(event.document).get("errorDeclaration")
    return list(said.get("correctiveEventIDs", [])) if isinstance(said, dict) else []


def _locations(events: Collection[Event]) -> dict[str, Location]:
    """Return the locations the events name, by the identifier that names each: a GLN, or an address of ours."""
    named = {each for event in events for each in (event.read_point, event.biz_location) if each}
    glns = {each: found[1] for each in named if (found := _GLN.search(each))}
    codes = {each: each.rstrip("/").rpartition("/")[2] for each in named if each not in glns}
    known = Location.objects.select_related("place")
    by_gln = {each.gln: each for each in known.filter(gln__in=set(glns.values()))} if glns else {}
    by_code = {each.code: each for each in known.filter(code__in=set(codes.values()))} if codes else {}
    at_gln = {each: by_gln[gln] for each, gln in glns.items() if gln in by_gln}
    return at_gln | {each: by_code[code] for each, code in codes.items() if code in by_code}


def _step(
    event: Event, own: str, declared: Event | None, locations: dict[str, Location], correcting: Collection[str]
) -> Step:
    document = orjson.loads(event.document)
    quantity, unit = _quantity(document, own)
    check = next(iter(event.checks.all()), None)
    said = orjson.loads(declared.document).get("errorDeclaration", {}) if declared else {}
    return Step(
        event=event,
        code=str(document.get(STEP, "")),
        at=event.event_time,
        location=locations.get(event.read_point) or locations.get(event.biz_location),
        quantity=quantity,
        unit=unit,
        assurance=Assurance(check.assurance if check else event.assurance),
        check=check,
        declared_at=declared.declared_at if declared else None,
        reason=str(said.get("reason", "")),
        reason_note=str(said.get(NOTE, "")),
        is_correction=event.event_id in correcting,
    )


def _told_by_holders(steps: list[Step], makers: Collection[int]) -> list[Step]:
    """Mark the steps that only say what somebody says who never had the goods: they make the story no more complete."""
    strangers = {step.event.producer for step in steps if step.event.producer_id not in makers} - {None}
    if not strangers:
        return steps
    glns = Location.objects.filter(producer__in=strangers).exclude(gln="").values_list("producer", "gln")
    names: dict[int | None, set[str]] = {each.pk: {identifier_of_party(each)} for each in strangers if each}
    for producer, gln in glns:
        names[producer] |= {Link(gln=gln).canonical, Link(party=gln).canonical}
    told = [_told(step, names.get(step.event.producer_id)) for step in steps]
    return [replace(step, is_hearsay=not counts) for step, counts in zip(steps, counted(told), strict=True)]


def _told(step: Step, teller: Collection[str] | None) -> Told:
    """Return whose word the step is; `teller` are the names of who told it, None where that one made the goods."""
    handed = orjson.loads(step.event.document).get("destinationList", []) if step.counts else []
    return Told(
        teller=frozenset(teller) if teller is not None else None,
        is_vouched=step.assurance != Assurance.DECLARED,
        to=frozenset(each["destination"] for each in handed),
    )


def _sources(event: Event, lots: Mapping[str, Lot]) -> list[Lot]:
    """Return the lots that went into the event and are not of who told it."""
    inputs = orjson.loads(event.document).get("inputQuantityList") or []
    named = [lots.get(str(line.get("epcClass"))) for line in inputs if isinstance(line, dict)]
    return [each for each in named if each and each.producer_id != event.producer_id]


def _quantity(document: dict[str, Any], own: str) -> tuple[Decimal | None, str]:
    """Return how much of the lot the event was about, and its unit; of what else it names, where it names no lot."""
    lines = [line for name in LISTS for line in document.get(name) or [] if isinstance(line, dict)]
    of_lot = [line for line in lines if line.get("epcClass") == own] or lines
    line = next((line for line in of_lot if line.get("quantity") is not None), None)
    return (Decimal(str(line["quantity"])), str(line.get("uom", ""))) if line else (None, "")


def _completeness(
    product: Product, lot: Lot, owner: Producer | None, photo: ProductPhoto | None, steps: Collection[Step]
) -> Completeness:
    counting = [step for step in steps if step.counts and not step.is_hearsay]
    there = {
        Item.NAME: product.name_vi,
        Item.PICTURE: photo,
        Item.PRODUCER: owner,
        Item.ADDRESS: owner and (owner.address or owner.place_id),
        Item.TIME: lot.made_on or counting,
        Item.MARK: lot.number,
        Item.SHELF_LIFE: lot.best_before,
    }
    return completeness(
        [item for item, value in there.items() if value],
        [step.event.biz_step for step in counting],
        is_vouched=any(step.assurance != Assurance.DECLARED for step in counting if not _is_recall(step)),
    )


def _is_recall(step: Step) -> bool:
    """Tell whether the step only says that the goods were called back: it makes the story no more complete."""
    return step.event.disposition == RECALLED


def _scans_before(product: Product, lot: Lot, day: date) -> int:
    """Return how often people scanned the lot's code before the day; 0 where that is too few to be shown."""
    counted = ScanCount.objects.filter(product_code=product.code, lot_number=lot.number, day__lt=day)
    total = counted.exclude(device=Device.BOT).aggregate(total=Sum("count"))["total"] or 0
    return total if total >= FEWEST else 0
