"""Whether an officer may vouch for an event, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import Assurance

if TYPE_CHECKING:
    from datetime import date

    from saolang.programme.traceability.models import Event, EventCheck

VOUCHING = (Assurance.CHECKED, Assurance.INSPECTED)
"""What an officer says of an event; that the producer declared it says itself."""
LONGEST_OFFICE, LONGEST_NOTE = 200, 300

NOT_A_LEVEL = Refusal(gettext_noop("Hãy chọn một mức: đã kiểm, hoặc đã kiểm tra tại chỗ."))
A_CORRECTION = Refusal(gettext_noop("Đây là lời khai rằng một bước đã ghi sai, không phải một bước để kiểm."))
WRONG = Refusal(gettext_noop("Chủ thể đã khai bước này là sai nên không kiểm nữa. Hãy kiểm bước ghi lại cho đúng."))
CHECKED_ALREADY = Refusal(gettext_noop("Bước này đã có người kiểm. Hãy tải lại trang; muốn đổi thì rút lần kiểm đó."))
NO_OFFICE = Refusal(gettext_noop("Hãy ghi đơn vị kiểm; tên này hiện trên trang người mua quét."))
TOO_LONG = Refusal(gettext_noop("Tên đơn vị dài nhất 200 ký tự, nội dung dài nhất 300 ký tự. Hãy viết ngắn lại."))
IN_THE_FUTURE = Refusal(gettext_noop("Ngày kiểm còn chưa tới. Hãy chọn hôm nay hoặc một ngày đã qua."))
BEFORE_THE_EVENT = Refusal(gettext_noop("Ngày kiểm trước ngày làm bước này. Hãy sửa lại ngày kiểm."))
WITHDRAWN_ALREADY = Refusal(gettext_noop("Lần kiểm này đã được rút lại. Hãy tải lại trang."))
NO_REASON = Refusal(gettext_noop("Hãy ghi vì sao rút lần kiểm này."))


def check_vouchable(event: Event, *, is_wrong: bool, is_checked: bool) -> Refusal | None:
    """Answer whether the event is one to vouch for. `is_wrong` is whether it was declared wrong."""
    if event.declared_at is not None:
        return A_CORRECTION
    if is_wrong:
        return WRONG
    return CHECKED_ALREADY if is_checked else None


def check_vouching(
    event: Event,
    assurance: str,
    *,
    office: str,
    note: str,
    checked_on: date,
    today: date,
    happened_on: date,
    is_wrong: bool,
    is_checked: bool,
) -> Refusal | None:
    """Answer whether the event may be vouched for in those words."""
    if refusal := check_vouchable(event, is_wrong=is_wrong, is_checked=is_checked):
        return refusal
    if assurance not in VOUCHING:
        return NOT_A_LEVEL
    if not office.strip():
        return NO_OFFICE
    if len(office) > LONGEST_OFFICE or len(note) > LONGEST_NOTE:
        return TOO_LONG
    if checked_on > today:
        return IN_THE_FUTURE
    return BEFORE_THE_EVENT if checked_on < happened_on else None


def check_withdrawal(check: EventCheck, reason: str) -> Refusal | None:
    if check.withdrawn_at is not None:
        return WITHDRAWN_ALREADY
    return None if reason.strip() else NO_REASON
