"""Sheets for tests, written as rows of cells."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from saolang.core.intake.register import Reading, ReadRow, read_register
from saolang.core.intake.sheet import Cell, Merge, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TODAY = date(2026, 11, 22)
HEADER = ("STT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Số QĐ", "Ngày công nhận")


def sheet(
    *rows: Sequence[Cell],
    merges: Iterable[tuple[int, int, int, int]] = (),
    hidden_rows: Iterable[int] = (),
    name: str = "Sheet1",
    knows_merges: bool = True,
    hidden: bool = False,
) -> Sheet:
    """Return a sheet of these rows, squared off with empty cells as a spreadsheet gives them."""
    width = max(len(row) for row in rows)
    return Sheet(
        name=name,
        rows=tuple((*row, *[""] * (width - len(row))) for row in rows),
        merges=tuple(Merge(*merge) for merge in merges),
        knows_merges=knows_merges,
        hidden=hidden,
        hidden_rows=frozenset(hidden_rows),
    )


def a_row(**changes: Cell) -> tuple[Cell, ...]:
    """Return a row under HEADER that a clerk would accept, with the changes."""
    cells: dict[str, Cell] = {
        "number": 1,
        "product": "Bánh tét ba nhân",
        "producer": "Hộ kinh doanh Thạch Thị Thủy",
        "commune": "Xã Long Hiệp",
        "district": "Huyện Trà Cú",
        "stars": "3 sao",
        "decision": "2610/QĐ-UBND",
        "date": "30/12/2022",
    }
    return tuple({**cells, **changes}.values())


def read(*sheets: Sheet) -> Reading:
    return read_register(sheets, today=TODAY)


def read_row(*cells: Sequence[Cell]) -> ReadRow:
    """Return the reading of the last of these rows, put under HEADER."""
    return read(sheet(HEADER, *cells)).rows[-1]


def codes(row: ReadRow) -> list[str]:
    return [reason.code for reason in row.reasons]


def outline(reading: Reading) -> list[tuple[int, str, list[str]]]:
    """Return row number, verdict and reasons of every row: the shape of a reading at a glance."""
    return [(row.row, row.verdict.value, codes(row)) for row in reading.rows]
