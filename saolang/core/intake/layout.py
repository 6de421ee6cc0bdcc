"""Where the tables of a sheet begin and what their columns hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from saolang.core.intake.columns import LEAST_SCORE, Column, Field, choose_columns, field_of, guess_column, header_words
from saolang.core.intake.dates import read_date
from saolang.core.intake.decisions import decision_of_titles, find_decisions
from saolang.core.intake.names import form_of
from saolang.core.intake.sheet import Cell, Row, Sheet, filled
from saolang.core.intake.stars import CERTIFIED_STARS, read_stars
from saolang.core.intake.words import folded, text_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

_SEARCHED_ROWS = 80  # a title block of more rows than this has not been met
_DEEPEST_HEADER = 3
_LEAST_COLUMNS = 3
_SAMPLED_ROWS = 40
_MOST_OF = 0.6
_NUMBER_HEADERS = frozenset({"stt", "tt", "so tt", "so thu tu", "no"})
_MOST_TITLE_CELLS = 3
_BARE_SUB_HEADERS = frozenset({"so", "ten", "ky hieu"})

_TITLE_YEAR = re.compile(
    r"\b(?:cong nhan|danh gia|phan hang|xep hang|cap giay|dat (?:chuan )?ocop|san pham ocop)\b.*?\bnam (20\d\d)\b"
)
_UP_TO = re.compile(
    r"\b(?:tinh den|den het|den nam|den ngay|den thang|giai doan|luy ke|ke hoach)\b|20\d\d\s*-\s*20\d\d"
)
_COUNT = re.compile(r"\(.*?\)|[:\-–]\s*\d+\s*(?:sản phẩm|sp)?\s*\.?$", re.IGNORECASE)
_RANGE_OF_STARS = re.compile(r"\b(?:tro len|den|tu)\b|\d\s*[-,]\s*\d|\d sao.*\d sao")


@dataclass(frozen=True)
class Layout:
    """One table of a sheet: its header rows, its columns, and what its title says of every row. Plain data both ways.

    Rows are 0-based; `first` and `last` are the header's (0 and -1 where the sheet has none). A person may correct the
    columns and give what the title does not say (`decision_no`, `decision_date`, `stars`). Dates are ISO at the
    precision known.
    """

    sheet: str
    first: int
    last: int
    columns: tuple[Column, ...]
    decision_no: str | None = None
    decision_date: str | None = None
    year: str | None = None
    stars: int | None = None
    titles: tuple[str, ...] = ()

    def index_of(self, wanted: Field, number: int = 0) -> int | None:
        return self._indexes.get((wanted, number))

    @cached_property
    def _indexes(self) -> Mapping[tuple[Field, int], int]:
        """The first column of each meaning."""
        return {(column.field, column.round): column.index for column in reversed(self.columns)}

    @cached_property
    def names_producers_above_products(self) -> bool:
        """Tell whether one column names a producer and then, in the rows below, its products; stars tell them apart."""
        products = (column for column in self.columns if column.field is Field.PRODUCT)
        shared = any("chu the" in header_words(column.header) for column in products)
        return shared and self.index_of(Field.PRODUCER) is None and self.index_of(Field.STARS) is not None

    @cached_property
    def rounds(self) -> tuple[int, ...]:
        return tuple(sorted({column.round for column in self.columns if column.round}))

    def to_data(self) -> dict[str, object]:
        return {
            "sheet": self.sheet,
            "first": self.first,
            "last": self.last,
            "columns": [column.to_data() for column in self.columns],
            "decision_no": self.decision_no,
            "decision_date": self.decision_date,
            "year": self.year,
            "stars": self.stars,
            "titles": list(self.titles),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Layout:
        """Read back what `to_data` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        columns = tuple(Column.from_data(column) for column in cast("list[Mapping[str, object]]", data["columns"]))
        stars = data.get("stars")
        return cls(
            sheet=str(data["sheet"]),
            first=int(str(data["first"])),
            last=int(str(data["last"])),
            columns=columns,
            decision_no=_text_or_none(data.get("decision_no")),
            decision_date=_text_or_none(data.get("decision_date")),
            year=_text_or_none(data.get("year")),
            stars=int(str(stars)) if stars else None,
            titles=tuple(str(title) for title in cast("list[object]", data.get("titles", []))),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a sheet that one layout reads, with what merges did to them and the cells its header is made of."""

    sheet: Sheet
    layout: Layout
    spread: list[Row]
    widths: Mapping[int, Mapping[int, int]]
    headers: frozenset[Cell]
    end: int
    today: date | None = None


def tables_of(sheet: Sheet, layouts: Sequence[Layout], today: date | None) -> list[Table]:
    """Return the tables of a sheet, each ending where the next one's header begins."""
    spread = sheet.spread()
    widths: dict[int, dict[int, int]] = {}
    for (top, left), width in sheet.widths.items():
        widths.setdefault(top, {})[left] = width
    ends = [*(layout.first for layout in layouts), len(sheet.rows)][1:]
    return [
        Table(sheet, layout, spread, widths, _header_cells(sheet, layout), end, today)
        for layout, end in zip(layouts, ends, strict=True)
    ]


def _header_cells(sheet: Sheet, layout: Layout) -> frozenset[Cell]:
    rows = sheet.rows[layout.first : layout.last + 1]
    return frozenset(cell for row in rows for cell in row if isinstance(cell, str) and cell.strip())


def _text_or_none(value: object) -> str | None:
    return str(value) if value else None


def find_layouts(sheet: Sheet) -> tuple[Layout, ...]:
    """Return the tables of a sheet, top to bottom; none where no header naming products is found.

    After the first header only rows that begin with "STT" are tried as headers of further tables, and a header
    repeated on each printed page is not a new table.
    """
    first = _first_layout(sheet)
    if first is None:
        return ()
    layouts = [first]
    for index in range(first.last + 1, len(sheet.rows)):
        if index <= layouts[-1].last or not _begins_with_number_header(sheet.rows[index]):
            continue
        found = _layout_at(sheet, index)
        if found and not _same_columns(found, layouts[-1]):
            layouts.append(found)
    return tuple(layouts)


def _first_layout(sheet: Sheet) -> Layout | None:
    """Return the topmost table, but not a block of titles that happens to use a few of the same words."""
    searched = range(min(len(sheet.rows), _SEARCHED_ROWS))
    found = [layout for index in searched if (layout := _layout_at(sheet, index)) is not None]
    most = max((len(layout.columns) for layout in found), default=0)
    return next((layout for layout in found if len(layout.columns) * 2 >= most), None)


def _same_columns(one: Layout, other: Layout) -> bool:
    meaning = [(column.index, column.field, column.round) for column in one.columns]
    return meaning == [(column.index, column.field, column.round) for column in other.columns]


def _begins_with_number_header(row: Row) -> bool:
    return any(isinstance(cell, str) and header_words(written(cell)) in _NUMBER_HEADERS for cell in row[:3])


def _layout_at(sheet: Sheet, index: int) -> Layout | None:
    cells = [text_of(cell) for cell in sheet.rows[index]]
    if sum(1 for text in cells if text and field_of(header_words(text))) < _LEAST_COLUMNS - 1:
        return None
    last = _last_header_row(sheet, index)
    texts = _header_texts(sheet, index, last)
    columns = choose_columns(guess_column(column, parts) for column, parts in enumerate(texts))
    columns = _with_products_under_producers(columns)
    columns = _with_told_by_content(columns, texts, sheet.rows[last + 1 : last + 1 + _SAMPLED_ROWS])
    if len(columns) < _LEAST_COLUMNS or not any(column.field is Field.PRODUCT for column in columns):
        return None
    return _with_titles(Layout(sheet.name, index, last, columns), sheet)


def _with_products_under_producers(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Take a column that names producers and, in rows of their own under each, its products, as the products'."""
    if any(column.field is Field.PRODUCT for column in columns):
        return columns
    return tuple(
        replace(column, field=Field.PRODUCT)
        if column.field is Field.PRODUCER and "san pham" in header_words(column.header)
        else column
        for column in columns
    )


def _with_told_by_content(
    columns: tuple[Column, ...], texts: list[list[str]], sample: Sequence[Row]
) -> tuple[Column, ...]:
    """Add columns whose header says nothing but whose cells do: most of them stars, decisions or producers."""
    if not columns:
        return columns
    found = list(columns)
    for index, parts in enumerate(texts):
        if any(column.index == index for column in columns):
            continue
        cells = [cell for row in sample if (cell := _cell(row, index)) != ""]
        for meaning, tells in _CONTENTS.items():
            missing = not any(column.field is meaning for column in found)
            if missing and len(cells) > 1 and sum(map(tells, cells)) >= _MOST_OF * len(cells):
                found.append(Column(index, meaning, 0, " / ".join(dict.fromkeys(filter(None, parts))), LEAST_SCORE))
                break
    return tuple(sorted(found, key=lambda column: column.index))


_CONTENTS: dict[Field, Callable[[Cell], bool]] = {
    Field.STARS: lambda cell: isinstance(cell, str) and not cell.strip().isdecimal() and read_stars(cell) is not None,
    Field.DECISION: lambda cell: isinstance(cell, str) and bool(find_decisions(cell)),
    Field.PRODUCER: lambda cell: isinstance(cell, str) and form_of(written(cell)) is not None,
}


def _last_header_row(sheet: Sheet, first: int) -> int:
    deepest = min(first + _DEEPEST_HEADER, len(sheet.rows)) - 1
    merged = [merge.bottom for merge in sheet.merges_from.get(first, ()) if merge.bottom <= deepest]
    last = max(merged, default=first)
    while last < deepest and _is_second_header(sheet, first, last + 1):
        last += 1
    return last


def _is_second_header(sheet: Sheet, first: int, index: int) -> bool:
    """Tell whether the row only divides cells of the header above it: names of fields, and nothing that is data."""
    here = filled(sheet.rows[index])
    if any(_is_data(cell) for _, cell in here):
        return False
    known = [word for _, cell in here if field_of(word := header_words(text_of(cell))) or word in _BARE_SUB_HEADERS]
    divides = index > first + 1 or any(column > 0 and _cell(sheet.rows[first], column) == "" for column, _ in here)
    return divides and len(known) >= max(2, len(here) // 2) and not _begins_with_number_header(sheet.rows[index])


def _is_data(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return True
    return cell.strip().isdecimal() or bool(find_decisions(cell)) or read_date(cell) is not None


def _cell(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else ""


def _header_texts(sheet: Sheet, first: int, last: int) -> list[list[str]]:
    """Return for each column the header texts above it, each horizontally merged text over all its columns."""
    width = max(len(sheet.rows[index]) for index in range(first, last + 1))
    covered: list[list[str]] = [[] for _ in range(width)]
    for index in range(first, last + 1):
        for column, text in _spread_header(sheet, index, width, divided=index < last):
            covered[column].append(text)
    return covered


def _spread_header(sheet: Sheet, index: int, width: int, *, divided: bool) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for column, cell in filled(sheet.rows[index]):
        reach = sheet.widths.get((index, column), 1)
        if divided and not sheet.knows_merges:
            reach = _blank_reach(sheet, index, column, width)
        found += [(over, text_of(cell)) for over in range(column, min(column + reach, width))]
    return found


def _blank_reach(sheet: Sheet, index: int, column: int, width: int) -> int:
    """Count the columns a header text covers where merges are not kept: the blanks to its right, divided below."""
    reach = 1
    row, below = sheet.rows[index], sheet.rows[index + 1]
    if _cell(below, column) == "":
        return reach
    while column + reach < width and _cell(row, column + reach) == "" and _cell(below, column + reach) != "":
        reach += 1
    return reach


def _with_titles(layout: Layout, sheet: Sheet) -> Layout:
    titles = _titles(sheet, layout.first)
    decision = decision_of_titles(titles)
    return replace(
        layout,
        decision_no=decision.number if decision else None,
        decision_date=str(decision.date) if decision and decision.date else None,
        year=_year_of(titles),
        stars=_stars_of([sheet.name, *titles]),
        titles=tuple(titles),
    )


def _titles(sheet: Sheet, header: int) -> list[str]:
    """Return the texts above a header, up to the table before it."""
    titles: list[str] = []
    for row in reversed(sheet.rows[:header]):
        cells = filled(row)
        if len(cells) > _MOST_TITLE_CELLS or any(not isinstance(cell, str) for _, cell in cells):
            break
        titles += [text_of(cell) for _, cell in reversed(cells)]
    return titles[::-1]


def _year_of(titles: list[str]) -> str | None:
    plain = [folded(title) for title in titles]
    years = {match[1] for title in plain if not _UP_TO.search(title) for match in [_TITLE_YEAR.search(title)] if match}
    return years.pop() if len(years) == 1 else None


def _stars_of(titles: list[str]) -> int | None:
    found = {stars for title in titles if (stars := stars_in_heading(title)) is not None}
    return found.pop() if len(found) == 1 else None


def stars_in_heading(text: str) -> int | None:
    """Return the stars a heading gives to the rows under it: "II. Sản phẩm 4 sao"; nothing for "từ 3 sao trở lên"."""
    plain = folded(text)
    if "sao" not in plain.split() and "sao" not in re.sub(r"[\d():]", " ", plain).split():
        return None
    if _RANGE_OF_STARS.search(plain):
        return None
    stars = read_stars(_COUNT.sub(" ", text))
    return stars.value if stars and stars.value in CERTIFIED_STARS and not stars.potential_five else None
