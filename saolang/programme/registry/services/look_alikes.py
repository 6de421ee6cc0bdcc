"""Records that may be one: found for a person to look at, answered by a person, merged by a person's word only."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.batches import AT_ONCE
from saolang.base.kit.facts import correct_fact, facts_of, is_built_on, restore_fact, withdraw_fact
from saolang.base.places.models import Map, Standing
from saolang.base.places.queries import standing_in
from saolang.core.likeness import ALIKE, bare_producer, bare_product, keys, likeness
from saolang.core.refusal import Refusal
from saolang.core.text import fold
from saolang.programme.registry import rules
from saolang.programme.registry.choices import LookAlikeAnswer, LookAlikeKind
from saolang.programme.registry.models import LookAlike, Ownership, Producer, Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from saolang.base.kit.models import DatedFact
    from saolang.base.places.models import Place

ModelT = TypeVar("ModelT", Producer, Product)

MODELS: dict[str, type[Producer | Product]] = {LookAlikeKind.PRODUCER: Producer, LookAlikeKind.PRODUCT: Product}


@dataclass(frozen=True, slots=True)
class Maker:
    """A producer as it is compared. `where`: the unit it stands in today, or the place as written; None if unknown."""

    code: str
    name: str
    where: object
    phone: str
    registration: str


@dataclass(frozen=True, slots=True)
class Good:
    """A product as it is compared, with its maker if that is known."""

    code: str
    name: str
    where: object
    maker: Maker | None


@transaction.atomic
def find(*, kind: LookAlikeKind, by: str, scope: Place | None = None) -> int:
    """Look through the records, within a place if one is given, for pairs that may be one; return how many are new.

    Names alone prove nothing: three cooperatives may all grow cabbage. A pair is asked about when the names are alike
    and so is what surrounds them: for producers the place or the telephone, for products the producer. One registration
    number is enough by itself. What a person has answered is not asked again.
    """
    pairs = dict(_pairs_of_producers(scope) if kind == LookAlikeKind.PRODUCER else _pairs_of_products(scope))
    known = set(LookAlike.objects.filter(kind=kind).values_list("left_code", "right_code"))
    new = [
        LookAlike(kind=kind, left_code=left, right_code=right, likeness=round(alike, 3))
        for (left, right), alike in pairs.items()
        if (left, right) not in known
    ]
    LookAlike.objects.bulk_create(new, AT_ONCE)
    if new:
        scope_code = scope.public_code if scope else "all"
        record(by=by, action=Action.CREATE, kind="look_alike", code=scope_code, after={"kind": kind, "count": len(new)})
    return len(new)


@transaction.atomic
def answer(
    *, look_alike: LookAlike, answer: LookAlikeAnswer, by: str, reason: str, keep: str = ""
) -> Producer | Product | None:
    """Enter what a person says of the pair; where the two are one, merge the other record into `keep`, a code.

    Every fact of the other record passes to the kept one, or is withdrawn where the kept one has it already; nothing is
    deleted. Returns the kept record, None when the two are different. Products are answered through
    `certification.services.look_alikes`, which looks after their recognitions.
    """
    locked = LookAlike.objects.select_for_update().get(pk=look_alike.pk)
    if refusal := rules.check_answer(locked, answer, keep):
        raise refusal
    locked.answer = answer
    locked.answered_by = by
    locked.answered_at = timezone.now()
    locked.reason = reason
    locked.save()
    record(
        by=by,
        action=Action.CHANGE,
        kind="look_alike",
        code=f"{locked.left_code}~{locked.right_code}",
        after={"answer": answer, "keep": keep},
        reason=reason,
    )
    if answer != LookAlikeAnswer.SAME:
        return None
    dropped_code = ({locked.left_code, locked.right_code} - {keep}).pop()
    return _merge(MODELS[locked.kind], keep, dropped_code, by=by, reason=reason, at=locked.answered_at)


@transaction.atomic
def part(*, look_alike: LookAlike, by: str, reason: str) -> Producer | Product:
    """Say that two merged records are two after all: give back what the merge took, and return the record revived.

    What was entered about the kept record since stays with it. Raises Refusal when the pair is not merged, a fact that
    passed over has been changed since, or something such as a certificate rests on one.
    """
    locked = LookAlike.objects.select_for_update().get(pk=look_alike.pk)
    codes = (locked.left_code, locked.right_code)
    merged: QuerySet[Any] = MODELS[locked.kind].objects.filter(code__in=codes, merged_into__code__in=codes)
    revived = merged.select_for_update(of=("self",)).select_related("merged_into").first()
    if revived is None:
        raise rules.NOT_MERGED
    kept, merged_at, now = revived.merged_into, revived.merged_at, timezone.now()
    if any(facts_of(kept, recorded_at=merged_at, withdrawn_at__gt=merged_at)):
        raise rules.CHANGED_SINCE_THE_MERGE
    passed = [fact for _, fact in facts_of(kept, recorded_at=merged_at, withdrawn_at=None)]
    if any(map(is_built_on, passed)):
        raise rules.CHANGED_SINCE_THE_MERGE
    for fact in passed:
        withdraw_fact(fact, by=by, reason=reason, at=now)
    taken = {
        (type(fact), fact.pk): fact
        for each in (kept, revived)
        for _, fact in facts_of(each, recorded_at__lt=merged_at, withdrawn_at=merged_at)
    }
    for fact in taken.values():
        restore_fact(fact, by=by, at=now)
    revived.merged_into = revived.merged_at = None
    revived.version += 1
    revived.save()
    locked.answer, locked.answered_by, locked.answered_at, locked.reason = LookAlikeAnswer.DIFFERENT, by, now, reason
    locked.save()
    record(by=by, action=Action.UNDO, kind=locked.kind, code=revived.code, after={"from": kept.code}, reason=reason)
    return cast("Producer | Product", revived)


def _merge(
    model: type[Producer | Product], keep: str, drop: str, *, by: str, reason: str, at: datetime
) -> Producer | Product:
    records: QuerySet[Any, Any] = model.objects.select_for_update().filter(code__in=(keep, drop)).order_by("pk")
    by_code: dict[str, Producer | Product] = {each.code: each for each in records}
    kept, dropped = by_code[keep], by_code[drop]
    if refusal := rules.check_merge(kept, dropped):
        raise refusal
    for name, fact in list(facts_of(dropped, withdrawn_at=None)):
        if _has_already(kept, fact, name):
            if is_built_on(fact):
                raise Refusal(rules.BUILT_ON, record=str(dropped))
            withdraw_fact(fact, by=by, reason=reason, at=at)
        else:
            correct_fact(fact, by=by, reason=reason, at=at, **{name: kept})
    dropped.merged_into, dropped.merged_at = kept, at
    dropped.version += 1
    dropped.save()
    record(by=by, action=Action.MERGE, kind=model.__name__.lower(), code=drop, after={"into": keep}, reason=reason)
    return kept


def _has_already(kept: Producer | Product, fact: DatedFact, name: str) -> bool:
    """Tell whether the kept record has the fact, or one that excludes it, so that it cannot pass over."""
    moved = copy(fact)
    setattr(moved, name, kept)
    try:
        moved.validate_constraints()
    except ValidationError:
        return True
    if rules.ONE_AT_A_TIME.get(type(fact)) != name:
        return False
    others = type(fact).objects.standing().filter(**{name: kept})
    return rules.check_alone(fact.began_on, fact.ended_on, others) is not None


def _pairs_of_producers(scope: Place | None) -> Iterator[tuple[tuple[str, str], float]]:
    makers = list(_makers(_within(Producer.objects.all(), scope)).values())
    blocks: defaultdict[tuple[object, ...], list[Maker]] = defaultdict(list)
    for maker in makers:
        if maker.registration:
            blocks["registration", maker.registration].append(maker)
        for key in keys(maker.name):
            if maker.where is not None:
                blocks["where", maker.where, key].append(maker)
            if maker.phone:
                blocks["phone", maker.phone, key].append(maker)
    for first, second in _pairs(blocks.values()):
        alike = 1.0 if _same_number(first, second) else likeness(first.name, second.name)
        if alike >= ALIKE:
            yield (first.code, second.code), alike


def _pairs_of_products(scope: Place | None) -> Iterator[tuple[tuple[str, str], float]]:
    blocks: defaultdict[tuple[object, ...], list[Good]] = defaultdict(list)
    for good in _goods(scope):
        for key in keys(good.name):
            if good.maker:
                blocks["maker", good.maker.code, key].append(good)
            if good.where is not None:
                blocks["where", good.where, key].append(good)
    for first, second in _pairs(blocks.values()):
        if _may_have_one_maker(first.maker, second.maker) and (alike := likeness(first.name, second.name)) >= ALIKE:
            yield (first.code, second.code), alike


def _may_have_one_maker(first: Maker | None, second: Maker | None) -> bool:
    """Tell whether two products may come from one hand: the same producer, one not known, or two that look alike."""
    if first is None or second is None or first.code == second.code:
        return True
    if _same_number(first, second) or (first.phone and first.phone == second.phone):
        return True
    return likeness(first.name, second.name) >= ALIKE


def _same_number(first: Maker, second: Maker) -> bool:
    return bool(first.registration) and first.registration == second.registration


def _pairs(blocks: Iterable[list[Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield each two records that share a block once, the lesser code first."""
    seen: set[tuple[str, str]] = set()
    for block in blocks:
        for first, second in combinations(sorted(block, key=lambda each: str(each.code)), 2):
            if first.code != second.code and (first.code, second.code) not in seen:
                seen.add((first.code, second.code))
                yield first, second


def _makers(producers: QuerySet[Producer]) -> dict[int, Maker]:
    rows = _with_unit(producers).values_list("pk", "code", "name", "unit", "place_text", "phone", "registration_number")
    return {
        pk: Maker(code, bare_producer(name), unit or fold(place_text) or None, "".join(phone.split()), registration)
        for pk, code, name, unit, place_text, phone, registration in rows
    }


def _goods(scope: Place | None) -> Iterator[Good]:
    products = _within(Product.objects.all(), scope)
    makers = _makers(Producer.objects.all())
    owners = dict(Ownership.objects.filter(withdrawn_at=None, ended_on=None).values_list("product_id", "producer_id"))
    for pk, code, name, unit, place_text in _with_unit(products).values_list(
        "pk", "code", "name_vi", "unit", "place_text"
    ):
        yield Good(code, bare_product(name), unit or fold(place_text) or None, makers.get(owners.get(pk, 0)))


def _with_unit(records: QuerySet[Any]) -> QuerySet[Any]:
    """Add the unit of today's map the record stands in, so that old and new names of one commune meet."""
    today = Map.objects.order_by("-number").values("number")[:1]
    standing = Standing.objects.filter(place=OuterRef("place"), map=Subquery(today))
    placed: QuerySet[Any] = records.annotate(unit=Subquery(standing.values("unit")[:1]))
    return placed


def _within(records: QuerySet[ModelT], scope: Place | None) -> QuerySet[ModelT]:
    standing: QuerySet[ModelT] = records.filter(merged_into=None)
    if scope:
        standing = standing.filter(place__in=standing_in(scope, scope.map))
    return standing
