"""When a certificate may be issued, replaced, passed on or suspended, and what it is numbered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.lifecycle import HELD
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.rules import NO_REASON

if TYPE_CHECKING:
    from datetime import date

    from saolang.programme.certification.models import Certificate, Recognition, Suspension
    from saolang.programme.registry.models import Producer

CODE_PREFIX = "GN"
ISSUED_ALREADY = Refusal(gettext_noop("Lần công nhận này đã có giấy chứng nhận. Hãy cấp lại từ giấy đã có."))
NOT_RECORDED = Refusal(gettext_noop("Lần công nhận này đã được rút lại. Hãy tải lại trang."))
NO_DECISION = Refusal(gettext_noop("Lần công nhận này chưa ghi quyết định. Hãy ghi quyết định rồi cấp giấy."))
NO_HOLDER = Refusal(gettext_noop("Chưa rõ chủ thể của sản phẩm vào ngày cấp. Hãy ghi chủ thể rồi cấp giấy."))
NO_PROVINCE = Refusal(
    gettext_noop("Chưa rõ tỉnh của sản phẩm vào ngày cấp. Hãy ghi địa bàn của sản phẩm rồi cấp giấy.")
)
IN_THE_FUTURE = Refusal(gettext_noop("Ngày này còn chưa tới. Hãy chọn hôm nay hoặc một ngày đã qua."))
REPLACED_ALREADY = Refusal(gettext_noop("Giấy này đã được thay bằng giấy khác. Hãy làm trên giấy mới."))
SAME_HOLDER = Refusal(
    gettext_noop("Chủ thể của sản phẩm chưa đổi. Hãy ghi việc kế thừa hoặc chủ thể mới trước, rồi chuyển giấy.")
)
OTHER_HOLDER = Refusal(gettext_noop("Sản phẩm đã sang chủ thể khác. Hãy chuyển giấy cho chủ thể mới thay vì cấp lại."))
SUSPENDED_ALREADY = Refusal(gettext_noop("Chứng nhận này đang bị tạm dừng. Hãy khôi phục trước khi tạm dừng lần khác."))
NOT_SUSPENDED = Refusal(gettext_noop("Chứng nhận này không còn bị tạm dừng. Hãy tải lại trang."))


def series_of(province: str, year: int) -> str:
    """Return the series in which the certificates of a province (its code, "92") are numbered in a year.

    By the code alone: the unit that bears it may be another on the next map, its numbers go on.
    """
    return f"certificate/{province}/{year}"


def number_of(sequence: int, province: str, year: int) -> str:
    """Return a certificate's number: 0042/2026/GCN-OCOP-92 is the 42nd of 2026 in province 92.

    The form is ours: D26 prints none.
    """
    return f"{sequence:04d}/{year}/GCN-OCOP-{province}"


def check_issue(
    recognition: Recognition, holder: Producer | None, state: str | None, *, on: date, today: date
) -> Refusal | None:
    """Answer whether the recognition, in that state on the day, may be given its first certificate on it."""
    if recognition.withdrawn_at is not None:
        return NOT_RECORDED
    if recognition.decision_id is None:
        return NO_DECISION
    return check_day(recognition, state, on=on, today=today) or (None if holder else NO_HOLDER)


def check_day(recognition: Recognition, state: str | None, *, on: date, today: date) -> Refusal | None:
    """Require a day that has come, on which the product bore its stars by this recognition."""
    if on > today:
        return IN_THE_FUTURE
    if state in HELD:
        return None
    return Refusal(
        gettext_noop(
            "Ngày %(day)s chứng nhận không có hiệu lực (cấp %(since)s, đến hết %(until)s). Hãy chọn ngày khác."
        ),
        day=f"{on:%d/%m/%Y}",
        since=f"{recognition.began_on:%d/%m/%Y}",
        until=f"{recognition.expires_on:%d/%m/%Y}",
    )


def check_replacement(
    certificate: Certificate, holder: Producer | None, reason: str, *, is_replaced: bool
) -> Refusal | None:
    """Answer whether a new certificate may be issued for one that was lost or damaged, or whose data has changed."""
    if refusal := _check_current(certificate, holder, reason, is_replaced=is_replaced):
        return refusal
    return None if holder and holder.pk == certificate.holder_id else OTHER_HOLDER


def check_transfer(
    certificate: Certificate, holder: Producer | None, reason: str, *, is_replaced: bool
) -> Refusal | None:
    """Answer whether the certificate may pass to the producer that owns the product now."""
    if refusal := _check_current(certificate, holder, reason, is_replaced=is_replaced):
        return refusal
    return SAME_HOLDER if holder and holder.pk == certificate.holder_id else None


def _check_current(
    certificate: Certificate, holder: Producer | None, reason: str, *, is_replaced: bool
) -> Refusal | None:
    if is_replaced:
        return REPLACED_ALREADY
    if certificate.recognition.withdrawn_at is not None:
        return NOT_RECORDED
    if not reason.strip():
        return NO_REASON
    return None if holder else NO_HOLDER


def check_suspension(
    recognition: Recognition, state: str | None, *, on: date, today: date, is_suspended: bool
) -> Refusal | None:
    """Answer whether the certificate, in that state on the day, may be suspended from it on."""
    if recognition.withdrawn_at is not None:
        return NOT_RECORDED
    return SUSPENDED_ALREADY if is_suspended else check_day(recognition, state, on=on, today=today)


def check_lifting(suspension: Suspension, reason: str, *, on: date, today: date) -> Refusal | None:
    """Answer whether the suspension may end on the day, the first on which the certificate counts again."""
    if suspension.withdrawn_at is not None or suspension.ended_on is not None:
        return NOT_SUSPENDED
    if not reason.strip():
        return NO_REASON
    return IN_THE_FUTURE if on > today else None
