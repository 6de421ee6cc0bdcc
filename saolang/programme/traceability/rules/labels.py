"""Labels: what they are printed on, what stands on each, and whether a run of them may be printed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.utils.text import Truncator

from saolang.base.kit.codes import ALPHABET
from saolang.base.kit.languages import in_language_read
from saolang.base.papers.rules.wording import MADE_UP
from saolang.core.lifecycle import HELD
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.rules import check_not_merged
from saolang.programme.traceability.choices import Carrier
from saolang.programme.traceability.rules.carriers import LEAST_MODULE_MM, content_of, drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.core.refusal import Refusal as Answer
    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.models import LabelRun, Lot

SHEETS = settings.PACKAGE / "data" / "labels" / "sheets.yaml"
CODE_PREFIX = "IN"
MOST = 10_000
"""Labels of one run."""
SERIAL_LENGTH = 13
"""Characters of base 32: 65 random bits, so that none can be guessed from another."""
LONGEST_SERIAL = "0" * SERIAL_LENGTH
LONGEST_NAME = 70
"""Characters of a product's name on a label; the page behind the code says the rest."""
GTIN13_STARTS = "0"
EDGE_MM = 1.0
"""Left white along a label's edges: cutting is not exact."""
WIDEST_MODULE_MM = 0.6
"""A code printed larger is read no better, and leaves less room for words."""
BAR_SHARE = 0.5
"""Of a label's height that bars may take, so that digits and words fit below them."""
LOW_MM = 25
"""On a label lower than this the maker's name is left to the page behind the code."""
CODE_SHARE = 0.55
"""Of a label's width that a square code may take, so that words fit beside it."""

NEEDS_GTIN = Refusal(
    gettext_noop("Sản phẩm chưa có GTIN nên chỉ in được mã QR của tỉnh. Hãy chọn mã QR, hoặc ghi GTIN của sản phẩm.")
)
NOT_GTIN13 = Refusal(
    gettext_noop("GTIN của sản phẩm không phải loại 13 chữ số nên không in thành EAN-13. Hãy chọn loại mã khác.")
)
NO_SERIAL_IN_EAN13 = Refusal(
    gettext_noop("Mã vạch EAN-13 không chứa được số riêng của từng tem. Hãy chọn mã QR hoặc GS1 DataMatrix.")
)
NOT_HELD = Refusal(
    gettext_noop("Hôm nay sản phẩm không có chứng nhận còn hiệu lực, nên tem không được in hạng sao. Hãy bỏ phần đó.")
)
LOT_OF_ANOTHER = Refusal(gettext_noop("Lô này không phải của sản phẩm đã chọn. Hãy chọn lại lô."))
LOT_RECALLED = Refusal(gettext_noop("Lô này đang bị thu hồi nên không được in tem. Hãy chọn lô khác."))
DEMONSTRATION_ONLY = Refusal(
    gettext_noop(
        "GTIN bắt đầu bằng 952 chỉ để minh họa, không dùng cho hàng thật. Hãy ghi GTIN của chủ thể, hoặc để trống"
        " để dùng mã của tỉnh."
    )
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of labels, in millimetres; on a roll, one label."""

    code: str
    words: Mapping[str, str]
    page: tuple[float, float]
    label: tuple[float, float]
    columns: int
    rows: int
    first: tuple[float, float]
    step: tuple[float, float]

    @property
    def name(self) -> str:
        """Return what it is called in the reader's language, else in Vietnamese."""
        return in_language_read(self.words)

    @property
    def on_a_page(self) -> int:
        return self.columns * self.rows


@cache
def sheets() -> dict[str, Sheet]:
    """Return what labels can be printed on, by code, in the order in which they are offered."""
    told = yaml.safe_load(SHEETS.read_text("utf-8"))["sheets"]
    return {
        each["code"]: Sheet(
            each["code"],
            each["name"],
            tuple(each["page"]),
            tuple(each["label"]),
            each["columns"],
            each["rows"],
            tuple(each["first"]),
            tuple(each["step"]),
        )
        for each in told
    }


def new_serial() -> str:
    """Return a serial number nobody can guess: 13 characters of base 32."""
    number = secrets.randbits(5 * SERIAL_LENGTH)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (SERIAL_LENGTH - 1), -1, -5))


def check_run(run: LabelRun, *, state: str | None, is_recalled: bool, uses_demonstration: bool) -> Answer | None:
    """Answer whether the run may be printed. `state` is that of the product's certificate today, if it has one.

    `uses_demonstration` says that the product's GTIN is of those GS1 keeps for examples.
    """
    if refusal := check_not_merged(run.product) or _check_quantity(run.quantity):
        return refusal
    if uses_demonstration and not (settings.DEMONSTRATION or run.product.origin == Origin.MADE_UP):
        return DEMONSTRATION_ONLY
    if run.lot and (refusal := _check_lot(run.lot, run.product, is_recalled=is_recalled)):
        return refusal
    if run.bears_stars and state not in HELD:
        return NOT_HELD
    return check_carrier(run.carrier, run.product, is_serialised=run.is_serialised) or _check_size(run)


def check_carrier(carrier: str, product: Product, *, is_serialised: bool) -> Answer | None:
    """Answer whether the product may have the carrier."""
    if carrier == Carrier.QR:
        return None
    if not product.gtin:
        return NEEDS_GTIN
    if carrier == Carrier.DATA_MATRIX:
        return None
    if not product.gtin.startswith(GTIN13_STARTS):
        return NOT_GTIN13
    return NO_SERIAL_IN_EAN13 if is_serialised else None


def module_mm(sheet: Sheet, width: float, height: float) -> float:
    """Return how wide a module is where a code of that many modules stands on the sheet's labels."""
    return code_mm(sheet, width, height)[0] / width


def code_mm(sheet: Sheet, width: float, height: float) -> tuple[float, float]:
    """Return the millimetres a code of that many modules takes: a square beside the words, bars above them.

    Bars lower than they are drawn are cut, which readers are used to; a square keeps its shape.
    """
    label_width, label_height = sheet.label
    most = WIDEST_MODULE_MM * width
    if width == height:
        side = min(label_height - 2 * EDGE_MM, label_width * CODE_SHARE, most)
        return side, side
    across = min(label_width - 2 * EDGE_MM, most)
    return across, min(across * height / width, label_height * BAR_SHARE)


def as_printed(run: LabelRun, serials: Sequence[str], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `labels.typ` prints: the sheet, what every label says, and the code of each.

    `serials` are those of the labels to print, "" for labels without one; `words` come from `words_of`.
    """
    sheet = sheets()[run.sheet]
    lot = run.lot.number if run.lot else ""
    drawings = {serial: drawn(run.carrier, content_of(run.carrier, run.product, lot, serial)) for serial in {*serials}}
    size = drawings[serials[0]]
    return {
        "sheet": {
            "page": sheet.page,
            "label": sheet.label,
            "columns": sheet.columns,
            "rows": sheet.rows,
            "first": sheet.first,
            "step": sheet.step,
        },
        "code": code_mm(sheet, size.width, size.height),
        "is_square": size.width == size.height,
        "edge": EDGE_MM,
        "words": words,
        "codes": {serial: drawing.svg for serial, drawing in drawings.items()},
        "labels": serials,
    }


def as_one(printed: dict[str, Any]) -> dict[str, Any]:
    """Return what `as_printed` says of a sheet, with one label alone on a page of its own size."""
    label = printed["sheet"]["label"]
    alone = {"page": label, "label": label, "columns": 1, "rows": 1, "first": (0, 0), "step": label}
    return {**printed, "sheet": alone, "labels": printed["labels"][:1]}


def words_of(run: LabelRun, producer: str, stars: int) -> dict[str, Any]:
    """Return the words on every label of the run; `stars` is 0 where none may be printed.

    In Vietnamese, whoever prints: labels of goods sold here are (Decree 43/2017/NĐ-CP, Article 7).
    """
    product, lot = run.product, run.lot
    return {
        "name": Truncator(product.name_vi).chars(LONGEST_NAME),
        "producer": Truncator(producer).chars(LONGEST_NAME) if sheets()[run.sheet].label[1] >= LOW_MM else "",
        "stars": stars,
        "lines": _lines(lot),
        "digits": _digits(product.gtin) if run.carrier == Carrier.EAN13 else "",
        "gtin": product.gtin if run.carrier == Carrier.DATA_MATRIX else "",
        # The name of our host beside the code lets people see where the code should lead.
        "host": urlsplit(settings.BASE_URL).netloc if run.carrier == Carrier.QR else "",
        "own": "" if product.gtin else "Mã của tỉnh, không phải mã GS1",
        "made_up": MADE_UP.upper() if product.origin == Origin.MADE_UP else "",
    }


def _lines(lot: Lot | None) -> list[str]:
    if lot is None:
        return []
    lines = [f"Số lô: {lot.number}"]
    if lot.made_on:
        lines.append(f"NSX: {lot.made_on:%d/%m/%Y}")
    if lot.best_before:
        lines.append(f"HSD: {lot.best_before:%d/%m/%Y}")
    return lines


def _digits(gtin: str) -> str:
    """Return the 13 digits in the three groups people read them in."""
    digits = gtin[-13:]
    return f"{digits[0]} {digits[1:7]} {digits[7:]}"


def _check_quantity(quantity: int) -> Answer | None:
    if 1 <= quantity <= MOST:
        return None
    return Refusal(gettext_noop("Mỗi lượt in được từ 1 đến %(most)s tem. Hãy chia thành nhiều lượt."), most=MOST)


def _check_lot(lot: Lot, product: Product, *, is_recalled: bool) -> Answer | None:
    if lot.product_id != product.pk:
        return LOT_OF_ANOTHER
    return LOT_RECALLED if is_recalled else None


def _check_size(run: LabelRun) -> Answer | None:
    """Refuse a code that would be too fine to read on the labels chosen."""
    sheet = sheets().get(run.sheet)
    if sheet is None:
        return Refusal(gettext_noop("Khổ tem “%(sheet)s” không có trong danh sách. Hãy chọn lại."), sheet=run.sheet)
    lot = run.lot.number if run.lot else ""
    longest = content_of(run.carrier, run.product, lot, LONGEST_SERIAL if run.is_serialised else "")
    drawing = drawn(run.carrier, longest)
    if module_mm(sheet, drawing.width, drawing.height) >= LEAST_MODULE_MM[Carrier(run.carrier)]:
        return None
    return Refusal(
        gettext_noop("Mã này in lên tem “%(sheet)s” sẽ quá nhỏ để quét. Hãy chọn khổ tem lớn hơn."), sheet=sheet.name
    )
