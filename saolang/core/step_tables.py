"""Steps from people's own tables: which row is the head, which column is what, what each row says or why it cannot."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from uuid import UUID

from saolang.core.intake.dates import Precision, read_date
from saolang.core.intake.words import text_of
from saolang.core.refusal import Refusal
from saolang.core.steps import Question
from saolang.core.text import fold, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from saolang.core.intake.sheet import Cell, Row, Sheet
    from saolang.core.steps import Craft, Step

MOST_ROWS = 500
LOOKED_AT = 20
"""Rows among which the head of a table is looked for."""
NEEDED = ("step", "day")
SEPARATORS = re.compile(r"[;,+\n]|\bva\b")
_FIGURE = re.compile(r"-?[0-9][0-9.,\s]*")
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])\s*(?:[:hg]|gio)\s*([0-5][0-9])?", re.IGNORECASE)
NOON = time(12)
"""The hour of a step of which only the day is told."""

NO_HEAD = Refusal(gettext_noop("Không thấy dòng tên cột. Bảng cần ít nhất cột “Bước” và cột “Ngày”; hãy xem bảng mẫu."))
TOO_MANY = Refusal(gettext_noop("Bảng có hơn 500 dòng. Hãy chia thành nhiều tệp."))
UNKNOWN_STEP = gettext_noop("Không có bước “%(step)s”. Hãy ghi đúng tên một bước trong hệ thống.")
NO_DAY = gettext_noop("Không đọc được ngày “%(day)s”. Hãy ghi ngày/tháng/năm.")
NO_FIGURE = gettext_noop("Không đọc được số lượng “%(figure)s”. Hãy ghi một con số, ví dụ 12,5.")
UNKNOWN_UNIT = gettext_noop("Không có đơn vị “%(unit)s”. Hãy ghi kg, g, tạ, tấn, lít, ml, gói…")
RECEIVES_NOTHING = gettext_noop(
    "Bước “%(step)s” không nhận lô của cơ sở khác. Hãy để trống cột “Lô đã nhận”, hoặc ghi bước “Nhận nguyên liệu”."
)
UNEVEN = Refusal(
    gettext_noop(
        "Số lượng đưa vào không khớp số lô đưa vào. Hãy ghi mỗi lô một số lượng, cách nhau bằng dấu chấm phẩy."
    )
)


@dataclass(frozen=True, slots=True)
class StepRow:
    """What a row of a table says. `inputs` are numbers of lots with how much went in."""

    number: int
    """The row's own, as the person sees it: the first is 1."""
    step: Step
    at: datetime
    """Without time zone: the table's own."""
    thing: str
    lot: str
    inputs: tuple[tuple[str, Decimal | None], ...]
    quantity: Decimal | None
    unit: str
    best_before: date | None
    where: str
    partner: str
    source: str
    """The lot of another producer that was received, as it was told."""
    note: str
    mark: UUID
    """Drawn from what the row says: the same row again is the same step."""


@dataclass(frozen=True, slots=True)
class Misread:
    """A row that cannot be understood, and why."""

    number: int
    refusal: Refusal


@dataclass(slots=True)
class _Reader:
    craft: Craft
    columns: Mapping[str, int]
    whose: str
    seen: Counter[str] = field(default_factory=Counter)


def read_rows(sheets: Iterable[Sheet], craft: Craft, *, whose: str) -> list[StepRow | Misread]:
    """Return what each row of the first table of steps says. `whose` keeps the marks of producers apart.

    Raises Refusal where no sheet has the columns, or there are more rows than are taken at once.
    """
    for sheet in sheets:
        rows = sheet.spread()
        for index, row in enumerate(rows[:LOOKED_AT]):
            if columns := _columns(row, craft):
                return _read(rows, index, _Reader(craft, columns, whose))
    raise NO_HEAD


def read_figure(text: str) -> Decimal | None:
    """Return a figure as people here write it: "1.234,5", "12,5", "1.000", "12.5"; None where it is none."""
    plain = re.sub(r"\s", "", text)
    if not _FIGURE.fullmatch(plain):
        return None
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{3})+", plain):
        plain = plain.replace(".", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _columns(row: Row, craft: Craft) -> dict[str, int]:
    """Return the place of each column the row names; nothing where it is no head."""
    names = {fold(name): column for column, also in craft.columns.items() for name in also}
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        column = names.get(re.sub(r"\s*[(*:].*$", "", fold(text_of(cell))).strip(" ."))
        if column:
            found.setdefault(column, index)
    return found if all(column in found for column in NEEDED) else {}


def _read(rows: Sequence[Row], head: int, reader: _Reader) -> list[StepRow | Misread]:
    filled = [(index + 1, row) for index, row in enumerate(rows) if index > head and any(cell != "" for cell in row)]
    if len(filled) > MOST_ROWS:
        raise TOO_MANY
    return [_row(number, row, reader) for number, row in filled]


def _row(number: int, row: Row, reader: _Reader) -> StepRow | Misread:
    said = {column: row[index] if index < len(row) else "" for column, index in reader.columns.items()}
    try:
        return _understood(number, said, reader)
    except Refusal as refusal:
        return Misread(number, refusal)


def _understood(number: int, said: Mapping[str, Cell], reader: _Reader) -> StepRow:
    words = {column: text_of(cell) for column, cell in said.items()}
    step, quantity = _step(words["step"], reader.craft), _figure(said.get("quantity", ""))
    return StepRow(
        number=number,
        step=step,
        at=_moment(said["day"], said.get("hour", "")),
        thing=words.get("thing", ""),
        lot=words.get("number", ""),
        inputs=_inputs(step, words, quantity),
        quantity=quantity,
        unit=_unit(words.get("unit", ""), reader.craft),
        best_before=_day(said["best_before"]) if words.get("best_before") else None,
        where=words.get("where", ""),
        partner=words.get("partner", ""),
        source=_source(step, words.get("source", "")),
        note=words.get("note", ""),
        mark=_mark(words, reader),
    )


def _mark(words: Mapping[str, str], reader: _Reader) -> UUID:
    """Return the number of the step: of what the row says and, of rows that say the same, which one it is."""
    content = "\x1f".join([reader.whose, *(f"{name}={fold(words[name])}" for name in sorted(words) if words[name])])
    reader.seen[content] += 1
    digest = hashlib.sha256(f"{content}\x1f{reader.seen[content]}".encode()).digest()
    return UUID(bytes=digest[:16], version=5)


def _step(text: str, craft: Craft) -> Step:
    said = fold(text)
    for step in craft.steps.values():
        names = {fold(step.code), *(fold(each) for each in step.words.values())}
        names |= {part.strip() for name in names for part in name.split(",")}
        if said in names:
            return step
    raise Refusal(UNKNOWN_STEP, step=text[:60])


def _source(step: Step, text: str) -> str:
    """Return the lot that was received. Raises Refusal where the step receives none: it would be lost unseen."""
    if text and Question.SOURCE not in step.asks:
        raise Refusal(RECEIVES_NOTHING, step=step.words["vi"])
    return text


def _moment(day: Cell, hour: Cell) -> datetime:
    if isinstance(day, datetime) and (day.hour or day.minute):
        return day.replace(tzinfo=None, microsecond=0)
    found = _HOUR.search(hour.strftime("%H:%M") if isinstance(hour, time | datetime) else str(hour))
    at = time(int(found[1]), int(found[2] or 0)) if found else NOON
    return datetime.combine(_day(day), at)


def _day(cell: Cell) -> date:
    found = read_date(cell)
    if found is None or found.precision is not Precision.DAY:
        raise Refusal(NO_DAY, day=text_of(cell)[:40])
    return found.last_day


def _figure(cell: Cell) -> Decimal | None:
    if cell == "" or isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Decimal(str(round(cell, 3)))
    text = text_of(cell)
    if not text:
        return None
    figure = read_figure(text)
    if figure is None:
        raise Refusal(NO_FIGURE, figure=text[:40])
    return figure


def _unit(text: str, craft: Craft) -> str:
    said = fold(text).strip(" .")
    if not said:
        return ""
    for unit in craft.units.values():
        if said in {
            fold(unit.code),
            *(fold(name) for name in unit.also),
            *(fold(each) for each in unit.words.values()),
        }:
            return unit.code
    raise Refusal(UNKNOWN_UNIT, unit=text[:20])


def _inputs(step: Step, words: Mapping[str, str], quantity: Decimal | None) -> tuple[tuple[str, Decimal | None], ...]:
    """Return the lots that went in; of a step that makes none, the lot of the row itself with its quantity."""
    if not step.makes:
        return ((words["number"], quantity),) if words.get("number") else ()
    numbers = _parts(words.get("inputs", ""))
    figures = [_figure(part) for part in _parts(words.get("used", ""), commas=False)]
    if figures and len(figures) != len(numbers):
        raise UNEVEN
    return tuple(zip(numbers, figures or [None] * len(numbers), strict=True))


def _parts(text: str, *, commas: bool = True) -> list[str]:
    separators = SEPARATORS if commas else re.compile(r"[;+\n]")
    return [part.strip() for part in separators.split(text) if part.strip()]
