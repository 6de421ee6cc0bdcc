"""Who may form GS1 numbers: the holder of the company prefix they begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.gs1.prefixes import LONGEST, Use, check_prefix, issuer_of, stands_under
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from saolang.programme.traceability.models import CompanyPrefix

ENDED = Refusal(gettext_noop("Tiền tố này đã kết thúc. Hãy ghi lần cấp mới."))


def check_new(prefix: str, began_on: date, today: date) -> Refusal | None:
    """Answer whether a prefix may be entered at all: its digits, and a first day that has come."""
    try:
        check_prefix(prefix)
    except Refusal as refusal:
        return refusal
    if began_on > today:
        return Refusal(gettext_noop("Ngày được cấp chưa đến. Hãy xem lại ngày trên giấy chứng nhận."))
    return None


def check_free(prefix: str, others: Collection[CompanyPrefix]) -> Refusal | None:
    """Refuse a prefix of which a part is another's, or that is part of another's: numbers would have two owners."""
    for other in others:
        if other.prefix.startswith(prefix) or prefix.startswith(other.prefix):
            return Refusal(
                gettext_noop("Tiền tố %(prefix)s trùng với tiền tố %(other)s của %(holder)s. Hãy kiểm tra lại giấy."),
                prefix=prefix,
                other=other.prefix,
                holder=other.producer.name,
            )
    return None


def overlapping(prefix: str) -> list[str]:
    """Return every shorter prefix that would hold this one, itself included."""
    return [prefix[:length] for length in range(1, min(len(prefix), LONGEST) + 1)]


def warning_of(key: str, held: Collection[str]) -> Refusal | None:
    """Say what is doubtful about a GTIN-14 or GLN-13 of somebody who holds those prefixes; None where nothing is.

    A warning, not a refusal: an office may not have entered the prefix yet, and a small producer may use a number its
    cooperative gave it.
    """
    use = issuer_of(key).use
    if use is Use.RESTRICTED:
        return Refusal(
            gettext_noop(
                "Mã %(key)s chỉ dùng trong nội bộ (tiền tố 020–029, 040–049, 200–299), nơi khác không hiểu mã này."
            ),
            key=key,
        )
    if use is Use.DEMONSTRATION:
        return Refusal(gettext_noop("Mã %(key)s thuộc tiền tố 952, chỉ để minh họa, không phải hàng thật."), key=key)
    if any(stands_under(key, prefix) for prefix in held):
        return None
    if held:
        return Refusal(
            gettext_noop(
                "Mã %(key)s không bắt đầu bằng tiền tố nào của chủ thể (%(held)s). Hãy kiểm tra ai được cấp mã."
            ),
            key=key,
            held=", ".join(sorted(held)),
        )
    return Refusal(
        gettext_noop("Chưa ghi tiền tố mã doanh nghiệp nào của chủ thể, nên chưa rõ ai được cấp mã %(key)s."), key=key
    )
