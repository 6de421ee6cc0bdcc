"""Potential products: what a commune's survey found, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.search import searchable
from saolang.base.places.queries import unit_on
from saolang.core.text import normalise
from saolang.programme.dossiers.choices import SurveyAnswer
from saolang.programme.dossiers.models import PotentialProduct
from saolang.programme.dossiers.rules import potential as rules
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Producer, ProductSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What the survey found. `marks` are points by question; the sum is made here."""

    name: str
    place: Place
    surveyed_on: date
    producer: Producer | None = None
    maker: str = ""
    product_set: ProductSet | None = None
    marks: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    origin: Origin = Origin.ENTERED


@transaction.atomic
def survey(*, found: Surveyed, by: str) -> PotentialProduct:
    """Write down a potential product with its points, in the commune of today that wholly contains its place.

    Raises Refusal without a name, for an answer not asked for, and for a place that was divided.
    """
    [code] = fresh_codes(PotentialProduct.objects.all(), "TN", 1)
    product = PotentialProduct(code=code, origin=found.origin, recorded_by=by)
    _fill(product, found)
    product.save()
    record(by=by, action=Action.CREATE, kind="potential_product", code=code, after=_told(product))
    return product


@transaction.atomic
def revise(*, product: PotentialProduct, found: Surveyed, version: int, by: str) -> PotentialProduct:
    """Change what the survey says, as long as nobody has decided on it; `version` is the one the person saw."""
    locked = _lock(product)
    if refusal := rules.may_revise(locked, version):
        raise refusal
    before = _told(locked)
    _fill(locked, found)
    locked.version += 1
    locked.save()
    record(by=by, action=Action.CHANGE, kind="potential_product", code=locked.code, before=before, after=_told(locked))
    return locked


@transaction.atomic
def take_up(
    *, product: PotentialProduct, follower: User, by: str, producer: Producer | None = None
) -> PotentialProduct:
    """Take the product up: somebody follows it, and its producer is named where there is one. Raises Refusal."""
    locked = _lock(product)
    if refusal := rules.may_take_up(locked, is_from_elsewhere=_is_from_elsewhere(producer, locked.place)):
        raise refusal
    locked.follower, locked.producer = follower, producer or locked.producer
    return _answer(locked, SurveyAnswer.TAKEN_UP, by=by)


@transaction.atomic
def decline(*, product: PotentialProduct, reason: str, by: str) -> PotentialProduct:
    """Leave the product for now, and say why. Raises Refusal without a reason."""
    locked = _lock(product)
    if refusal := rules.may_decline(locked, reason):
        raise refusal
    return _answer(locked, SurveyAnswer.DECLINED, reason=reason.strip(), by=by)


@transaction.atomic
def follow(*, product: PotentialProduct, follower: User, by: str) -> PotentialProduct:
    """Put another person in charge of following the product."""
    locked = _lock(product)
    before = locked.follower.actor if locked.follower else ""
    locked.follower = follower
    locked.version += 1
    locked.save(update_fields=["follower", "version"])
    record(
        by=by,
        action=Action.CHANGE,
        kind="potential_product",
        code=locked.code,
        before={"follower": before},
        after={"follower": follower.actor},
    )
    return locked


def _answer(product: PotentialProduct, answer: SurveyAnswer, *, by: str, reason: str = "") -> PotentialProduct:
    product.answer, product.answer_reason = answer, reason
    product.answered_at, product.answered_by = timezone.now(), by
    product.version += 1
    product.save()
    after = {
        "answer": answer,
        "follower": product.follower.actor if product.follower else None,
        "producer": product.producer.code if product.producer else None,
    }
    record(by=by, action=Action.CHANGE, kind="potential_product", code=product.code, after=after, reason=reason)
    return product


def _fill(product: PotentialProduct, found: Surveyed) -> None:
    name = normalise(found.name)
    if refusal := rules.may_enter(name, found.surveyed_on, timezone.localdate()):
        raise refusal
    if (place := unit_on(found.place, timezone.localdate())) is None:
        raise rules.DIVIDED
    product.name, product.folded, product.place = name, searchable(name), place
    product.producer, product.maker, product.product_set = found.producer, normalise(found.maker), found.product_set
    product.marks, product.score = dict(found.marks), rules.score(found.marks)
    product.note, product.surveyed_on = found.note.strip(), found.surveyed_on


def _is_from_elsewhere(producer: Producer | None, place: Place) -> bool:
    """Tell whether the producer named is of another place; the producer's may be written on an older map."""
    if producer is None or producer.place_id == place.pk:
        return False
    return producer.place is None or unit_on(producer.place, timezone.localdate()) != place


def _told(product: PotentialProduct) -> dict[str, object]:
    return {
        "name": product.name,
        "place": product.place.public_code,
        "product_set": product.product_set_id,
        "marks": product.marks,
        "score": product.score,
        "surveyed_on": product.surveyed_on,
    }


def _lock(product: PotentialProduct) -> PotentialProduct:
    return (
        PotentialProduct.objects.select_for_update(of=("self",))
        .select_related("place", "follower", "producer")
        .get(pk=product.pk)
    )
