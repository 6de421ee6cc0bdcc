"""Whether a lot may be entered or revised as it was told, and which number is proposed for the next one."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from saolang.core.gs1.keys import check_lot as check_digits
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from saolang.programme.traceability.models import Lot

CODE_PREFIX = "LO"
MOST_QUANTITY = Decimal(10) ** 11
LONGEST_NUMBER = 20
MOST_LIFE = 36_525
"""Days; a lot that keeps for longer than a hundred years was written wrong."""

NO_THING = Refusal(gettext_noop("Chưa rõ lô này là của sản phẩm hay nguyên liệu nào. Hãy chọn hoặc ghi tên."))
OF_ANOTHER = Refusal(gettext_noop("Sản phẩm này không phải của chủ thể vào ngày làm ra lô. Hãy chọn sản phẩm khác."))
NOT_OF_ANOTHER_PLACE = Refusal(gettext_noop("Địa điểm này không phải của chủ thể, hoặc đã đóng. Hãy chọn nơi khác."))
UNKNOWN_UNIT = Refusal(gettext_noop("Đơn vị tính này chưa có trong hệ thống. Hãy chọn một đơn vị trong danh sách."))
NOTHING_OF_IT = Refusal(gettext_noop("Số lượng phải lớn hơn 0. Hãy sửa lại."))
TOO_MUCH = Refusal(gettext_noop("Số lượng này quá lớn. Hãy kiểm tra lại, hoặc chọn đơn vị lớn hơn."))
TOO_FINE = Refusal(
    gettext_noop("Số lượng có nhiều nhất ba chữ số sau dấu phẩy. Hãy làm tròn, hoặc chọn đơn vị nhỏ hơn.")
)
IN_THE_FUTURE = Refusal(gettext_noop("Ngày làm ra còn chưa tới. Hãy chọn hôm nay hoặc một ngày đã qua."))
KEEPS_NO_DAY = Refusal(gettext_noop("Hạn sử dụng phải sau ngày làm ra. Hãy sửa lại một trong hai ngày."))
KEEPS_TOO_LONG = Refusal(gettext_noop("Hạn sử dụng quá xa. Hãy kiểm tra lại."))
TAKEN = gettext_noop("Số lô %(number)s đã dùng cho sản phẩm hoặc nguyên liệu này. Hãy ghi số khác, ví dụ %(free)s.")
CHANGED = Refusal(gettext_noop("Lô này vừa được người khác sửa. Hãy tải lại trang rồi sửa lại."))
NUMBER_IS_OUT = Refusal(
    gettext_noop("Số lô đã nằm trong các bước đã ghi hoặc trên tem đã in nên không đổi được. Hãy lập lô mới.")
)
UNIT_IS_OUT = Refusal(
    gettext_noop("Lô đã có bước được ghi theo đơn vị này nên không đổi được đơn vị. Hãy khai sai các bước đó trước.")
)
_LAST_DIGITS = re.compile(r"^(.*?)([0-9]+)$", re.ASCII)


def check_lot(lot: Lot, *, today: date, units: Collection[str]) -> Refusal | None:
    """Answer whether the lot may be entered so, apart from whether its number is taken."""
    if lot.product is None and not lot.material:
        return NO_THING
    if refusal := check_number(lot.number):
        return refusal
    if lot.unit not in units:
        return UNKNOWN_UNIT
    if lot.quantity is not None and (refusal := check_quantity(lot.quantity)):
        return refusal
    if lot.location and (lot.location.producer_id != lot.producer_id or lot.location.closed_at):
        return NOT_OF_ANOTHER_PLACE
    return _check_days(lot, today)


def check_number(number: str) -> Refusal | None:
    """Require up to 20 characters of GS1 character set 82, as AI 10 has them."""
    try:
        check_digits(number)
    except Refusal as refusal:
        return refusal
    return None


def check_quantity(quantity: Decimal) -> Refusal | None:
    """Require what a row can hold: more than nothing, three decimals at most."""
    if not quantity.is_finite() or quantity >= MOST_QUANTITY:
        return TOO_MUCH
    if quantity <= 0:
        return NOTHING_OF_IT
    exponent = quantity.normalize().as_tuple().exponent
    return TOO_FINE if isinstance(exponent, int) and exponent < -3 else None  # noqa: PLR2004 - decimals of the column


def check_version(lot: Lot, version: int) -> Refusal | None:
    return None if lot.version == version else CHANGED


def taken(number: str, free: str) -> Refusal:
    """Refuse a number another lot of the same goods bears, and name one that is free."""
    return Refusal(TAKEN, number=number, free=free)


def next_number(latest: str, taken_numbers: Collection[str], day: date) -> str:
    """Propose a number: the latest one counted on, or the first of the day ("L261123-01") where there is none.

    A latest number that is itself one of a day, of another day, begins the day's own count.
    """
    parts = None if re.fullmatch(r"L[0-9]{6}-[0-9]{2,}", latest, re.ASCII) else _LAST_DIGITS.match(latest)
    head, digits = parts.groups() if parts else (f"L{day:%y%m%d}-", "00")
    for count in range(int(digits) + 1, int(digits) + len(taken_numbers) + 2):
        proposed = f"{head}{count:0{len(digits)}d}"
        if proposed not in taken_numbers and len(proposed) <= LONGEST_NUMBER:
            return proposed
    return ""


def _check_days(lot: Lot, today: date) -> Refusal | None:
    if lot.made_on and lot.made_on > today:
        return IN_THE_FUTURE
    if lot.best_before is None:
        return None
    begun = lot.made_on or lot.best_before
    if lot.best_before < begun:
        return KEEPS_NO_DAY
    return KEEPS_TOO_LONG if (lot.best_before - begun).days > MOST_LIFE else None
