"""What may stand on a score sheet, when it is complete, and the very text that is signed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from saolang.base.audit.rules import canonical
from saolang.core.refusal import Refusal
from saolang.core.scoring import ZERO, Rating, Sheet, rate_sheet, score
from saolang.core.text import gettext_noop
from saolang.programme.evaluation.choices import CASE, FOUND, NOTHING, REMARKS, SCORED, SessionState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from saolang.core.scoring import CriteriaSet
    from saolang.programme.evaluation.models import Case, Membership, ScoreSheet, SheetLine

FORMAT = "saolang-score-sheet-1"
NOT_YOUR_SHEET = Refusal(gettext_noop("Chỉ ủy viên có tên trên phiếu mới chấm phiếu này."))
LEFT_THE_COUNCIL = Refusal(gettext_noop("Bạn không còn là ủy viên của hội đồng, nên không chấm được nữa."))
DOES_NOT_SCORE = Refusal(gettext_noop("Thư ký hội đồng không chấm điểm."))
HAS_A_CONFLICT = Refusal(gettext_noop("Có khai báo xung đột lợi ích với sản phẩm này, nên ủy viên không chấm."))
NOT_OPEN = Refusal(gettext_noop("Phiên chưa mở để chấm. Hãy chờ thư ký mở phiên."))
CLOSED = Refusal(gettext_noop("Phiên đã kết thúc, nên không chấm được nữa."))
ROUND_OVER = Refusal(gettext_noop("Vòng chấm này đã xong với sản phẩm này. Hãy tải lại trang."))
SIGNED = Refusal(gettext_noop("Phiếu đã ký, nên không sửa được nữa."))
NOT_OF_THE_FIRST = Refusal(gettext_noop("Chỉ ủy viên đã chấm sản phẩm này ở vòng trước mới chấm lại các tiêu chí này."))
REMARKS_ARE_WORDS = Refusal(gettext_noop("Nhận xét chung chỉ có lời, không có lựa chọn. Hãy tải lại trang."))
NOT_PRESENT = Refusal(gettext_noop("Bạn chưa được ghi có mặt ở phiên này. Hãy báo thư ký."))


def may_score(case: Case, membership: Membership) -> Refusal | None:
    """Answer whether the member may fill in a sheet of the product now, conflicts and attendance aside."""
    if membership.until is not None:
        return LEFT_THE_COUNCIL
    state = case.session.state
    if state != SessionState.OPEN:
        return NOT_OPEN if state == SessionState.PLANNED else CLOSED
    return None if case.state in SCORED else ROUND_OVER


def may_change(sheet: ScoreSheet, by: str) -> Refusal | None:
    """Answer whether whoever it is may change the sheet now."""
    if by != sheet.membership.user.actor:
        return NOT_YOUR_SHEET
    if sheet.signature_id:
        return SIGNED
    if refusal := may_score(sheet.case, sheet.membership):
        return refusal
    return None if sheet.round == sheet.case.round else ROUND_OVER


def check_choice(criteria_set: CriteriaSet, case: Case, criterion: str, option: str) -> Refusal | None:
    """Answer whether the sheet has such a line, such an option on it, and whether this round is about it."""
    asked = criterion.removesuffix(CASE)
    if case.rescored_criteria and criterion != REMARKS and asked not in case.rescored_criteria:
        return Refusal(
            gettext_noop("Vòng này chỉ chấm lại tiêu chí %(criteria)s, không chấm lại %(criterion)s."),
            criteria=", ".join(case.rescored_criteria),
            criterion=criterion,
        )
    if criterion == REMARKS:
        return REMARKS_ARE_WORDS if option else None
    try:
        score(criteria_set, _alone(criteria_set, criterion, option))
    except Refusal as refusal:
        return refusal
    return None


def filled(criteria_set: CriteriaSet, lines: Iterable[SheetLine]) -> Sheet:
    """Return what stands on the lines as a sheet that can be scored. Every line was checked when it was written."""
    answered = [line for line in lines if line.option not in {"", NOTHING}]
    choices = {line.criterion: line.option for line in answered if line.criterion in criteria_set.criteria}
    cases = {line.criterion.removesuffix(CASE): line.option for line in answered if line.criterion.endswith(CASE)}
    return Sheet(choices, cases, frozenset(line.criterion for line in answered if line.option == FOUND))


def unanswered(criteria_set: CriteriaSet, lines: Iterable[SheetLine]) -> list[str]:
    """Return the criteria without an answer, in the order of the sheet.

    One that counts only where another has points needs none where that one has been answered with nothing.
    """
    lines = list(lines)
    answered = {line.criterion for line in lines if line.option}
    worth = score(criteria_set, filled(criteria_set, lines))
    return [
        code
        for code, criterion in criteria_set.criteria.items()
        if code not in answered and not (criterion.needs in answered and worth[criterion.needs] == ZERO)
    ]


def check_complete(criteria_set: CriteriaSet, product: str, lines: Iterable[SheetLine]) -> Refusal | None:
    """Answer whether the sheet can be signed: every criterion answered, every ground found with its reason."""
    lines = list(lines)
    if missing := unanswered(criteria_set, lines):
        return Refusal(
            gettext_noop("Phiếu của “%(product)s” còn thiếu tiêu chí %(criteria)s. Hãy chấm đủ rồi ký."),
            product=product,
            criteria=", ".join(missing),
        )
    bare = [line.criterion for line in lines if line.option == FOUND and not line.reason.strip()]
    if bare:
        return Refusal(
            gettext_noop("Phiếu của “%(product)s” nêu căn cứ loại %(grounds)s mà chưa ghi lý do."),
            product=product,
            grounds=", ".join(bare),
        )
    return None


def rated(criteria_set: CriteriaSet, lines: Iterable[SheetLine]) -> Rating[Decimal]:
    """Return what the sheet alone comes to."""
    return rate_sheet(criteria_set, filled(criteria_set, lines))


def code_of(sheet: ScoreSheet) -> str:
    """Return the code of a sheet in the list of changes: session, place on its list, seat, round."""
    return f"{sheet.case.session.code}.{sheet.case.position}.{sheet.membership_id}.{sheet.round}"


def text_of(sheet: ScoreSheet, criteria_set: CriteriaSet, lines: Iterable[SheetLine]) -> str:
    """Return the sheet as the text whose digest is signed and stands in the tree of its session.

    Its salt is part of it, so that nobody who knows the digest finds the sheet by trying. The name is the one that was
    signed with, which stays when a person's own is erased.
    """
    lines = sorted(lines, key=lambda line: line.criterion)
    dossier = sheet.case.dossier
    rating = rated(criteria_set, lines)
    return canonical(
        {
            "format": FORMAT,
            "code": code_of(sheet),
            "dossier": dossier.code,
            "criteria": dossier.edition.code,
            "criteria_sha256": dossier.edition.sha256,
            "member": sheet.signature.name if sheet.signature else sheet.membership.user.full_name,
            "seat": sheet.membership.seat,
            "lines": [[line.criterion, line.option, line.reason] for line in lines],
            "total": str(rating.total),
            "knock_outs": [each.code for each in rating.knocked_out],
            "salt": sheet.salt,
        }
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _alone(criteria_set: CriteriaSet, criterion: str, option: str) -> Sheet:
    """Return a sheet with nothing but the line, for the set to refuse what it does not have."""
    if criterion in criteria_set.criteria:
        return Sheet({criterion: option} if option not in {"", NOTHING} else {})
    if criterion.endswith(CASE):
        return Sheet(cases={criterion.removesuffix(CASE): option})
    if option not in {"", FOUND}:
        raise Refusal(
            gettext_noop("Tiêu chí %(criterion)s không có lựa chọn %(option)s."), criterion=criterion, option=option
        )
    return Sheet(knock_outs=frozenset({criterion}))
