"""Reading a register: every row of every sheet, with its verdict, its reasons and what it says.

The reader does what a careful clerk does: it takes what is written, spreads what is merged, uses the decision named
above the table for the rows under it, and where two readings are possible it chooses none. No row is dropped: what is
not data comes back as `skip`, what cannot be understood as `hold`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from saolang.core.intake.entries import read_entries
from saolang.core.intake.layout import Layout, Table, find_layouts, tables_of
from saolang.core.intake.reasons import Reason, Verdict, verdict_of
from saolang.core.intake.rows import Context, Kind, kind_of
from saolang.core.intake.sheet import Row, Sheet, filled
from saolang.core.intake.words import folded, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

_MOST_CELLS_AMONG_SIGNATURES = 3


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One reading of one row. `row` counts from 1, as the spreadsheet shows it; `values` is plain JSON data.

    A row that names several products gives several readings with the same number.
    """

    sheet: str
    row: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A register read: the layouts used (to be corrected and given back) and every row that holds something."""

    layouts: tuple[Layout, ...]
    rows: tuple[ReadRow, ...]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(row.verdict for row in self.rows)
        return {verdict.value: found[verdict] for verdict in Verdict}


def read_register(
    sheets: Sequence[Sheet], *, layouts: Sequence[Layout] | None = None, today: date | None = None
) -> Reading:
    """Read every row of the sheets. Pass corrected `layouts` to read the file by them instead of guessing.

    `today` lets the reader hold recognitions dated in the future.
    """
    chosen = tuple(layouts if layouts is not None else (found for sheet in sheets for found in find_layouts(sheet)))
    rows: list[ReadRow] = []
    for sheet in sheets:
        own = [layout for layout in chosen if layout.sheet == sheet.name]
        rows += _read_sheet(sheet, own, today) if own else _without_table(sheet, hold=not chosen)
    return Reading(chosen, tuple(_with_duplicates(rows)))


def _without_table(sheet: Sheet, *, hold: bool) -> Iterator[ReadRow]:
    code = "no_header" if hold else "not_a_register"
    for index, row in enumerate(sheet.rows):
        if filled(row):
            yield _row(sheet, index, [Reason(code)], {"text": _joined(row)})


def _joined(row: Row) -> str:
    return " | ".join(text_of(cell) for _, cell in filled(row))


def _read_sheet(sheet: Sheet, layouts: Sequence[Layout], today: date | None) -> Iterator[ReadRow]:
    yield from _not_data(sheet, 0, layouts[0].first, "title")
    for table in tables_of(sheet, layouts, today):
        yield from _not_data(sheet, table.layout.first, table.layout.last + 1, "header")
        yield from _read_table(table)


def _not_data(sheet: Sheet, start: int, end: int, code: str) -> Iterator[ReadRow]:
    for index in range(start, end):
        if filled(sheet.rows[index]):
            yield _row(sheet, index, [Reason(code)], {"text": _joined(sheet.rows[index])})


def _read_table(table: Table) -> Iterator[ReadRow]:
    sheet, context, above, signing = table.sheet, Context(), None, False
    for index in range(table.layout.last + 1, table.end):
        cells = filled(sheet.rows[index])
        if not cells:
            continue
        kind, heading = kind_of(table, index)
        signing = kind is Kind.SIGNATURE or (signing and len(cells) <= _MOST_CELLS_AMONG_SIGNATURES)
        if signing or kind is not Kind.DATA:
            context = context if signing else context.after(heading)
            code = Kind.SIGNATURE if signing else kind
            yield _row(sheet, index, [Reason(code.value)], {"text": _joined(sheet.rows[index])})
            continue
        entries = read_entries(table, index, context, above)
        above = entries[0]
        for entry in entries:
            yield _row(sheet, index, entry.reasons, entry.values)


def _row(sheet: Sheet, index: int, reasons: Iterable[Reason], values: Mapping[str, object]) -> ReadRow:
    kept = tuple(dict.fromkeys(reasons))
    return ReadRow(sheet.name, index + 1, verdict_of(kept), kept, values)


def _with_duplicates(rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
    """Hold a row that repeats another's product and recognition; warn where the product comes with another one."""
    seen: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        if row.verdict is Verdict.SKIP or not row.values.get("product"):
            yield row
            continue
        key = tuple(folded(str(row.values.get(name) or "")) for name in ("product", "producer", "place_text"))
        recognition = f"{row.values.get('decision_no')} {row.values.get('decision_date')}"
        known = seen.setdefault(key, set())
        if not known:
            yield row
        else:
            reason = Reason("duplicate_in_file" if recognition in known else "same_product_again")
            reasons = (*row.reasons, reason)
            yield ReadRow(row.sheet, row.row, verdict_of(reasons), reasons, row.values)
        known.add(recognition)
