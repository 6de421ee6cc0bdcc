"""Calling goods back: begun, told to who holds them, ended with an account, or withdrawn as a mistake."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import count, takewhile
from typing import TYPE_CHECKING

import orjson
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.queries import holding_role_over, holding_scope
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.notices.choices import Kind
from saolang.core.refusal import Refusal
from saolang.core.steps import error_of
from saolang.core.text import normalise
from saolang.programme.registry.models import Product
from saolang.programme.traceability.choices import Assurance, CaptureWay, RecallGround
from saolang.programme.traceability.models import Event, EventCheck, Recall, RecallAccount, RecalledLot, RecallReopening
from saolang.programme.traceability.queries.lineage import affected_by_names, lots_named
from saolang.programme.traceability.queries.recalls import goods_of, holders_of, running
from saolang.programme.traceability.rules import recalls as rules
from saolang.programme.traceability.rules.identity import identifier_of, identifier_of_lot, identifiers_of_lot
from saolang.programme.traceability.rules.steps import NOT_CAPTURED
from saolang.programme.traceability.services import checks
from saolang.programme.traceability.services.capture import capture_events

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal
    from typing import Any

    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import Lot

REVISED = ("ground", "danger", "advice", "advice_en", "advice_km", "source")
"""What may be said anew while a recall runs."""
INCORRECT_DATA, DID_NOT_OCCUR = "incorrect_data", "did_not_occur"
"""Why an event was wrong (CBV 2.0, 7.5)."""
LED_BY = (Role.INSPECTOR, Role.COORDINATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecall:
    """Why goods are called back, and what people should do. `source` is the paper that asks for it, if any.

    `office` is the one that calls them back, where it is not the producer: it vouches for the event of the recall.
    """

    ground: str
    danger: str
    advice: str
    advice_en: str = ""
    advice_km: str = ""
    source: str = ""
    office: str = ""


@transaction.atomic
def start(*, recall: NewRecall, lots: Collection[Lot], whole: Collection[Product] = (), by: str) -> list[Recall]:
    """Call back the lots, and every lot of the products in `whole`: one recall for each product, from today on.

    The public pages say so with this very transaction; the event that holds the goods back is captured for the producer
    whose they are, so that its programs see it; those who lead recalls there, the producer's people and those who hold
    goods of the lots, or lots made of them, are told. An office that begins it vouches for the event. Raises Refusal
    without goods, for a material, for texts missing or too long, and for goods that are called back already.
    """
    texts = (recall.danger, recall.advice, recall.advice_en, recall.advice_km)
    if refusal := rules.check_start(ground=recall.ground, texts=texts, lots=lots, whole=whole):
        raise refusal
    by_product: dict[int, list[Lot]] = defaultdict(list)
    for lot in lots:
        by_product[lot.product_id or 0].append(lot)
    wanted = {*by_product, *(product.pk for product in whole)}
    products = Product.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    all_of = {product.pk for product in whole}
    return [
        _start(recall, product, [] if product.pk in all_of else by_product[product.pk], by=by)
        for product in products.select_related("place")
    ]


def _start(new: NewRecall, product: Product, lots: Sequence[Lot], *, by: str) -> Recall:
    """Call back the lots of the product; all of it where none is named."""
    if refusal := rules.check_not_recalled(lots, running(product), whole=not lots):
        raise refusal
    begun = Recall.objects.create(
        code=fresh_codes(Recall.objects.all(), rules.CODE_PREFIX, 1)[0],
        product=product,
        ground=new.ground,
        danger=normalise(new.danger),
        advice=normalise(new.advice),
        advice_en=normalise(new.advice_en),
        advice_km=normalise(new.advice_km),
        source=normalise(new.source),
        whole_product=not lots,
        began_on=timezone.localdate(),
        recorded_by=by,
    )
    RecalledLot.objects.bulk_create(RecalledLot(recall=begun, lot=lot) for lot in lots)
    after = {
        "product": product.code,
        "ground": begun.ground,
        "lots": [lot.number for lot in lots],
        "whole_product": begun.whole_product,
        "danger": begun.danger,
        "advice": begun.advice,
    }
    record(by=by, action=Action.CREATE, kind="recall", code=begun.code, after=after, reason=begun.danger)
    goods = goods_of(begun)
    _hold_back(begun, lots, by=by)
    if new.office:
        _vouch(event_id_of(begun), new.office, by=by)
    _tell_of_start(begun, goods, by=by)
    return begun


@transaction.atomic
def revise(*, recall: Recall, seen: str, words: NewRecall, lots: Collection[Lot], reason: str, by: str) -> Recall:
    """Say anew why goods are called back and what people should do, and which lots: all of them, for a named recall.

    What it said before stays in the list of changes, and lots that are taken out stay in the events: the one that held
    them back is declared wrong, and leads to one without them. Who was told of the recall is told why it changed; who
    holds goods of the lots that came in is told as at the start. `seen` is the recall as the person saw it
    (`rules.stamp_of`). Raises Refusal for one that does not run, one revised meanwhile, without a reason, and as
    `start` does.
    """
    locked = _locked(recall)
    reason = normalise(reason)
    texts = (words.danger, words.advice, words.advice_en, words.advice_km)
    if refusal := rules.check_revision(locked, seen, ground=words.ground, texts=texts, lots=lots, reason=reason):
        raise refusal
    named = {each.lot_id: each.lot for each in locked.lots.select_related("lot__product", "lot__producer")}
    wanted = {} if locked.whole_product else {lot.pk: lot for lot in lots}
    added = [lot for key, lot in wanted.items() if key not in named]
    removed = [lot for key, lot in named.items() if key not in wanted]
    others = running(locked.product).exclude(pk=locked.pk)
    if refusal := rules.check_not_recalled(added, others, whole=False):
        raise refusal
    before, goods = _said(locked), goods_of(locked)
    for name in REVISED:
        setattr(locked, name, normalise(getattr(words, name)))
    locked.save(update_fields=REVISED)
    _change_lots(locked, added, removed, by=by)
    record(
        by=by, action=Action.CHANGE, kind="recall", code=locked.code, before=before, after=_said(locked), reason=reason
    )
    _tell_of_revision(locked, goods, added, reason, by=by)
    return locked


def _said(recall: Recall) -> dict[str, Any]:
    """Return what can be revised of the recall, as the list of changes keeps it."""
    numbers = sorted(recall.lots.values_list("lot__number", flat=True))
    return {**{name: getattr(recall, name) for name in REVISED}, "lots": numbers}


def _change_lots(recall: Recall, added: Sequence[Lot], removed: Sequence[Lot], *, by: str) -> None:
    """Hold back the lots that come in, and let go those that are out."""
    recall.lots.filter(lot__in=removed).delete()
    RecalledLot.objects.bulk_create(RecalledLot(recall=recall, lot=lot) for lot in added)
    if removed:
        gone = {name for lot in removed for name in identifiers_of_lot(lot)}
        for event in _held(recall):
            _hold_back_without(recall, event, gone, by=by)
    if added:
        _hold_back(recall, added, by=by)


@transaction.atomic
def reopen(*, recall: Recall, reason: str, by: str) -> Recall:
    """Take up again a recall that has ended: it runs as before, from the day it began.

    How it had ended stays readable for anybody, with why it was taken up. Those told of it are told. Raises Refusal for
    one that runs or was withdrawn, without a reason, and where the goods are called back by another meanwhile.
    """
    locked = _locked(recall)
    reason = normalise(reason)
    if refusal := rules.check_reopening(locked, reason):
        raise refusal
    lots = [each.lot for each in locked.lots.select_related("lot")]
    if refusal := rules.check_not_recalled(lots, running(locked.product), whole=locked.whole_product):
        raise refusal
    assert locked.ended_on is not None  # noqa: S101 - the rule asked
    account = RecallAccount.objects.filter(recall=locked).first()
    RecallReopening.objects.create(
        recall=locked, ended_on=locked.ended_on, account=account.text if account else "", reason=reason, recorded_by=by
    )
    if account:
        account.delete()
    before = {"ended_on": locked.ended_on, "account": account.text if account else ""}
    locked.ended_on = None
    locked.save(update_fields=["ended_on"])
    record(by=by, action=Action.UNDO, kind="recall", code=locked.code, before=before, reason=reason)
    _tell_everybody(locked, Kind.RECALL_REOPENED, reason, by=by)
    return locked


@transaction.atomic
def end(
    *, recall: Recall, account: str, quantities: Mapping[int, tuple[Decimal | None, Decimal | None]], by: str
) -> Recall:
    """End the recall from today on, with an account anybody may read; those told of it are told that it is over.

    `quantities` are what came back and what was destroyed of each recalled lot, by the key of its `RecalledLot`, in the
    lot's unit. Packs of a lot that was called back stay called back. Raises Refusal for a recall that does not run, an
    account or a quantity that is not in order, a lot that is not of the recall.
    """
    locked = _locked(recall)
    said = [each for pair in quantities.values() for each in pair]
    if refusal := rules.check_end(locked, account, said):
        raise refusal
    lots = {each.pk: each for each in locked.lots.select_related("lot")}
    if quantities.keys() - lots.keys():
        raise rules.NOT_ITS_LOT
    locked.ended_on = timezone.localdate()
    locked.save(update_fields=["ended_on"])
    RecallAccount.objects.create(recall=locked, text=normalise(account), recorded_by=by)
    for key, (returned, destroyed) in quantities.items():
        lots[key].returned, lots[key].destroyed = returned, destroyed
    RecalledLot.objects.bulk_update(lots.values(), ["returned", "destroyed"])
    told = {each.lot.number: [str(each.returned), str(each.destroyed)] for each in lots.values()}
    record(
        by=by,
        action=Action.CLOSE,
        kind="recall",
        code=locked.code,
        after={"ended_on": locked.ended_on, "returned_and_destroyed": told},
        reason=normalise(account),
    )
    _tell_everybody(locked, Kind.RECALL_ENDED, normalise(account), by=by)
    return locked


@transaction.atomic
def withdraw(*, recall: Recall, reason: str, by: str) -> Recall:
    """Withdraw a recall that was a mistake: the pages say what they said before, its event is declared wrong.

    Those told of it are told so. Raises Refusal without a reason, and the second time.
    """
    locked = _locked(recall)
    if refusal := rules.check_withdrawal(locked, reason):
        raise refusal
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = timezone.now(), by, normalise(reason)
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(by=by, action=Action.WITHDRAW, kind="recall", code=locked.code, reason=locked.withdrawn_reason)
    _let_go(locked, by=by)
    _tell_everybody(locked, Kind.RECALL_WITHDRAWN, locked.withdrawn_reason, by=by)
    return locked


def _locked(recall: Recall) -> Recall:
    return Recall.objects.select_for_update(of=("self",)).select_related("product__place").get(pk=recall.pk)


# The event --------------------


def event_id_of(recall: Recall) -> str:
    """Return the id of the event that tells of the recall: its public address."""
    return settings.BASE_URL + rules.page_of_recall(recall)


def _ids(recall: Recall) -> Iterator[str]:
    """Yield the ids of the recall's events without end: its address, with a number from the second on."""
    own = event_id_of(recall)
    yield own
    yield from (f"{own}#{number}" for number in count(2))


def _next_id(recall: Recall) -> str:
    return next(each for each in _ids(recall) if not Event.objects.called(each).exists())


def _held(recall: Recall) -> list[Event]:
    """Return the events that hold goods back for the recall and count."""
    following = _next_id(recall)
    told = takewhile(lambda each: each != following, _ids(recall))
    return list(Event.objects.called(*told).standing().select_related("producer"))


def _hold_back(recall: Recall, lots: Sequence[Lot], *, by: str) -> None:
    """Capture that the goods are held back as recalled (CBV 2.0, 7.1 holding, 7.2 recalled).

    An office that vouched for the first such event of the recall vouches for those that follow.
    """
    names = [identifier_of_lot(lot) for lot in lots] or [identifier_of(recall.product)]
    at = timezone.localtime()
    event = {
        "type": "ObjectEvent",
        "eventID": _next_id(recall),
        "eventTime": at.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": at.isoformat()[-6:],
        "action": "OBSERVE",
        "bizStep": "holding",
        "disposition": rules.RECALLED,
        "quantityList": [{"epcClass": name} for name in names],
    }
    office = _office_of(recall)
    _capture(event, _producer_of(recall, lots), by=by)
    if office:
        _vouch(str(event["eventID"]), office, by=by)


def _hold_back_without(recall: Recall, event: Event, names: Collection[str], *, by: str) -> None:
    """Declare the event wrong if it holds back goods of those names; another holds back the rest, as of then."""
    said = orjson.loads(event.document)
    rest = [line for line in said["quantityList"] if line["epcClass"] not in names]
    if len(rest) == len(said["quantityList"]):
        return
    office = _office_of(recall)
    right = {name: value for name, value in said.items() if name != "recordTime"}
    right |= {"eventID": _next_id(recall), "quantityList": rest}
    if rest:
        _capture(right, event.producer, by=by)
        if office:
            _vouch(right["eventID"], office, by=by)
    reason, corrective = (INCORRECT_DATA, [right["eventID"]]) if rest else (DID_NOT_OCCUR, [])
    _capture(error_of(said, at=timezone.localtime(), reason=reason, corrective=corrective), event.producer, by=by)


def _office_of(recall: Recall) -> str:
    """Return the office that vouched for the first event of the recall; empty where a producer began it."""
    vouched = EventCheck.objects.filter(event__in=Event.objects.called(event_id_of(recall)), withdrawn_at=None)
    return vouched.values_list("office", flat=True).first() or ""


def _vouch(event_id: str, office: str, *, by: str) -> None:
    """Say that the office, not the producer, vouches for the goods being held back."""
    event = Event.objects.called(event_id).get()
    checks.vouch(event=event, assurance=Assurance.CHECKED, checked_on=timezone.localdate(), office=office, by=by)


def _let_go(recall: Recall, *, by: str) -> None:
    """Declare the events wrong that hold the goods back."""
    for event in _held(recall):
        said = orjson.loads(event.document)
        _capture(error_of(said, at=timezone.localtime(), reason=DID_NOT_OCCUR, corrective=()), event.producer, by=by)


def _capture(event: Mapping[str, object], producer: Producer | None, *, by: str) -> None:
    job = capture_events([event], by=by, producer=producer, way=CaptureWay.FORM)
    if not job.success:
        raise Refusal(NOT_CAPTURED, why=str(job.errors[0].get("detail", "")) if job.errors else "")


def _producer_of(recall: Recall, lots: Sequence[Lot]) -> Producer | None:
    """Return whose goods they are: of the lots, or of the product as a whole."""
    if lots:
        return lots[0].producer
    owned = recall.product.ownerships.standing().as_at(recall.began_on).select_related("producer__place").first()
    return owned.producer if owned else None


# Telling --------------------


def _tell_of_start(recall: Recall, goods: Sequence[Lot], *, by: str) -> None:
    """Tell those who lead recalls there and the producer's people, then those who hold such goods or made others."""
    ground = RecallGround(recall.ground).label
    said = {"product": recall.product.name_vi, "code": recall.code, "ground": ground}
    for person in _leading(recall, goods):
        tell(person, Kind.RECALL_STARTED, said, path=rules.desk_page_of(recall), by=by)
    for producer in _holding(goods):
        for person in holding_scope(ScopeKind.PRODUCER, producer.code, {Role.PRODUCER, Role.HELPER}):
            tell(person, Kind.RECALL_HELD, said, path=rules.page_of_recall(recall), by=by)


def _tell_everybody(recall: Recall, kind: Kind, why: str, *, by: str, goods: Sequence[Lot] | None = None) -> None:
    """Tell those who lead the recall and those who hold its goods what became of it, and why."""
    goods = goods_of(recall) if goods is None else goods
    said = {"product": recall.product.name_vi, "code": recall.code, "text": why}
    people = {person.pk: person for person in _leading(recall, goods)}
    for producer in _holding(goods):
        held_by = holding_scope(ScopeKind.PRODUCER, producer.code, {Role.PRODUCER, Role.HELPER})
        people |= {person.pk: person for person in held_by}
    for person in people.values():
        tell(person, kind, said, path=rules.page_of_recall(recall), by=by)


def _tell_of_revision(recall: Recall, goods: Sequence[Lot], added: Sequence[Lot], why: str, *, by: str) -> None:
    """Tell who was told of the recall why it changed; who holds only goods that came in is told as at the start."""
    _tell_everybody(recall, Kind.RECALL_REVISED, why, by=by, goods=goods)
    known = {producer.pk for producer in _holding(goods)}
    new = [producer for producer in _holding(added) if producer.pk not in known] if added else []
    said = {
        "product": recall.product.name_vi,
        "code": recall.code,
        "ground": RecallGround(recall.ground).label,
    }
    for producer in new:
        for person in holding_scope(ScopeKind.PRODUCER, producer.code, {Role.PRODUCER, Role.HELPER}):
            tell(person, Kind.RECALL_HELD, said, path=rules.page_of_recall(recall), by=by)


def _leading(recall: Recall, goods: Sequence[Lot]) -> Iterable[User]:
    """Return the people who may act on the recall: the producer's, and the officers of the place, each once."""
    owner = _producer_of(recall, ())
    producers = {lot.producer.code for lot in goods} | ({owner.code} if owner else set())
    people = {
        person.pk: person
        for code in sorted(producers)
        for person in holding_scope(ScopeKind.PRODUCER, code, {Role.PRODUCER})
    }
    if place := recall.product.place or (owner and owner.place):
        for role in LED_BY:
            people |= {person.pk: person for person in holding_role_over(role, place)}
    return people.values()


def _holding(goods: Sequence[Lot]) -> list[Producer]:
    """Return the producers here to whom goods were shipped, or who made others of them; not whose they are."""
    own = {lot.producer_id for lot in goods}
    names = {name for lot in goods for name in identifiers_of_lot(lot)}
    shipped = [holder.producer for holder in holders_of(goods) if holder.producer]
    made = [lot.producer for lot in lots_named(affected_by_names(names)).values()]
    return list({each.pk: each for each in (*shipped, *made) if each.pk not in own}.values())
