"""Recognitions and revocations: entered one by one or many at once, corrected without losing what was known."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.batches import batched
from saolang.base.kit.facts import correct_fact, counted_from, withdraw_fact
from saolang.base.kit.inserting import insert
from saolang.base.kit.models import Precision
from saolang.base.notices.choices import Kind
from saolang.core.lifecycle import expires_on
from saolang.programme.certification import rules
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.models import Recognition, Revocation
from saolang.programme.certification.services.telling import tell_the_producer
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Product
from saolang.programme.registry.services.facts import told

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from saolang.programme.certification.choices import RecognitionKind
    from saolang.programme.certification.models import Decision

TOLD = ("kind", "stars", "score", "five_star_candidate", "edition", "began_on", "expires_on")
"""What the list of changes keeps of a recognition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecognition:
    """Stars given to a product on a day.

    Left out, the kind is told by the stars before, the edition by the day, the expiry by the edition.
    """

    product: Product
    stars: int
    on: date
    precision: Precision = Precision.DAY
    decision: Decision | None = None
    kind: RecognitionKind | None = None
    score: Decimal | None = None
    five_star_candidate: bool = False
    edition: str | None = None
    expires_on: date | None = None
    origin: Origin = Origin.ENTERED
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevocation:
    """A certificate taken back from a day on."""

    recognition: Recognition
    on: date
    ground: RevocationGround
    decision: Decision | None = None
    source: str = ""


@transaction.atomic
def recognise(*, recognition: NewRecognition, by: str) -> Recognition:
    """Enter that a product was recognised. Raises Refusal when the facts before it speak against it."""
    (entered,) = _add([recognition], by=by, at=timezone.now())
    record(
        by=by,
        action=Action.ISSUE,
        kind="product",
        code=recognition.product.code,
        after=told(entered, (*TOLD, "decision")),
    )
    return entered


@transaction.atomic
def recognise_many(
    *, recognitions: Sequence[NewRecognition], by: str, batch: str, at: datetime | None = None
) -> list[Recognition]:
    """Enter many recognitions by the same rules, with one entry in the list of changes; returned in the order given.

    Those of one product must come in the order of their days. `batch` names what they came in, such as a register's
    code; `at` is an earlier moment of entry, which only the demonstration and an import of old books may declare.
    """
    entered = _add(recognitions, by=by, at=at or timezone.now())
    record(by=by, action=Action.IMPORT, kind="recognition", code=batch, after={"count": len(entered)})
    return entered


@transaction.atomic
def correct(
    *, recognition: Recognition, by: str, reason: str, at: datetime | None = None, **changes: object
) -> Recognition:
    """Withdraw a recognition that was entered wrong and enter it right; its revocation follows it.

    A change of the day moves the expiry along unless that is given too. Raises Refusal when the corrected facts
    contradict those around them, or somebody else has corrected them meanwhile.
    """
    _lock([recognition.product_id])
    current = Recognition.objects.select_related("product", "decision").get(pk=recognition.pk)
    others = list(Recognition.objects.standing().filter(product=current.product_id).exclude(pk=current.pk))
    corrected = _with(current, changes, others)
    if refusal := rules.check_recognition(corrected, others):
        raise refusal
    entered = correct_fact(
        current,
        by=by,
        reason=reason,
        at=at,
        **changes | {"kind": corrected.kind, "expires_on": corrected.expires_on},
    )
    settle(products=[current.product_id], by=by, reason=reason, at=at)
    record(
        by=by,
        action=Action.CHANGE,
        kind="product",
        code=current.product.code,
        before=told(current, TOLD),
        after=told(entered, TOLD),
        reason=reason,
    )
    return entered


@transaction.atomic
def withdraw(*, recognition: Recognition, by: str, reason: str) -> None:
    """Say that the recognition, and its revocation if any, should never have been entered; settle those after it."""
    _lock([recognition.product_id])
    withdraw_fact(recognition, by=by, reason=reason)
    settle(products=[recognition.product_id], by=by, reason=reason)
    record(
        by=by,
        action=Action.WITHDRAW,
        kind="product",
        code=recognition.product.code,
        before=told(recognition, TOLD),
        reason=reason,
    )


@transaction.atomic
def settle(*, products: Collection[int], by: str, reason: str, at: datetime | None = None) -> int:
    """Call each recognition of the products what the stars before it make it; return how many were corrected.

    For products that got another's recognitions, where of two firsts the later is none, or whose own were corrected.
    """
    _lock(products)
    histories = [sorted(rows, key=lambda row: (row.began_on, row.pk)) for rows in _standing(products).values()]
    wrong = [
        (recognition, kind)
        for history in histories
        for earlier, recognition in zip([None, *history], history, strict=False)
        if recognition.kind != (kind := _kind_after(earlier, recognition))
    ]
    for recognition, kind in wrong:
        correct_fact(recognition, by=by, reason=reason, at=at, kind=kind)
    return len(wrong)


@transaction.atomic
def revoke(*, revocation: NewRevocation, by: str, at: datetime | None = None) -> Revocation:
    """Enter that a certificate was taken back (D26, Article 8), and tell the producer's people.

    Raises Refusal when it was not given by then, was taken back already, or has been corrected meanwhile.
    """
    _lock([revocation.recognition.product_id])
    recognition = Recognition.objects.select_related("product").get(pk=revocation.recognition.pk)
    row = _revocation(replace(revocation, recognition=recognition), by=by, at=at or timezone.now())
    if refusal := rules.check_revocation(row, Revocation.objects.standing().filter(recognition=recognition)):
        raise refusal
    row.save()
    record(
        by=by,
        action=Action.CLOSE,
        kind="product",
        code=recognition.product.code,
        after={"revoked_on": row.began_on, "ground": row.ground},
    )
    words = RevocationGround(row.ground).label
    tell_the_producer(recognition.product, Kind.CERTIFICATE_REVOKED, by=by, since=row.began_on, ground=words)
    return row


def _add(recognitions: Sequence[NewRecognition], *, by: str, at: datetime) -> list[Recognition]:
    """Check each among those its product has and those entered with it, then insert all."""
    products = {new.product.pk for new in recognitions}
    _lock(products)
    standing = _standing(products)
    rows = []
    for new in recognitions:
        others = standing[new.product.pk]
        row = _recognition(new, others, by=by, at=at)
        if refusal := rules.check_recognition(row, others):
            raise refusal
        others.append(row)
        rows.append(row)
    insert(rows)
    for row in rows:
        _rename_next(row, standing[row.product_id], by=by, reason=row.source, at=at)
    return rows


def _recognition(new: NewRecognition, others: Sequence[Recognition], *, by: str, at: datetime) -> Recognition:
    began_on = counted_from(new.on, new.precision)
    in_force = rules.editions().edition_on(began_on)
    if in_force is None:
        raise rules.BEFORE_EVERY_EDITION
    edition = rules.editions().named(new.edition) if new.edition else in_force
    row = Recognition(
        product=new.product,
        decision=new.decision,
        stars=new.stars,
        score=new.score,
        five_star_candidate=new.five_star_candidate,
        edition=edition.code,
        began_on=began_on,
        began_precision=new.precision,
        expires_on=new.expires_on or expires_on(began_on, edition),
        origin=new.origin,
        source=new.source,
        recorded_at=at,
        recorded_by=by,
    )
    row.kind = new.kind or _kind(row, others)
    return row


def _kind(recognition: Recognition, others: Sequence[Recognition]) -> RecognitionKind:
    earlier, _ = rules.neighbours(recognition, others)
    return rules.kind_of(recognition.stars, earlier.stars if earlier else None)


def _kind_after(earlier: Recognition | None, recognition: Recognition) -> str:
    """Return what the recognition is, whose history may begin before a register that does not name it as a first."""
    if earlier is None and recognition.origin != Origin.ENTERED:
        return recognition.kind
    return rules.kind_of(recognition.stars, earlier.stars if earlier else None)


def _with(current: Recognition, changes: dict[str, object], others: Sequence[Recognition]) -> Recognition:
    """Return the recognition, unsaved, as it is with the changes and what follows from them."""
    corrected = copy(current)
    for name, value in changes.items():
        setattr(corrected, name, value)
    if "expires_on" not in changes and changes.keys() & {"began_on", "edition"}:
        corrected.expires_on = expires_on(corrected.began_on, rules.editions().named(corrected.edition))
    if "kind" not in changes and rules.neighbours(corrected, others)[0]:
        corrected.kind = _kind(corrected, others)
    return corrected


def _rename_next(
    recognition: Recognition, others: Sequence[Recognition], *, by: str, reason: str, at: datetime | None
) -> None:
    """Correct what the recognition after this one is called: an upgrade from 3 stars is a renewal if they were 4."""
    _, later = rules.neighbours(recognition, others)
    if later is None or later.kind == rules.kind_of(later.stars, recognition.stars):
        return
    correct_fact(later, by=by, reason=reason, at=at, kind=rules.kind_of(later.stars, recognition.stars))


def _revocation(new: NewRevocation, *, by: str, at: datetime) -> Revocation:
    return Revocation(
        recognition=new.recognition,
        decision=new.decision,
        ground=new.ground,
        began_on=new.on,
        source=new.source,
        recorded_at=at,
        recorded_by=by,
    )


def _standing(products: Collection[int]) -> defaultdict[int, list[Recognition]]:
    """Return the standing recognitions by product."""
    standing: defaultdict[int, list[Recognition]] = defaultdict(list)
    for some in batched(products):
        for recognition in Recognition.objects.standing().filter(product__in=some):
            standing[recognition.product_id].append(recognition)
    return standing


def _lock(products: Collection[int]) -> None:
    """Hold the products: what is checked against their recognitions stays true until the transaction ends."""
    for some in batched(sorted(products)):
        list(Product.objects.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk", flat=True))
