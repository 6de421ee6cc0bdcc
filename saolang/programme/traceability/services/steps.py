"""Steps people record: each is captured as any other event, and never edited, only declared wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import orjson
from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.gs1.keys import gln13, sscc18
from saolang.core.refusal import Refusal
from saolang.core.steps import NOTE, REASON, Amount, Shape, Told, error_of, event_of
from saolang.core.text import fold, normalise
from saolang.programme.registry.models import Producer
from saolang.programme.traceability.choices import CaptureWay, LocationKind
from saolang.programme.traceability.models import Event, EventPhoto, Lot
from saolang.programme.traceability.queries.lineage import named
from saolang.programme.traceability.queries.lots import is_labelled, is_told, lots_named, places_of, stocks_of
from saolang.programme.traceability.rules import steps as rules
from saolang.programme.traceability.rules.identity import identifier_of_location, identifier_of_lot, identifier_of_party
from saolang.programme.traceability.services import locations, lots
from saolang.programme.traceability.services.capture import capture_events
from saolang.programme.traceability.services.pages import touch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from typing import Any

    from saolang.base.files.models import StoredFile
    from saolang.core.steps import Step
    from saolang.core.stock import Stock
    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.models import Location

PRODUCER_CODE = "CT-"
GLN_LENGTH, SSCC_LENGTH = 13, 18
OF_THE_FORM = frozenset({CaptureWay.FORM, CaptureWay.TABLE})
DID_NOT_OCCUR, INCORRECT_DATA = "did_not_occur", "incorrect_data"
"""Why an event was wrong (CBV 2.0, 7.5)."""


class Taken(NamedTuple):
    """A lot that went into a step or that it is about; how much, in the lot's own unit, None where nobody says."""

    lot: Lot
    quantity: Decimal | None = None


class Source(NamedTuple):
    """A lot received from somebody else, by its canonical identifier; None where nobody entered it here."""

    identifier: str
    lot: Lot | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLot:
    """The lot that came out of a step: of a product, or of a material by its name."""

    number: str
    quantity: Decimal
    unit: str
    product: Product | None = None
    material: str = ""
    best_before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """A step as it was told. `event_id` was drawn where it was told, so that it counts once however often it comes.

    `partner` is a name, a GLN, or the public code of a producer here. `new_place` is the name of a place, entered where
    the producer has none of that name. `reason` is why more was taken than was left. `source` is the lot of another
    producer that was received: its code here, the address on its label, or a GS1 identifier of it.
    """

    step: Step
    event_id: str
    at: datetime
    taken: Sequence[Taken] = ()
    made: NewLot | None = None
    location: Location | None = None
    new_place: str = ""
    partner: str = ""
    source: str = ""
    is_in_order: bool = True
    case: str = ""
    note: str = ""
    reason: str = ""
    photos: Sequence[StoredFile] = ()


@transaction.atomic
def record_step(*, producer: Producer, step: NewStep, by: str, way: CaptureWay = CaptureWay.FORM) -> Event:
    """Record a step of the producer's: the lot that came out is entered, the event captured, its photos kept.

    Told again under the same number, it is the event there is. Raises Refusal for lots that are not the producer's, not
    there by then, or of which less is left, for a moment to come, and for whatever capturing refuses.
    """
    producer = _locked(producer)
    if refusal := rules.check_number(step.event_id):
        raise refusal
    if known := Event.objects.called(step.event_id).first():
        return _same(known, producer)
    return _record(producer, step, remade=None, without="", by=by, way=way)


@transaction.atomic
def declare_wrong(*, event: Event, reason: str, by: str) -> Event:
    """Declare that a step never took place. It stays readable as wrong, and counts no more.

    Raises Refusal without a reason, for an event captured by a program, one that is declared wrong already, and one
    that made a lot which later steps are about or whose number is on labels.
    """
    producer, standing_event = _to_correct(event, reason)
    made = _made_by(standing_event, producer)
    declared = _declare(standing_event, producer, DID_NOT_OCCUR, reason, corrective=(), by=by)
    for lot in made:
        if refusal := rules.check_unmaking(is_told=is_told(lot), is_labelled=is_labelled(lot)):
            raise refusal
        lots.revise(lot=lot, version=lot.version, quantity=None, reason=normalise(reason), by=by)
    return declared


@transaction.atomic
def correct(*, event: Event, instead: NewStep, reason: str, by: str) -> Event:
    """Declare a step wrong and record the right one, to which the declaration leads. The lot it made stays that lot.

    Raises Refusal as `declare_wrong` and `record_step` do, and where less would be left of the lot than is gone.
    """
    producer, wrong = _to_correct(event, reason)
    if Event.objects.called(instead.event_id).exists():
        raise rules.TAKEN_ALREADY
    remade = next(iter(_made_by(wrong, producer)), None)
    right = _record(producer, instead, remade=remade, without=wrong.event_id, by=by, way=CaptureWay.FORM)
    _declare(wrong, producer, INCORRECT_DATA, reason, corrective=(right.event_id,), by=by)
    if remade and stocks_of([remade])[remade.pk].left < 0:
        raise Refusal(rules.LESS_THAN_GONE, lot=remade.number)
    return right


def _locked(producer: Producer) -> Producer:
    return Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)


def _same(known: Event, producer: Producer) -> Event:
    """Return the event that came before under the number. Raises Refusal where it is another producer's."""
    if known.producer_id != producer.pk:
        raise rules.TAKEN_ALREADY
    return known


def _record(producer: Producer, step: NewStep, *, remade: Lot | None, without: str, by: str, way: CaptureWay) -> Event:
    """Check, enter the lot, capture, keep the photos.

    `without` is the id of the event that this one corrects, `remade` the lot that one made.
    """
    if refusal := rules.check_moment(step.at, timezone.now()):
        raise refusal
    day = timezone.localtime(step.at).date()
    if any(lot.producer_id != producer.pk for lot, _quantity in step.taken):
        raise rules.NO_LOT
    if refusal := rules.check_lots(step.step, step.taken, remade, day):
        raise refusal
    if step.new_place.strip():
        step = replace(step, location=_place(producer, step, by=by))
    source = _source(step, producer, day)
    _check_left(step, stocks_of([lot for lot, _quantity in step.taken], without=without))
    made = _made(producer, step, remade, day, by=by)
    context = [{"ocop": rules.namespace()}]
    event = _captured(event_of(step.step, _told(producer, step, source, made, day)), producer, by, way, context)
    _keep_photos(event, step, made, by=by)
    return event


def _source(step: NewStep, producer: Producer, day: date) -> Source | None:
    """Return the lot of another producer that was received; None where none is named.

    Raises Refusal for one that is named and not known, one's own, and one that was made later.
    """
    if not step.source.strip():
        return None
    identifier, lot = named(step.source)
    if not identifier:
        raise Refusal(rules.NO_SUCH_SOURCE, said=step.source.strip())
    if lot and lot.producer_id == producer.pk:
        raise rules.OWN_SOURCE
    if lot and lot.made_on and lot.made_on > day:
        raise Refusal(rules.BEFORE_IT_WAS_MADE, lot=lot.number, made=f"{lot.made_on:%d/%m/%Y}")
    return Source(identifier, lot)


def _place(producer: Producer, step: NewStep, *, by: str) -> Location:
    """Return the producer's place of the name that was told, entered where there is none yet."""
    name = normalise(step.new_place)
    for known in places_of(producer):
        if fold(name) in {fold(known.name), fold(known.code)}:
            return known
    is_field = step.step.shape == Shape.BEGIN and step.step.biz_step == "commissioning"
    kind = LocationKind.FIELD if is_field else LocationKind.WORKSHOP
    return locations.enter(producer=producer, location=locations.NewLocation(name=name, kind=kind), by=by)


def _check_left(step: NewStep, stocks: dict[int, Stock]) -> None:
    """Raise Refusal where more is taken of a lot than is left of it, and nobody says why."""
    if not step.step.lessens:
        return
    units = rules.craft().units
    for lot, quantity in step.taken:
        unit = units[lot.unit].words["vi"] if lot.unit in units else lot.unit
        if quantity is not None and (
            refusal := rules.check_left(lot, stocks[lot.pk], quantity, unit=unit, reason=step.reason)
        ):
            raise refusal


def _made(producer: Producer, step: NewStep, remade: Lot | None, day: date, *, by: str) -> Lot | None:
    """Return the lot that comes out of the step: entered, or the one there is with what is said of it now."""
    if not step.step.makes:
        return None
    if step.made is None:
        raise rules.NO_LOT
    said: dict[str, Any] = {
        "quantity": step.made.quantity,
        "made_on": day,
        "best_before": step.made.best_before,
        "location": step.location,
    }
    if remade:
        return lots.revise(lot=remade, version=remade.version, by=by, **said)
    new: dict[str, Any] = {name: getattr(step.made, name) for name in ("number", "product", "material", "unit")}
    return lots.make(producer=producer, by=by, **new, **said)


def _told(producer: Producer, step: NewStep, source: Source | None, made: Lot | None, day: date) -> Told:
    partner, name = party_of(step.partner)
    if source and source.lot and not partner:
        partner, name = identifier_of_party(source.lot.producer), name or source.lot.producer.name
    received = (Amount(source.identifier, made.quantity, made.unit),) if source and made else ()
    return Told(
        event_id=step.event_id,
        at=timezone.localtime(step.at),
        taken=(*(Amount(identifier_of_lot(lot), quantity, lot.unit) for lot, quantity in step.taken), *received),
        made=Amount(identifier_of_lot(made), made.quantity, made.unit) if made else None,
        where=identifier_of_location(step.location) if step.location else "",
        partner=partner,
        partner_name=name,
        is_in_order=step.is_in_order,
        case=case_of(step.case, producer),
        made_on=day,
        best_before=made.best_before if made else None,
        own={NOTE: normalise(step.note), REASON: normalise(step.reason)},
    )


def party_of(text: str) -> tuple[str, str]:
    """Return the identifier of the other party, where the text is a GLN or a producer's public code; and its name."""
    said = normalise(text)
    if len(said) == GLN_LENGTH and said.isdigit():
        return f"https://id.gs1.org/417/{gln13(said)}", said
    if said.startswith(PRODUCER_CODE) and (known := Producer.objects.filter(code=said).first()):
        return identifier_of_party(known), known.name
    return "", said


def case_of(text: str, producer: Producer) -> str:
    """Return the identifier of a case: by its SSCC, or by the number the producer gives it.

    18 digits are an SSCC, as 13 are a GLN. Raises Refusal where their check digit is wrong: a slip must not make
    another case of it.
    """
    said = normalise(text)
    if not said:
        return ""
    if len(said) == SSCC_LENGTH and said.isdigit():
        return f"https://id.gs1.org/00/{sscc18(said)}"
    return f"{rules.namespace()}case/{producer.code}/{quote(said, safe='')}"


def _captured(said: dict[str, Any], producer: Producer, by: str, way: CaptureWay, context: list[Any]) -> Event:
    """Capture the event and return it. Raises Refusal with the sentence of what is wrong with it."""
    job = capture_events([said], by=by, producer=producer, way=way, context=context)
    if not job.success:
        problem = job.errors[0] if job.errors else {}
        raise Refusal(rules.NOT_CAPTURED, why=problem.get("detail") or problem.get("title", ""))
    return Event.objects.get(job=job)


def _keep_photos(event: Event, step: NewStep, made: Lot | None, *, by: str) -> None:
    if not step.photos:
        return
    EventPhoto.objects.bulk_create(EventPhoto(event=event, file=file) for file in step.photos)
    touch(_products([*(lot for lot, _quantity in step.taken), *([made] if made else [])]))
    photos = [file.sha256 for file in step.photos]
    record(by=by, action=Action.CHANGE, kind="event", code=str(event.pk), after={"photos": photos})


def _products(concerned: Iterable[Lot]) -> set[int]:
    return {lot.product_id for lot in concerned if lot.product_id}


def _to_correct(event: Event, reason: str) -> tuple[Producer, Event]:
    """Return the producer, held, and the event as it stands. Raises Refusal where it may not be corrected here."""
    if not reason.strip():
        raise rules.NO_REASON
    if event.producer is None or event.job.way not in OF_THE_FORM:
        raise rules.NOT_OF_THE_FORM
    producer = _locked(event.producer)
    found = Event.objects.called(event.event_id).standing().first()
    if found is None:
        raise rules.WRONG_ALREADY
    return producer, found


def _made_by(event: Event, producer: Producer) -> list[Lot]:
    """Return the producer's lots that came out of the event."""
    said = orjson.loads(event.document)
    made = said.get("outputQuantityList") or (said.get("quantityList", []) if said.get("action") == "ADD" else [])
    return list(lots_named({each["epcClass"] for each in made}, producer).values())


def _declare(event: Event, producer: Producer, why: str, reason: str, *, corrective: Iterable[str], by: str) -> Event:
    """Capture the declaration that the event was wrong, and tell the list of changes why."""
    wrong, note = orjson.loads(event.document), normalise(reason)
    said = error_of(wrong, at=timezone.localtime(), reason=why, corrective=corrective, note=note)
    declared = _captured(said, producer, by, CaptureWay.FORM, event.job.context)
    record(
        by=by,
        action=Action.WITHDRAW,
        kind="event",
        code=str(event.pk),
        after={"event": event.event_id, "why": why},
        reason=note,
    )
    return declared
