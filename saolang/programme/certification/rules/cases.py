"""Findings that may cost a certificate (D26, Article 8), and print runs that bear the mark (Article 9)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from saolang.core.lifecycle import HELD
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.rules import NO_REASON
from saolang.programme.certification.rules.certificates import IN_THE_FUTURE, NOT_RECORDED

if TYPE_CHECKING:
    from datetime import date

    from saolang.programme.certification.models import CaseToAnswer, MarkRun, Recognition

DAYS_TO_DECIDE = timedelta(days=15)
"""D26, Article 8, says 15 days; we count calendar days, the day of the finding as none (not confirmed)."""
GROUNDS = tuple(ground for ground in RevocationGround if ground != RevocationGround.NOT_RENEWED)
"""The six of D26, Article 8."""
NOT_A_GROUND = Refusal(gettext_noop("Căn cứ này không có trong Điều 8. Hãy chọn một trong sáu căn cứ."))
ANSWERED = Refusal(gettext_noop("Vụ việc này đã có kết quả xử lý. Hãy tải lại trang."))
NOTHING_PRINTED = Refusal(gettext_noop("Số lượng in phải lớn hơn 0."))
CLOSED = Refusal(gettext_noop("Lượt in này đã được kiểm kê. Hãy tải lại trang."))
STILL_VALID = Refusal(gettext_noop("Chứng nhận còn hiệu lực, chưa cần kiểm kê phần còn lại."))


def decide_by(found_on: date) -> date:
    """Return the last day for the decision on what was found that day."""
    return found_on + DAYS_TO_DECIDE


def check_case(recognition: Recognition, ground: str, note: str, *, found_on: date, today: date) -> Refusal | None:
    """Answer whether the finding may be entered against the recognition."""
    if recognition.withdrawn_at is not None:
        return NOT_RECORDED
    if ground not in GROUNDS:
        return NOT_A_GROUND
    if not note.strip():
        return NO_REASON
    if found_on > today:
        return IN_THE_FUTURE
    if found_on < recognition.began_on:
        return Refusal(
            gettext_noop("Ngày kết luận trước ngày công nhận %(day)s. Hãy xem lại ngày."),
            day=f"{recognition.began_on:%d/%m/%Y}",
        )
    return None


def check_answer(case: CaseToAnswer, reason: str) -> Refusal | None:
    """Answer whether the case may be closed with the words."""
    if case.answered_at is not None:
        return ANSWERED
    return None if reason.strip() else NO_REASON


def check_run(recognition: Recognition, state: str | None, *, quantity: int, on: date, today: date) -> Refusal | None:
    """Refuse a print run of no packs, of a day to come, or of one on which the certificate did not hold.

    `state` is the certificate's on the day of printing.
    """
    if recognition.withdrawn_at is not None:
        return NOT_RECORDED
    if quantity < 1:
        return NOTHING_PRINTED
    if on > today:
        return IN_THE_FUTURE
    if state in HELD:
        return None
    return Refusal(
        gettext_noop("Ngày in %(day)s chứng nhận không có hiệu lực, nên không được in nhãn hiệu OCOP."),
        day=f"{on:%d/%m/%Y}",
    )


def check_account(run: MarkRun, *, left_over: int, is_held: bool) -> Refusal | None:
    """Answer whether what is left of the run may be accounted for: once, when the certificate no longer holds."""
    if run.closed_at is not None:
        return CLOSED
    if is_held:
        return STILL_VALID
    if 0 <= left_over <= run.quantity:
        return None
    return Refusal(gettext_noop("Số còn lại phải từ 0 đến %(most)s."), most=run.quantity)
