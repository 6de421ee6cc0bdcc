"""What a lot came of and what became of it, drawn: columns from left to right, a line for each event between them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from saolang.programme.traceability.rules.identity import identifiers_of_lot

if TYPE_CHECKING:
    from saolang.programme.traceability.models import Lot
    from saolang.programme.traceability.queries.lineage import Affected, Lineage

WIDTH, HEIGHT = 148, 44
GAP_X, GAP_Y = 44, 14
MOST_BOXES = 60
"""Boxes of a picture; beyond that the table alone tells it."""


class Box(NamedTuple):
    """A lot, or a case (`lot` None), and its upper left corner in units of the picture."""

    lot: Lot | None
    words: str
    under: str
    x: int
    y: int
    is_own: bool

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def first_y(self) -> int:
        return self.y + 18

    @property
    def second_y(self) -> int:
        return self.y + 35


class Line(NamedTuple):
    """From the right of one box to the left of another."""

    x1: int
    y1: int
    x2: int
    y2: int


class Tree(NamedTuple):
    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]


def tree_of(lineage: Lineage) -> Tree | None:
    """Return the picture, short columns in its middle; None where there is nothing to draw, or too much."""
    count = len(lineage.before) + len(lineage.after)
    if not 0 < count < MOST_BOXES:
        return None
    own = identifiers_of_lot(lineage.lot)[0]
    columns: dict[int, list[tuple[str, Affected | None]]] = defaultdict(list)
    columns[0].append((own, None))
    for each in lineage.before:
        columns[-each.depth].append((each.identifier, each))
    for each in lineage.after:
        columns[each.depth].append((each.identifier, each))
    first, tallest = min(columns), max(len(column) for column in columns.values())
    boxes = {
        name: _box(
            lineage.lot if each is None else each.lot,
            each,
            x=(column - first) * (WIDTH + GAP_X),
            y=(tallest - len(columns[column])) * (HEIGHT + GAP_Y) // 2 + row * (HEIGHT + GAP_Y),
        )
        for column in sorted(columns)
        for row, (name, each) in enumerate(columns[column])
    }
    boxes |= dict.fromkeys(identifiers_of_lot(lineage.lot), boxes[own])
    width = len(columns) * (WIDTH + GAP_X) - GAP_X
    height = tallest * (HEIGHT + GAP_Y) - GAP_Y
    return Tree(width, height, list(dict.fromkeys(boxes.values())), _lines(lineage, boxes))


def _box(lot: Lot | None, each: Affected | None, *, x: int, y: int) -> Box:
    """Write a box; `each` is None for the lot the picture is about."""
    words = lot.number if lot else _short(each.identifier if each else "")
    under = str(lot.product or lot.material) if lot else ""
    return Box(lot=lot, words=_cut(words), under=_cut(under), x=x, y=y, is_own=each is None)


def _lines(lineage: Lineage, boxes: dict[str, Box]) -> list[Line]:
    ends = [(each.identifier, each.source_identifier) for each in lineage.before]
    ends += [(each.source_identifier, each.identifier) for each in lineage.after]
    pairs = [(boxes[left], boxes[right]) for left, right in ends if left in boxes and right in boxes]
    return [Line(left.x + WIDTH, left.y + HEIGHT // 2, right.x, right.y + HEIGHT // 2) for left, right in pairs]


def _short(identifier: str) -> str:
    return identifier.rstrip("/").rpartition("/")[2]


def _cut(text: str, most: int = 18) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
