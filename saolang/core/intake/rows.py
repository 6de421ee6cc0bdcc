"""What kind of row each row of a table is: data, or the titles, headings, totals and signatures around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from saolang.core.intake.columns import Field
from saolang.core.intake.dates import PartialDate, read_date
from saolang.core.intake.decisions import CitedDecision, find_decisions
from saolang.core.intake.layout import Layout, Table, stars_in_heading
from saolang.core.intake.names import form_of, name_and_address
from saolang.core.intake.sheet import Cell, Row, filled
from saolang.core.intake.words import folded, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_CELLS_OF_A_HEADING = 4
_MOST_CELLS_OF_A_SIGNATURE = 4
_MOST_CELLS_OF_A_TOTAL = 12
_LONGEST_COLUMN_NUMBER = 4
_LEAST_COLUMN_NUMBERS = 3
_LEAST_WIDTH_OF_A_HEADING = 3

_TOTAL = re.compile(
    r"^(?:tong cong|tong so|tong|cong(?! ty\b| dong\b| nghe\b| nghiep\b)|cong chung|luy ke|tong hop|trong do)\b"
    r"(?!.*\b(?:cong ty|htx)\b)"
    r"|^[-+•]\s*(?:san pham )?(?:hang |dat )?0?[3-5] sao\s*:\s*\d"
)
_SIGNATURE = re.compile(
    r"^(?:noi nhan|t/?m\b\.?|k/?t\b\.?|t/?l\b\.?|nguoi lap|lap bieu|nguoi tong hop|thu truong|thu ky"
    r"|(?:pho )?chu tich\b"
    r"|(?:pho )?giam doc$|(?:pho )?truong phong$|chanh van phong|\(?(?:da )?ky\b|xac nhan cua|ky ten)"
    r"|\bngay\s*[\d.…_]*\s*thang\s*[\d.…_]*\s*nam\s*(?:20)?[\d.…_]*\s*$"
)
_NOTE = re.compile(
    r"^(?:ghi chu|luu y|chu thich|nguon|\(\*+\)|\*+\s)|^(?:danh sach|bang) (?:nay )?(?:co|gom)\b|^an dinh\b"
)
_ROMAN_OR_LETTER = re.compile(r"^\(?(?:[IVXL]{1,5}|[A-ZĐ])[.)]?$")
_ORDINAL = re.compile(r"^\(?(?:[IVXL]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)[.):/-]+\s+")
_DISTRICT = re.compile(r"^(?:huyen|thi xa|tx\.?|thanh pho|tp\.?|quan)\s")
_COMMUNE = re.compile(r"^(?:xa|phuong|thi tran|tt\.?|dac khu)\s")
_GROUP = re.compile(
    r"^(?:nhom|nganh|bo san pham)\b"
    r"|^(?:(?:thuc pham|do uong|duoc lieu|thao duoc|thu cong my nghe|sinh vat canh|vai|may mac|luu niem|noi that"
    r"|trang tri|san pham|va|tu|san pham thu cong"
    r"|(?:dich vu )?du lich(?: cong dong| sinh thai| nong thon)?(?: va)?(?: diem du lich| ban hang)?)[\s,/-]*)+$"
)
_OTHER_HEADING = re.compile(
    r"^(?:phu luc|danh sach|cac san pham|san pham (?:dat|hang|\d)|hang \d|\d sao|dot \d|nam 20\d\d|quy )\b"
    r"|^\(?(?:ban hanh )?kem theo\b|^(?:uy ban nhan dan|ubnd|cong hoa xa hoi|doc lap)\b"
)
_UNIT_OF_TWO_WORDS = re.compile(r"^(?:Thành Phố|Thị Xã|Thị Trấn|Đặc Khu)\b")
_COUNT_AT_END = re.compile(
    r"\s*(?:[:\-–]\s*\d+\s*(?:sản phẩm|sp)?|\(\s*\d+\s*(?:sản phẩm|sp)?\s*\))\s*\.?$", re.IGNORECASE
)
_YEAR = re.compile(r"\bnam (20\d\d)\b")
_COLUMN_NUMBER = re.compile(r"^\(?(?:\d{1,2}|[a-z])\)?$")

_TELLING = (Field.PRODUCER, Field.STARS, Field.DECISION, Field.DECISION_DATE, Field.EXPIRY)


class Kind(StrEnum):
    DATA = "data"
    HEADER = "header"
    HEADING = "heading"
    TOTAL = "total"
    SIGNATURE = "signature"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Context:
    """What the headings above a row say of it, where the row itself is silent."""

    district: str | None = None
    commune: str | None = None
    group: str | None = None
    producer: str | None = None
    address: str | None = None
    stars: int | None = None
    decision: CitedDecision | None = None
    year: PartialDate | None = None

    def after(self, heading: str) -> Context:
        """Return the context below a further heading ("" for none). A new district ends the commune before it."""
        text = _COUNT_AT_END.sub("", _ORDINAL.sub("", heading)).strip(" .:")
        plain = folded(text)
        decisions = find_decisions(text)
        if len(decisions) == 1:
            return replace(self, decision=decisions[0])
        if _DISTRICT.match(plain):
            return replace(self, district=_in_small_letters(text), commune=None)
        if _COMMUNE.match(plain):
            return replace(self, commune=_in_small_letters(text))
        if form_of(text):
            name, address = name_and_address(text)
            return replace(self, producer=name, address=address)
        stars, year = stars_in_heading(text), _YEAR.search(plain)
        if stars is None and year is None:
            return replace(self, group=text) if _GROUP.match(plain) else self
        return replace(self, stars=stars or self.stars, year=read_date(year[1]) if year else self.year)


def _in_small_letters(name: str) -> str:
    """Return a place named in capitals as it is written elsewhere: THÀNH PHỐ CÀ MAU, Thành phố Cà Mau."""
    return _UNIT_OF_TWO_WORDS.sub(lambda unit: unit[0].capitalize(), name.title()) if name.isupper() else name


def kind_of(table: Table, index: int) -> tuple[Kind, str]:
    """Return what a row under a header is, and the heading's text where it is one (else "")."""
    spread, layout = table.spread[index], table.layout
    cells = filled(table.sheet.rows[index])
    if _is_header(cells, table, index):
        return Kind.HEADER, ""
    if len(cells) > _MOST_CELLS_OF_A_TOTAL:
        return Kind.DATA, ""
    texts = [text_of(cell) for _, cell in cells]
    if _is_total(texts) and not _tells(spread, layout, (Field.PRODUCER, Field.DECISION)):
        return Kind.TOTAL, ""
    if _is_signature(texts, spread, layout):
        return Kind.SIGNATURE, ""
    if len(texts) <= 2 and _NOTE.search(folded(texts[0])):  # noqa: PLR2004 - a note is one text, perhaps after a mark
        return Kind.NOTE, ""
    heading = _producer_heading(spread, layout) or _heading(cells, spread, layout, table.widths.get(index, {}))
    return (Kind.HEADING, heading) if heading else (Kind.DATA, "")


def _is_total(texts: list[str]) -> bool:
    return any(_TOTAL.match(folded(text)) for text in texts[:2])


def _is_header(cells: list[tuple[int, Cell]], table: Table, index: int) -> bool:
    """Tell a header printed again, or the row of column numbers under it, from data."""
    row, product = table.sheet.rows[index], table.layout.index_of(Field.PRODUCT)
    text = row[product] if product is not None and product < len(row) else ""
    if isinstance(text, str) and len(text) > _LONGEST_COLUMN_NUMBER:
        return text in table.headers and sum(cell in table.headers for _, cell in cells) >= max(2, len(cells) // 2)
    if len(cells) < _LEAST_COLUMN_NUMBERS:
        return False
    return all(_COLUMN_NUMBER.match(folded(text_of(cell))) for _, cell in cells)


def _tells(row: Row, layout: Layout, fields: tuple[Field, ...]) -> bool:
    """Tell whether one of the fields holds words of its own; a number under them is a sum."""
    return any(
        isinstance(cell, str) and cell.strip() and not cell.strip().isdecimal() and not _TOTAL.match(folded(cell))
        for column in layout.columns
        if column.field in fields and column.index < len(row)
        for cell in [row[column.index]]
    )


def _is_signature(texts: list[str], spread: Row, layout: Layout) -> bool:
    if len(texts) > _MOST_CELLS_OF_A_SIGNATURE or not any(_SIGNATURE.search(folded(text)) for text in texts):
        return False
    number = layout.index_of(Field.NUMBER)
    return number is None or number >= len(spread) or not text_of(spread[number]).isdecimal()


def _heading(cells: list[tuple[int, Cell]], spread: Row, layout: Layout, widths: Mapping[int, int]) -> str | None:
    """Return the heading's text where the row is one: words alone, set apart by place, width, ordinal or meaning."""
    words = [(index, text_of(cell)) for index, cell in cells if not isinstance(cell, int | float)]
    if not words or len(cells) > _MOST_CELLS_OF_A_HEADING or len(words) > 2 or _tells_more(spread, layout):  # noqa: PLR2004
        return None
    number = layout.index_of(Field.NUMBER)
    first, text = words[0]
    if len(words) == 2:  # noqa: PLR2004 - an ordinal and its heading
        return words[1][1] if _ROMAN_OR_LETTER.match(text) and first <= (number or 0) else None
    plain = folded(_ORDINAL.sub("", text))
    in_number_column = first == number and not text.isdecimal()
    named = any(pattern.match(plain) for pattern in (_DISTRICT, _COMMUNE, _GROUP, _OTHER_HEADING))
    wide = widths.get(first, 1) >= _LEAST_WIDTH_OF_A_HEADING
    return text if in_number_column or wide or (named and _alone(cells, first, number)) else None


def _producer_heading(row: Row, layout: Layout) -> str | None:
    """Return a producer that has a row of its own above its products, with the address beside it."""
    if not layout.names_producers_above_products or _tells_more(row, layout):
        return None
    texts = [
        text_of(row[index])
        for field in (Field.PRODUCT, Field.ADDRESS, Field.COMMUNE, Field.DISTRICT)
        if (index := layout.index_of(field)) is not None and index < len(row) and row[index] != ""
    ]
    return ", ".join(texts) if texts and form_of(texts[0]) else None


def _tells_more(spread: Row, layout: Layout) -> bool:
    """Tell whether the row says anything of a recognition. A count under "sao" is only a sum when it is no star."""
    for column in layout.columns:
        cell = spread[column.index] if column.index < len(spread) else ""
        if column.field not in _TELLING or cell == "":
            continue
        if isinstance(cell, str) or not isinstance(cell, int | float):
            return True
        if column.field is not Field.STARS:
            return True
    return False


def _alone(cells: list[tuple[int, Cell]], first: int, number: int | None) -> bool:
    """Tell whether a named heading has no running number beside it: a numbered row is a product."""
    return not any(index == number and index != first for index, _ in cells)
