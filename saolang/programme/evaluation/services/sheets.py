"""Score sheets: handed out, filled in click by click, signed many at once.

A click is not entered in the list of changes, which others read while the scoring is blind: it stays as a row of its
own, and the list gets the digest of the signed sheet.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.services import store
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.evaluation.choices import REMARKS
from saolang.programme.evaluation.models import Click, Conflict, ScoreSheet, Session, SheetLine
from saolang.programme.evaluation.queries.councils import earlier_case, roll_of
from saolang.programme.evaluation.queries.sheets import bundle, criteria_of, incomplete, lines_of, with_all
from saolang.programme.evaluation.rules import sheets as rules
from saolang.programme.evaluation.services.results import advance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from uuid import UUID

    from saolang.base.accounts.models import Signature, User
    from saolang.core.scoring import Rating
    from saolang.programme.evaluation.models import Case, Membership
    from saolang.programme.evaluation.queries.councils import Roll

LONGEST_REASON = 4_000
CHANGED = Refusal(
    gettext_noop("Phiếu đã thay đổi sau khi bạn mở trang ký. Hãy xem lại rồi ký những gì đang có trên phiếu.")
)
TOO_LONG = Refusal(gettext_noop("Lý do dài quá 4.000 ký tự. Hãy viết ngắn lại."))
OF_ANOTHER_SHEET = Refusal(gettext_noop("Lần bấm này thuộc về một phiếu khác. Hãy tải lại trang."))


@dataclass(frozen=True, slots=True)
class NewClick:
    """One act on a sheet as the page sends it: under a number it drew, in an order it counts.

    `criterion` is a criterion's code with the `option` ticked, "none" for nothing, "" to take the tick away; a ground's
    code with "yes" or ""; "8:case" with the case chosen; or "remarks". `reason` is what stands beside it.
    """

    number: UUID
    order: int
    criterion: str
    option: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands on the sheet once clicks have arrived: for its own member's eyes."""

    sheet: ScoreSheet
    """As it stands, with its product, session and criteria."""
    order: int
    """The highest order among them."""
    lines: dict[str, SheetLine]
    unanswered: list[str]
    of: int
    rating: Rating[Decimal]


# Handing out --------------------


@transaction.atomic
def begin(*, case: Case, membership: Membership, by: str) -> ScoreSheet:
    """Return the member's sheet of the round the product is in, new if there is none; the same one the second time.

    In a further round it begins as the member's sheet of the round before. Raises Refusal.
    """
    session = Session.objects.select_for_update().get(pk=case.session_id)
    roll = roll_of(session)
    found = roll.cases[case.pk]
    if by != membership.user.actor:
        raise rules.NOT_YOUR_SHEET
    if refusal := rules.may_score(found, membership) or _may_take_part(roll, found, membership):
        raise refusal
    hand_out(roll, [found], seats={membership.pk})
    return with_all(ScoreSheet.objects.all()).get(case=found, membership=membership, round=found.round)


def hand_out(roll: Roll, cases: Iterable[Case], *, seats: set[int] | None = None) -> None:
    """Make the sheets that are due and not there yet, for all seats or for those named; in the caller's transaction."""
    there = {(sheet.case_id, sheet.membership_id, sheet.round) for sheet in roll.sheets}
    new = [
        ScoreSheet(case=case, membership_id=seat, round=case.round, salt=secrets.token_hex(16))
        for case in cases
        for seat in sorted(roll.due(case) & (seats if seats is not None else roll.present))
        if (case.pk, seat, case.round) not in there
    ]
    ScoreSheet.objects.bulk_create(new)
    further = [sheet for sheet in new if sheet.round > 1 or sheet.case.rescored_criteria]
    bases = {sheet: base for sheet in further if (base := _base(sheet))}
    lines = lines_of(bases.values())
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, criterion=line.criterion, option=line.option, reason=line.reason)
        for sheet, base in bases.items()
        for line in lines[base.pk]
    )


def _base(sheet: ScoreSheet) -> ScoreSheet | None:
    """Return the sheet the member signed in the round before: here, or in the session before."""
    case = sheet.case if sheet.round > 1 else earlier_case(sheet.case)
    if case is None:
        return None
    last = sheet.round - 1 if sheet.round > 1 else case.round
    signed = ScoreSheet.objects.filter(case=case, membership=sheet.membership_id, round=last)
    return signed.exclude(signature=None).first()


def _may_take_part(roll: Roll, case: Case, membership: Membership) -> Refusal | None:
    if membership.pk not in roll.seats:
        return rules.DOES_NOT_SCORE
    if (case.pk, membership.pk) in roll.conflicts:
        return rules.HAS_A_CONFLICT
    if membership.pk not in roll.present:
        return rules.NOT_PRESENT
    return None if membership.pk in roll.due(case) else rules.NOT_OF_THE_FIRST


# Clicks --------------------


def click(
    *, sheet: ScoreSheet, number: UUID, order: int, criterion: str, option: str = "", reason: str = "", by: str
) -> Saved:
    """Record one click, as `clicks` does."""
    new = NewClick(number=number, order=order, criterion=criterion, option=option, reason=reason)
    return clicks(sheet=sheet, batch=[new], by=by)


@transaction.atomic
def clicks(*, sheet: ScoreSheet, batch: Sequence[NewClick], by: str) -> Saved:
    """Record clicks of the sheet's own member, and return what stands.

    One that came before counts once, whenever it comes again, even after the sheet was signed. Of two on one criterion
    the one with the higher order stands, whichever arrives first. All of the batch is recorded or none. Raises Refusal.
    """
    locked = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .select_related("case__session", "case__dossier__edition", "membership__user")
        .defer("case__dossier__edition__content", "case__dossier__forms")
        .get(pk=sheet.pk)
    )
    if by != locked.membership.user.actor:
        raise rules.NOT_YOUR_SHEET
    new = _unknown(locked, batch)
    lines = {line.criterion: line for line in locked.lines.all()}
    if new:
        _check(locked, new, by)
        now = timezone.now()
        Click.objects.bulk_create(
            Click(sheet=locked, received_at=now, **{name: getattr(each, name) for name in NewClick.__slots__})
            for each in new
        )
        _write(locked, new, lines)
        locked.clicks, locked.saved_at = locked.clicks + len(new), now
        locked.save(update_fields=["clicks", "saved_at"])
    return saved(locked, lines)


def saved(sheet: ScoreSheet, lines: dict[str, SheetLine]) -> Saved:
    """Return what stands on the sheet. One query, for the highest order."""
    criteria_set = criteria_of(sheet)
    highest = Click.objects.filter(sheet=sheet).aggregate(highest=Max("order"))["highest"]
    return Saved(
        sheet=sheet,
        order=highest or 0,
        lines=lines,
        unanswered=rules.unanswered(criteria_set, lines.values()),
        of=len(criteria_set.criteria),
        rating=rules.rated(criteria_set, lines.values()),
    )


def _unknown(sheet: ScoreSheet, batch: Sequence[NewClick]) -> list[NewClick]:
    """Return those of the batch that have not been recorded, each once, in their order."""
    by_number = {each.number: each for each in batch}
    known = dict(Click.objects.filter(number__in=by_number).order_by().values_list("number", "sheet_id"))
    if any(of != sheet.pk for of in known.values()):
        raise OF_ANOTHER_SHEET
    return sorted((each for each in by_number.values() if each.number not in known), key=_rank)


def _rank(click: NewClick | Click) -> tuple[int, str]:
    """Return what decides between two clicks on one criterion: the order, then the number.

    Two windows may count alike; the same click then stands whichever arrives first.
    """
    return click.order, str(click.number)


def _check(sheet: ScoreSheet, new: Iterable[NewClick], by: str) -> None:
    """Raise Refusal when the sheet may not be changed, or one of the clicks is not of it."""
    refusal = rules.may_change(sheet, by)
    if refusal is None and Conflict.objects.filter(case=sheet.case_id, membership=sheet.membership_id).exists():
        refusal = rules.HAS_A_CONFLICT
    criteria_set = criteria_of(sheet)
    for each in new:
        refusal = refusal or rules.check_choice(criteria_set, sheet.case, each.criterion, each.option)
        if len(each.reason) > LONGEST_REASON:
            refusal = refusal or TOO_LONG
    if refusal:
        raise refusal


def _write(sheet: ScoreSheet, new: Iterable[NewClick], lines: dict[str, SheetLine]) -> None:
    """Let the clicks stand on their lines, where no later one does."""
    changed: dict[str, SheetLine] = {}
    for each in new:
        line = lines.get(each.criterion)
        if line is None:
            line = lines[each.criterion] = SheetLine(sheet=sheet, criterion=each.criterion, order=each.order)
        elif line.order > each.order or (line.order == each.order and _left_by(line, each) > _rank(each)):
            continue
        line.option, line.reason, line.order = each.option, each.reason, each.order
        changed[each.criterion] = line
    SheetLine.objects.bulk_create(
        [
            SheetLine(sheet=sheet, criterion=line.criterion, option=line.option, reason=line.reason, order=line.order)
            for line in changed.values()
        ],
        update_conflicts=True,
        unique_fields=["sheet", "criterion"],
        update_fields=["option", "reason", "order"],
    )


def _left_by(line: SheetLine, new: NewClick) -> tuple[int, str]:
    """Return the rank of the click of the same order that stands on the line, beside the new one."""
    alike = Click.objects.filter(sheet=line.sheet_id, criterion=line.criterion, order=line.order)
    return max(map(_rank, alike.exclude(number=new.number)), default=(0, ""))


# Signing --------------------


@transaction.atomic
def lock(*, code: str, signature: Signature, by: str) -> list[ScoreSheet]:
    """Lock the sheets the signature is of, all or none; return them. For `Signable.after`.

    In order: the session and the sheets are locked; what stands on them must be what was signed, and complete; each
    gets its total, its digest and the signature; the products on which everybody has signed go on. Raises Refusal.
    """
    signer: User = signature.signer
    session = Session.objects.select_for_update().filter(code=code.partition(".")[0]).first()
    shown = bundle(signer, code)
    if session is None or shown is None:
        raise CHANGED
    keys = [sheet.pk for sheet in shown.sheets]
    list(ScoreSheet.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    standing = bundle(signer, code)  # again: a click may have held a sheet's lock
    if standing is None or standing.sha256 != signature.sha256:
        raise CHANGED
    roll = roll_of(session)
    lines = lines_of(standing.sheets)
    for sheet in standing.sheets:
        refusal = rules.may_change(sheet, by) or _may_take_part(roll, sheet.case, standing.membership)
        if refusal := refusal or incomplete(sheet, lines[sheet.pk]):
            raise refusal
    store(standing.text.encode(), by=by)
    for sheet, text in zip(standing.sheets, standing.texts, strict=True):
        sheet.remarks = next((line.reason for line in lines[sheet.pk] if line.criterion == REMARKS), "")
        sheet.signature, sheet.sha256 = signature, rules.digest(text)
        sheet.total = rules.rated(criteria_of(sheet), lines[sheet.pk]).total
        record(by=by, action=Action.SIGN, kind="score_sheet", code=rules.code_of(sheet), after={"sha256": sheet.sha256})
    ScoreSheet.objects.bulk_update(standing.sheets, ["signature", "sha256", "total", "remarks"])
    advance(roll_of(session), by=by)
    return standing.sheets
