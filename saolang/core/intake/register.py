"""Reading a register: every row of every sheet, with its verdict, its reasons and what it says.

The reader does what a careful clerk does: it takes what is written, spreads what is merged, uses the decision named above
the table for the rows under it, and where two readings are possible it chooses none. No row is dropped: what is not data
comes back as `skip`, what cannot be understood as `hold`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from saolang.core.intake.entries import read_entries
from saolang.core.intake.layout import Layout, find_layouts
from saolang.core.intake.reasons import Reason, Verdict, verdict_of
from saolang.core.intake.rows import Context, Kind, kind_of
from saolang.core.intake.sheet import Row, Sheet, filled
from saolang.core.intake.words import folded, text_of


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


def read_register(sheets: Sequence[Sheet], *, layouts: Sequence[Layout] | None = None, today: date | None = None) -> Reading:
    """Read every row of the sheets. Pass corrected `layouts` to read the file by them instead of guessing.

    `today` lets the reader hold recognitions dated in the future.
    """
    chosen = tuple(layouts) if layouts is not None else tuple(found for sheet in sheets for found in find_layouts(sheet))
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
    spread = sheet.spread()
    widths: dict[int, dict[int, int]] = {}
    for (top, left), width in sheet.widths().items():
        widths.setdefault(top, {})[left] = width
    yield from _above(sheet, 0, layouts[0].first)
    for position, layout in enumerate(layouts):
        end = layouts[position + 1].first if position + 1 < len(layouts) else len(sheet.rows)
        yield from _headers(sheet, layout)
        yield from _read_table(sheet, spread, widths, layout, end, today)


def _above(sheet: Sheet, start: int, end: int) -> Iterator[ReadRow]:
    for index in range(start, end):
        if filled(sheet.rows[index]):
            yield _row(sheet, index, [Reason("title")], {"text": _joined(sheet.rows[index])})


def _headers(sheet: Sheet, layout: Layout) -> Iterator[ReadRow]:
    for index in range(layout.first, layout.last + 1):
        if filled(sheet.rows[index]):
            yield _row(sheet, index, [Reason("header")], {"text": _joined(sheet.rows[index])})


def _read_table(  # noqa: PLR0913 (a table is a sheet, its spread rows, its widths, its columns and its end)
    sheet: Sheet, spread: Sequence[Row], widths: Mapping[int, dict[int, int]], layout: Layout, end: int, today: date | None
) -> Iterator[ReadRow]:
    context, above, signing = Context(), None, False
    for index in range(layout.last + 1, end):
        row = sheet.rows[index]
        if not filled(row):
            continue
        kind, heading = kind_of(row, spread[index], layout, widths.get(index, {}))
        signing = kind is Kind.SIGNATURE or (signing and len(filled(row)) <= _MOST_CELLS_AMONG_SIGNATURES)
        if signing or kind is not Kind.DATA:
            context = context.after(heading) if heading and not signing else context
            code = Kind.SIGNATURE if signing else kind
            yield _row(sheet, index, [Reason(code.value)], {"text": _joined(row)})
            continue
        entries = read_entries(sheet, index, spread[index], layout, context, above, today)
        above = entries[0]
        for entry in entries:
            yield _row(sheet, index, entry.reasons, entry.values)


_MOST_CELLS_AMONG_SIGNATURES = 3


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


