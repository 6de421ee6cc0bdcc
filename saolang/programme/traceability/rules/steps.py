"""The steps that come with the software, and whether a step may be recorded as it was told."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

import yaml
from django.conf import settings

from saolang.core.refusal import Refusal
from saolang.core.steps import Craft, Shape, read_craft
from saolang.core.text import gettext_noop
from saolang.programme.traceability.rules.lots import check_quantity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from pathlib import Path

    from saolang.core.steps import Step
    from saolang.core.stock import Stock
    from saolang.programme.traceability.models import Lot

DATA = settings.PACKAGE / "data" / "steps"
FILES = ("steps", "units", "sets", "columns")
MOST_LOTS = 20
"""Lots that go into one step: more than any craft mixes at once."""
EARLIEST_YEAR = 2000

IN_THE_FUTURE = Refusal(gettext_noop("Thời điểm này còn chưa tới. Hãy ghi lúc bước đó đã thực sự làm."))
TOO_LONG_AGO = Refusal(gettext_noop("Thời điểm này quá xa. Hãy ghi ngày từ năm 2000 đến nay."))
NO_LOT = Refusal(gettext_noop("Chưa chọn lô nào. Hãy chọn ít nhất một lô cho bước này."))
TOO_MANY_LOTS = Refusal(gettext_noop("Một bước chỉ nhận nhiều nhất 20 lô. Hãy chia thành nhiều bước."))
SAME_LOT_TWICE = Refusal(gettext_noop("Một lô được chọn hai lần. Hãy gộp lại thành một dòng."))
NO_QUANTITY = Refusal(gettext_noop("Chưa ghi số lượng. Hãy ghi số lượng của từng lô."))
OUT_OF_ITSELF = Refusal(gettext_noop("Lô làm ra không thể là chính lô đưa vào. Hãy ghi số lô khác."))
NO_NUMBER = Refusal(gettext_noop("Thiếu mã của lần ghi này. Hãy tải lại trang rồi ghi lại."))
NO_REASON = Refusal(gettext_noop("Hãy ghi lý do khai sai."))
WRONG_ALREADY = Refusal(gettext_noop("Bước này đã được khai là sai. Hãy tải lại trang."))
NOT_OF_THE_FORM = Refusal(
    gettext_noop("Bước này được gửi qua EPCIS. Hãy khai sai bằng chính chương trình đã gửi, để hai bên khớp nhau.")
)
TAKEN_ALREADY = Refusal(gettext_noop("Mã của lần ghi này đã dùng cho bước khác. Hãy tải lại trang rồi ghi lại."))
USED_SINCE = Refusal(
    gettext_noop("Lô làm ra ở bước này đã có bước sau. Hãy khai sai các bước sau trước, rồi quay lại.")
)
LABELLED_SINCE = Refusal(
    gettext_noop("Số lô làm ra ở bước này đã in lên tem nên lô phải còn. Hãy dùng “Ghi lại cho đúng” để sửa bước này.")
)
NOT_CAPTURED = gettext_noop("Bước này chưa được ghi: %(why)s Hãy sửa lại rồi ghi lại.")
MORE_THAN_LEFT = gettext_noop(
    "Lô %(lot)s chỉ còn %(left)s %(unit)s, không đủ %(wanted)s."
    " Hãy sửa số lượng, hoặc ghi lý do nếu cân lại thấy nhiều hơn."
)
NO_SUCH_SOURCE = gettext_noop(
    "Không tìm thấy lô “%(said)s”. Hãy ghi mã lô (LO-…) hoặc địa chỉ trên tem, hoặc để trống và ghi tên bên giao."
)
OWN_SOURCE = Refusal(
    gettext_noop("Lô đã nhận là lô của chính bạn. Hãy để trống, rồi ghi bước chế biến hoặc đóng gói cho lô đó.")
)
LESS_THAN_GONE = gettext_noop(
    "Sau khi sửa, lô %(lot)s còn ít hơn số đã dùng, đã giao. Hãy sửa số lượng, hoặc khai sai các bước sau trước."
)
BEFORE_IT_WAS_MADE = gettext_noop(
    "Lô %(lot)s làm ra ngày %(made)s, sau ngày của bước này. Hãy sửa ngày hoặc chọn lô khác."
)


@lru_cache(maxsize=1)
def craft() -> Craft:
    """Return the steps, units, usual steps and columns of `data/steps`."""
    return craft_of(DATA)


def craft_of(folder: Path) -> Craft:
    """Return what the files of the folder say. Raises ValueError for one that is not in order."""
    contents = {name: (folder / f"{name}.yaml").read_bytes() for name in FILES}
    digest = hashlib.sha256(b"".join(contents.values())).hexdigest()
    return read_craft(**{name: yaml.safe_load(content) for name, content in contents.items()}, digest=digest)


def namespace() -> str:
    """Return what "ocop:" stands for in the events of this installation."""
    return f"{settings.BASE_URL}/ns/ocop/"


def check_number(event_id: str) -> Refusal | None:
    """Require the number drawn by the page or the browser: urn:uuid and a UUID, by which an event counts once."""
    prefix, _, number = event_id.rpartition(":")
    try:
        is_one = prefix == "urn:uuid" and str(UUID(number)) == number
    except ValueError:
        is_one = False
    return None if is_one else NO_NUMBER


def check_moment(at: datetime, now: datetime) -> Refusal | None:
    if at.year < EARLIEST_YEAR:
        return TOO_LONG_AGO
    return IN_THE_FUTURE if at > now else None


def check_lots(step: Step, taken: Sequence[tuple[Lot, Decimal | None]], made: Lot | None, day: date) -> Refusal | None:
    """Answer whether a step of that day may be about the lots: as many as its shape wants, each once, there by then."""
    lots = [lot for lot, _quantity in taken]
    if step.takes and not lots:
        return NO_LOT
    if len(lots) > MOST_LOTS:
        return TOO_MANY_LOTS
    if len({lot.pk for lot in lots}) < len(lots):
        return SAME_LOT_TWICE
    if made and made.pk in {lot.pk for lot in lots}:
        return OUT_OF_ITSELF
    return next(filter(None, (_check_taken(step, lot, quantity, day) for lot, quantity in taken)), None)


def _check_taken(step: Step, lot: Lot, quantity: Decimal | None, day: date) -> Refusal | None:
    if lot.made_on and lot.made_on > day:
        return Refusal(BEFORE_IT_WAS_MADE, lot=lot.number, made=f"{lot.made_on:%d/%m/%Y}")
    if quantity is None:
        return NO_QUANTITY if step.lessens or step.shape == Shape.GROUP else None
    return check_quantity(quantity)


def check_unmaking(*, is_told: bool, is_labelled: bool) -> Refusal | None:
    """Answer whether a lot may be undone. `is_told` is whether a step that counts is about it."""
    if is_labelled:
        return LABELLED_SINCE
    return USED_SINCE if is_told else None


def check_left(lot: Lot, stock: Stock, wanted: Decimal, *, unit: str, reason: str) -> Refusal | None:
    """Answer whether so much may be taken of the lot: no more than is left of it by its events, or with a reason.

    A lot of which nobody said how much there is may be taken from freely. `unit` is its unit in words.
    """
    if not stock.is_exact or wanted <= stock.left or reason.strip():
        return None
    left = max(stock.left, type(stock.left)(0))
    return Refusal(MORE_THAN_LEFT, lot=lot.number, left=_plain(left), wanted=_plain(wanted), unit=unit)


def _plain(quantity: Decimal) -> str:
    """Return the quantity as people here write it: 12,5."""
    return f"{quantity.normalize():f}".replace(".", ",")
