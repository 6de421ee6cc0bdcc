"""Score sheets: one's own, those of others once they may be seen, how far everybody is, and what is signed at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from saolang.base.audit.rules import canonical
from saolang.base.kit.codes import number_in
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.evaluation.choices import CaseState
from saolang.programme.evaluation.models import Membership, ScoreSheet, Session, SheetLine
from saolang.programme.evaluation.queries.councils import membership_of, roll_of, seated
from saolang.programme.evaluation.rules.blind import CaseFacts, SheetFacts, may_see
from saolang.programme.evaluation.rules.sheets import check_complete, digest, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.core.refusal import Refusal
    from saolang.core.scoring import CriteriaSet
    from saolang.programme.evaluation.models import Case
    from saolang.programme.evaluation.queries.councils import Roll

BUNDLE = "saolang-score-sheets-1"
OF_A_ROUND, OF_A_PRODUCT = 2, 3
"""How many numbers a bundle's code has after the session: seat and round, or seat, round and place on the list."""
READ_ALONG = (
    "case__session__council__place",
    "case__dossier__product",
    "case__dossier__edition",
    "membership__user",
    "signature",
)


def sheets_of(user: User) -> QuerySet[ScoreSheet]:
    """Return the person's own sheets, of seats of today, but those of products the person declared an interest in."""
    return with_all(own_sheets(user))


def own_sheets(user: User) -> QuerySet[ScoreSheet]:
    """Return the same without what they belong to."""
    own = ScoreSheet.objects.filter(membership__in=seated().filter(user=user).order_by())
    barred = own.filter(case__conflicts__membership__user=user)
    return own.exclude(pk__in=barred.order_by().values("pk"))


def with_all(sheets: QuerySet[ScoreSheet]) -> QuerySet[ScoreSheet]:
    """Read along what a sheet belongs to, without the file of the criteria, which is kept by its digest."""
    return sheets.select_related(*READ_ALONG).defer("case__dossier__edition__content")


def facts_of(roll: Roll, case: Case) -> CaseFacts:
    """Return how far the product is, as the rule of blind scoring asks it."""
    return CaseFacts(
        round=case.round,
        is_settled=case.state == CaseState.SETTLED,
        due=roll.due(case),
        signed=frozenset(sheet.membership_id for sheet in roll.sheets_in(case) if sheet.signature_id),
        conflicted=roll.conflicted(case),
    )


def sheets_visible_to(user: User, case: Case, roll: Roll | None = None) -> QuerySet[ScoreSheet]:
    """Return the sheets of the product, of every round, that the person may see: the rule is `rules.blind.may_see`.

    The person must see the session already (`sessions_visible_to`). `roll` is given where it has been read.
    """
    roll = roll or roll_of(case.session)
    case = roll.cases[case.pk]
    seat = membership_of(user, case.session.council)
    facts = facts_of(roll, case)
    seen = [
        sheet.pk
        for sheet in roll.sheets
        if sheet.case_id == case.pk
        and may_see(
            SheetFacts(sheet.membership_id, sheet.round, bool(sheet.signature_id)), facts, seat.pk if seat else None
        )
    ]
    return with_all(ScoreSheet.objects.filter(pk__in=seen))


class Progress(NamedTuple):
    """How far a member is with a product, as the secretary sees it: how many criteria are answered, of how many.

    An answer that nothing applies counts like any other, so the number says nothing of the points.
    """

    case: Case
    membership: Membership
    done: int
    of: int
    is_signed: bool


def progress_of(roll: Roll) -> list[Progress]:
    """Return how far each member is with each product due in the round it is in. One query."""
    open_sheets = [sheet for case in roll.cases.values() for sheet in roll.sheets_in(case)]
    answered: dict[int, set[str]] = defaultdict(set)
    lines = SheetLine.objects.filter(sheet__in=open_sheets).exclude(option="")
    for key, criterion in lines.values_list("sheet_id", "criterion"):
        answered[key].add(criterion)
    by_seat = {(sheet.case_id, sheet.membership_id): sheet for sheet in open_sheets}
    rows = []
    for case in roll.cases.values():
        criteria = sheet_of(case.dossier.edition).criteria.keys()
        for seat in sorted(roll.due(case)):
            sheet = by_seat.get((case.pk, seat))
            done = len(answered[sheet.pk] & criteria) if sheet else 0
            is_signed = bool(sheet and sheet.signature_id)
            rows.append(Progress(case, roll.seats[seat], done, len(criteria), is_signed))
    return rows


# Signing many at once --------------------


@dataclass(frozen=True)
class Bundle:
    """Sheets of one member that are signed together: in one round of a session all that are finished, or just one."""

    code: str
    session: Session
    membership: Membership
    sheets: list[ScoreSheet]
    texts: list[str]
    """The text of each sheet, in the order of the list."""

    @property
    def text(self) -> str:
        """What is signed: the digests of the sheets, so that one can be proved without showing the others."""
        digests = [digest(text) for text in self.texts]
        return canonical({"format": BUNDLE, "code": self.code, "sheets": digests})

    @property
    def sha256(self) -> str:
        return digest(self.text)


def bundle_code(session: Session, membership: Membership, number: int, case: Case | None = None) -> str:
    """Return the code under which the member signs the finished sheets of the round, or the one of the product."""
    code = f"{session.code}.{membership.pk}.{number}"
    return f"{code}.{case.position}" if case else code


def bundle(user: User, code: str) -> Bundle | None:
    """Return the person's own sheets of that code; None when there is nothing of the kind.

    Those are the finished ones nobody has signed; once all are signed, those that were signed last. Of a code that
    names a product it is that one sheet, finished or not.
    """
    session, _, rest = code.partition(".")
    numbers = _numbers(rest)
    if len(numbers) not in {OF_A_ROUND, OF_A_PRODUCT}:
        return None
    own = (
        sheets_of(user)
        .filter(case__session__code=session, membership=numbers[0], round=numbers[1])
        .order_by("case__position")
    )
    if len(numbers) == OF_A_PRODUCT:
        return _bundle(code, list(own.filter(case__position=numbers[2])))
    sheets = list(own)
    unsigned = [sheet for sheet in sheets if not sheet.signature_id]
    lines = lines_of(unsigned)
    finished = [sheet for sheet in unsigned if not incomplete(sheet, lines[sheet.pk])]
    if finished:
        return _bundle(code, finished)
    last = max((sheet.signature_id for sheet in sheets if sheet.signature_id), default=None)
    return _bundle(code, [sheet for sheet in sheets if last and sheet.signature_id == last])


def incomplete(sheet: ScoreSheet, lines: Iterable[SheetLine]) -> Refusal | None:
    """Answer what the sheet still lacks to be signed, naming the product and the criteria."""
    return check_complete(criteria_of(sheet), str(sheet.case.dossier.product), lines)


def lines_of(sheets: Iterable[ScoreSheet]) -> dict[int, list[SheetLine]]:
    """Return the lines by the sheet they stand on. One query."""
    lines: dict[int, list[SheetLine]] = defaultdict(list)
    for line in SheetLine.objects.filter(sheet__in=[sheet.pk for sheet in sheets]):
        lines[line.sheet_id].append(line)
    return lines


def criteria_of(sheet: ScoreSheet) -> CriteriaSet:
    """Return the criteria the sheet is of."""
    return sheet_of(sheet.case.dossier.edition)


def _numbers(text: str) -> list[int]:
    """Return the numbers between the points; none where one of them is no number."""
    numbers = [number for each in text.split(".") if (number := number_in(each)) is not None]
    return numbers if len(numbers) == text.count(".") + 1 else []


def _bundle(code: str, sheets: list[ScoreSheet]) -> Bundle | None:
    if not sheets:
        return None
    lines = lines_of(sheets)
    texts = [text_of(sheet, criteria_of(sheet), lines[sheet.pk]) for sheet in sheets]
    return Bundle(code, sheets[0].case.session, sheets[0].membership, sheets, texts)
