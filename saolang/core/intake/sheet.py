"""A sheet as it came: cells, what was merged, what was hidden. Positions are 0-based; people are shown them 1-based."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Cell = str | int | float | bool | date | datetime | time | timedelta
"""One value; an empty cell is ""."""

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged rectangle, both ends included; its value stands in the top left cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file.

    `knows_merges` is false for CSV, where a merged cell comes out as one value and blanks. `unreadable` holds the cells
    that show an error, or a formula whose value the file does not keep.
    """

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    knows_merges: bool = True
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    unreadable: frozenset[tuple[int, int]] = frozenset()

    def spread(self) -> list[Row]:
        """Return the rows with every vertically merged value repeated in each row it covers, in its first column."""
        rows = list(self.rows)
        for merge in self.merges:
            if merge.bottom > merge.top and merge.top < len(rows):
                _repeat(rows, merge)
        return rows

    @cached_property
    def merges_from(self) -> Mapping[int, Sequence[Merge]]:
        """The merges by their top row."""
        found: dict[int, list[Merge]] = {}
        for merge in self.merges:
            found.setdefault(merge.top, []).append(merge)
        return found

    @cached_property
    def widths(self) -> Mapping[tuple[int, int], int]:
        """How many columns each horizontally merged cell covers, by the position of its value."""
        return {
            (merge.top, merge.left): merge.right - merge.left + 1 for merge in self.merges if merge.right > merge.left
        }


def _repeat(rows: list[Row], merge: Merge) -> None:
    if merge.left >= len(rows[merge.top]):
        return
    value = rows[merge.top][merge.left]
    if value == "":
        return
    for index in range(merge.top + 1, min(merge.bottom, len(rows) - 1) + 1):
        row = rows[index] + ("",) * (merge.left + 1 - len(rows[index]))
        rows[index] = (*row[: merge.left], value, *row[merge.left + 1 :])


def filled(row: Iterable[Cell]) -> list[tuple[int, Cell]]:
    """Return the cells of a row that hold something, with their columns."""
    return [
        (column, cell)
        for column, cell in enumerate(row)
        if cell != "" and not (isinstance(cell, str) and cell.isspace())
    ]
