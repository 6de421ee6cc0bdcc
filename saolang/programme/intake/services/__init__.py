"""Importing a register: staged as it came, corrected and decided by people, applied at once, undone if need be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.base.files.sheets import read_sheets
from saolang.base.kit.batches import batched
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.collecting import without_collecting
from saolang.base.kit.facts import withdraw_facts
from saolang.base.kit.inserting import insert
from saolang.base.places.choices import Level
from saolang.base.places.models import Place
from saolang.core.intake.layout import Layout
from saolang.core.intake.reasons import verdict_of
from saolang.core.intake.register import read_register
from saolang.core.text import normalise
from saolang.programme.certification.models import Recognition
from saolang.programme.certification.services.recognitions import settle
from saolang.programme.intake import rules
from saolang.programme.intake.choices import Answer, Deed, RegisterState, Verdict
from saolang.programme.intake.models import Register, StagedRow
from saolang.programme.intake.queries import applicable
from saolang.programme.intake.services.entering import enter
from saolang.programme.intake.services.matching import Match, Matcher
from saolang.programme.intake.services.placing import Placer, province_named
from saolang.programme.registry.models import Ownership, ProducerForm, Representative

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from saolang.core.intake.reasons import Reason
    from saolang.core.intake.register import Reading
    from saolang.core.intake.sheet import Sheet
    from saolang.programme.registry.models import Product

CORRECTABLE = frozenset({"product", "producer", "stars", "decision_no", "decision_date", "place_text", "legal_form"})
_OF_THE_RECOGNITION = ("stars", "decision_no", "decision_date")


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying did: how many rows, and what they added. All zero where everything was known."""

    rows: int = 0
    producers: int = 0
    products: int = 0
    decisions: int = 0
    recognitions: int = 0


@without_collecting()
@transaction.atomic
def stage_register(
    *, content: bytes, name: str, by: str, province: Place | None = None, entered_before: date | None = None
) -> Register:
    """Keep the file and read every row of it, with what applying each would do. Nothing else is entered.

    The same bytes again give the register there is, unless that was undone. Without a province, the one named in the
    titles is taken, if one is. Raises Refusal for a file that cannot be read or has only headers, or a moment of entry
    in the future.
    """
    if refusal := rules.check_entered_before(entered_before, timezone.localdate()):
        raise refusal
    digest = hashlib.sha256(content).hexdigest()
    known = Register.objects.exclude(state=RegisterState.UNDONE).filter(file__sha256=digest).first()
    if known:
        return known
    sheets = read_sheets(content)
    reading = read_register(sheets, today=timezone.localdate())
    if refusal := rules.check_reading(reading):
        raise refusal
    register = Register.objects.create(
        code=fresh_codes(Register.objects.all(), "SD", 1)[0],
        file=store(content, by=by),
        name=normalise(name),
        province=province or _province_of(sheets, reading),
        layouts=[layout.to_data() for layout in reading.layouts],
        entered_before=entered_before,
        uploaded_by=by,
    )
    _stage(register, reading)
    record(
        by=by,
        action=Action.CREATE,
        kind="register",
        code=register.code,
        after={"file": digest, "rows": reading.counts},
    )
    return register


@without_collecting()
@transaction.atomic
def correct_mapping(*, register: Register, layouts: Sequence[Mapping[str, object]], by: str) -> Register:
    """Read the file again by corrected columns; the rows and what people decided of them start anew.

    `layouts` are as `Layout.to_data` gives them. Raises Refusal when the register was applied or undone, KeyError,
    TypeError or ValueError when a layout is not one.
    """
    locked = _lock(register)
    if refusal := rules.check_mapping(locked):
        raise refusal
    corrected = [Layout.from_data(layout) for layout in layouts]
    reading = read_register(read_sheets(read(locked.file)), layouts=corrected, today=timezone.localdate())
    before, locked.layouts = locked.layouts, [layout.to_data() for layout in corrected]
    locked.save(update_fields=["layouts"])
    locked.rows.all().delete()
    _stage(locked, reading)
    record(
        by=by,
        action=Action.CHANGE,
        kind="register",
        code=locked.code,
        before={"layouts": before},
        after={"layouts": locked.layouts},
    )
    return locked


@transaction.atomic
def decide_row(
    *,
    row: StagedRow,
    answer: Answer,
    by: str,
    values: Mapping[str, Any] | None = None,
    place: Place | None = None,
    product: Product | None = None,
) -> StagedRow:
    """Say what is to become of a row: take it (as corrected), take it for a known product, leave it out, or undo that.

    `values` corrects what was read (`CORRECTABLE`), `place` says where it lies. Raises Refusal when the row was
    applied, is no data, or still says too little; TypeError for a value that cannot be corrected.
    """
    if unknown := set(values or {}) - CORRECTABLE:
        raise TypeError(", ".join(sorted(unknown)))
    register = _lock(row.register)
    locked = StagedRow.objects.select_for_update(of=("self",)).select_related("outcome").get(pk=row.pk)
    locked.register = register
    corrected = _corrected(locked.values, values or {})
    if refusal := rules.check_answer(locked, answer, corrected, product):
        raise refusal
    before = {"answer": locked.answer}
    locked.values, locked.answer = corrected, answer
    locked.product = product if answer == Answer.SAME else locked.product
    locked.place = place or (_place_again(register, corrected) if "place_text" in (values or {}) else locked.place)
    locked.answered_by, locked.answered_at = (by, timezone.now()) if answer else ("", None)
    locked.save()
    record(
        by=by,
        action=Action.CHANGE,
        kind="register",
        code=register.code,
        before=before,
        after={"row": str(locked), "answer": answer, "corrected": sorted(values or {})},
    )
    return locked


@without_collecting()
@transaction.atomic
def apply_register(*, register: Register, by: str) -> Applied:
    """Enter everything the accepted and taken rows say, in one transaction; a second time nothing changes.

    In order: the rows are matched anew, since others may have entered things meanwhile; those that now must be asked
    about are held; producers, products, decisions and recognitions are entered; each row's outcome is kept. Raises
    Refusal when the register was undone.
    """
    locked = _lock(register)
    if refusal := rules.check_not_undone(locked):
        raise refusal
    rows = list(applicable(locked.rows.all()).order_by("position"))
    if not rows:
        return Applied()
    placer = Placer(locked.province)
    for row in rows:
        row.place = placer.unit(row.place_id)
    matches = Matcher(placer).match(rows)
    _hold(match for match in matches if match.reasons)
    entered = enter(locked, [match for match in matches if not match.reasons], by=by, at=_moment_of_entry(locked))
    done = Applied(*entered)
    if locked.state != RegisterState.APPLIED:
        locked.state, locked.applied_at, locked.applied_by = RegisterState.APPLIED, timezone.now(), by
        locked.save()
    record(
        by=by,
        action=Action.IMPORT,
        kind="register",
        code=locked.code,
        after={"rows": done.rows, "products": done.products, "recognitions": done.recognitions},
    )
    return done


@transaction.atomic
def undo_register(*, register: Register, by: str, reason: str) -> int:
    """Withdraw the facts the register entered, and return how many recognitions that were.

    Producers and products it named stay as records without standing facts, so nothing counts them; what another source
    has said of them since is left alone, with the ownership and legal form it rests on, but for what a recognition is
    called after those before it (`settle`). Raises Refusal when it was not
    applied, or a certificate it gave has been revoked.
    """
    locked = _lock(register)
    if refusal := rules.check_undo(locked):
        raise refusal
    given = Recognition.objects.filter(source=locked.source)
    withdrawn = withdraw_facts(given, by=by, reason=reason)
    left = Recognition.objects.standing().filter(product__in=given.values("product"))
    settle(products=set(left.values_list("product", flat=True)), by=by, reason=reason)
    held = Recognition.objects.standing().filter(product=OuterRef("product"))
    withdraw_facts(Ownership.objects.filter(~Exists(held), source=locked.source), by=by, reason=reason)
    owned = Ownership.objects.standing().filter(producer=OuterRef("producer"))
    for model in (ProducerForm, Representative):
        withdraw_facts(model.objects.filter(~Exists(owned), source=locked.source), by=by, reason=reason)
    locked.state, locked.undone_reason = RegisterState.UNDONE, reason
    locked.undone_at, locked.undone_by = timezone.now(), by
    locked.save()
    record(
        by=by,
        action=Action.UNDO,
        kind="register",
        code=locked.code,
        after={"recognitions": withdrawn},
        reason=reason,
    )
    return withdrawn


def _lock(register: Register) -> Register:
    return Register.objects.select_for_update(of=("self",)).select_related("file", "province").get(pk=register.pk)


def _province_of(sheets: Sequence[Sheet], reading: Reading) -> Place | None:
    titles = [title for layout in reading.layouts for title in layout.titles]
    provinces = Place.objects.filter(level=Level.PROVINCE).order_by("pk")
    return province_named([*titles, *(sheet.name for sheet in sheets)], list(provinces))


def _moment_of_entry(register: Register) -> datetime | None:
    """Return the last moment before the day the register declares, None where it declares none."""
    if register.entered_before is None:
        return None
    first = timezone.make_aware(datetime.combine(register.entered_before, time.min, tzinfo=None))
    return first.astimezone(UTC) - timedelta(microseconds=1)


def _stage(register: Register, reading: Reading) -> None:
    """Write a row for each reading, placed and matched as if it were applied now."""
    placer = Placer(register.province)
    rows = []
    for position, each in enumerate(reading.rows):
        row = StagedRow(
            register=register,
            position=position,
            sheet=each.sheet[:80],
            row=each.row,
            verdict=each.verdict.value,
            reasons=[_told(reason) for reason in each.reasons],
            values=dict(each.values),
        )
        if row.verdict != Verdict.SKIP:
            _place(row, placer)
        rows.append(row)
    for match in Matcher(placer).match(row for row in rows if row.verdict in {Verdict.ACCEPT, Verdict.WARN}):
        _mark(match)
    insert(rows)


def _place(row: StagedRow, placer: Placer) -> None:
    placed = placer.place(row.values)
    row.place_id = placed.place
    if placed.reason:
        _add_reasons(row, [placed.reason])


def _place_again(register: Register, values: Mapping[str, Any]) -> Place | None:
    placer = Placer(register.province)
    named = {"place_text": values.get("place_text"), "decision_date": values.get("decision_date")}
    return placer.unit(placer.place(named).place)


def _mark(match: Match) -> None:
    """Write on the row what it would do, or why a person must be asked."""
    row = match.row
    row.deed = match.deed if not match.reasons else Deed.NOTHING
    row.product_id = match.product
    row.candidates = match.candidates
    if match.reasons:
        _add_reasons(row, match.reasons)


def _add_reasons(row: StagedRow, reasons: Sequence[Reason]) -> None:
    row.reasons = [*row.reasons, *(_told(reason) for reason in reasons)]
    gravest = Verdict(verdict_of(reasons).value)
    if row.verdict == Verdict.ACCEPT or gravest == Verdict.HOLD:
        row.verdict = gravest


def _told(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "detail": reason.detail}


def _hold(matches: Any) -> None:
    """Hold the rows that could be applied when they were staged and no longer can."""
    held = list(matches)
    for match in held:
        _mark(match)
        match.row.answer, match.row.answered_by, match.row.answered_at = Answer.NONE, "", None
    fields = ["verdict", "reasons", "deed", "product", "candidates", "answer", "answered_by", "answered_at"]
    for some in batched([match.row for match in held]):
        StagedRow.objects.bulk_update(some, fields)


def _corrected(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with a person's corrections, which also correct the latest recognition."""
    corrected = {**values, **changes}
    told = [dict(each) for each in corrected.get("recognitions") or [{}]]
    told[-1] |= {name: corrected.get(name) for name in _OF_THE_RECOGNITION if name in changes or name not in told[-1]}
    if "place_text" in changes:
        corrected = {name: value for name, value in corrected.items() if name not in {"commune", "district"}}
    return {**corrected, "recognitions": told}
