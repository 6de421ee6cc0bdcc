"""Maps as SVG from the server: provinces as tiles or outlines, a province's communes as hexagons.

Only the map of today has layouts (`data/places`). At most four classes, `c0` to `c3` of `saolang.css`, and the number
stands in the cell, so colour never speaks alone; the small drawings only say where something is. No style attribute.
Every map of the country shows Hoàng Sa and Trường Sa in inset boxes, under their Vietnamese names in every language.
"""

from __future__ import annotations

import csv
import json
import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypedDict, TypeVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from saolang.base.kit.formats import figure
from saolang.base.places.choices import Level
from saolang.base.places.models import Place
from saolang.base.places.services import DATA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

CellT = TypeVar("CellT")

DRAWN_MAP = 2
WIDTH = 392
"""Every drawing is this wide, so that its 12 units of text stay 12 pixels on a phone, however many cells it has."""
TILE = 56
CLASSES_OF_SOME = 3
OUTLINE_CREDIT = "© OpenStreetMap contributors"
WEST, NORTH, SOUTH = 102.1, 23.45, 8.3
DEGREE = 52.5
"""Units a degree of latitude takes; one of longitude takes less, as it does at 16° north."""
DEGREE_EAST = DEGREE * math.cos(math.radians(16))
LABEL_HALF = 34
ARCHIPELAGOS = {"20333": "Hoàng Sa", "22736": "Trường Sa"}


class Mark(NamedTuple):
    """What a unit shows: its number (None: not known), and the page it opens, if any."""

    number: float | None
    url: str = ""


class _Outline(TypedDict):
    """A province's rings and the point for its label, in degrees east and north."""

    label: tuple[float, float]
    rings: list[list[tuple[float, float]]]


class Box(NamedTuple):
    """An inset in units of the drawing, how far the islands stay from its edge and how large their dots are."""

    x: float
    y: float
    width: float
    height: float
    margin: float = 10
    radius: float = 2


TILE_BOXES = {"Hoàng Sa": Box(5.1 * TILE, 4.6 * TILE, 104, 84), "Trường Sa": Box(5.1 * TILE, 14.3 * TILE, 104, 110)}
OUTLINE_BOXES = {"Hoàng Sa": Box(300, 255, 88, 72), "Trường Sa": Box(300, 690, 88, 88)}
SMALL_TILE = 13
SMALL_BOXES = {"Hoàng Sa": Box(71, 50, 58, 30, 5, 1.2), "Trường Sa": Box(71, 186, 58, 30, 5, 1.2)}
SMALL_WIDTH = 136
HEX_MOST, HEXES_WIDE = 16, 168
"""How wide a small hexagon is at most, and a row of them."""


def class_bounds(numbers: Iterable[float | None]) -> tuple[float, ...]:
    """Return the least number of each class but `c0`, which is none at all: at most three, each of as many values."""
    values = sorted({number for number in numbers if number})
    classes = min(CLASSES_OF_SOME, len(values))
    return tuple(values[len(values) * part // classes] for part in range(classes))


def legend(marks: Mapping[Place, Mark]) -> SafeString:
    """Return one entry for each class of a drawing of these marks: a swatch and its numbers in words."""
    bounds = class_bounds(mark.number for mark in marks.values())
    words = [gettext("Chưa có")]
    for at, low in enumerate(bounds):
        if at + 1 == len(bounds):
            words.append(gettext("%(low)s trở lên") % {"low": figure(low)})
        else:
            words.append(gettext("%(low)s đến dưới %(high)s") % {"low": figure(low), "high": figure(bounds[at + 1])})
    entries = format_html_join(
        "",
        '<span><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="c{}" width="10" height="10"/></svg>{}</span>',
        enumerate(words),
    )
    return format_html('<p class="legend">{}</p>', entries)


def province_tiles(marks: Mapping[Place, Mark], *, title: str) -> SafeString:
    """Draw the country as one square for each province, with its name and number. `title` states the finding."""
    shade = _Shade(marks)
    cells = []
    for province, (column, row) in _drawn(_tiles()):
        x, y = column * TILE, row * TILE
        square = format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', shade.fill(province), x, y, TILE, TILE
        )
        lines = _two_lines(province.name)
        top = y + (13 if len(lines) > 1 else 20)
        written = format_html_join(
            "",
            '<text class="name {}" x="{}" y="{}">{}</text>',
            ((shade.ink(province), x + TILE // 2, top + 14 * at, line) for at, line in enumerate(lines)),
        )
        cells.append(shade.cell(province, square + written + shade.number(province, x + TILE / 2, y + TILE - 8)))
    height = (1 + max(row for _, row in _tiles().values())) * TILE
    return _svg("tilemap", height, title, marks, [*cells, *_insets(TILE_BOXES)])


def commune_hexes(province: Place, marks: Mapping[Place, Mark], *, title: str) -> SafeString:
    """Draw a province of today as one hexagon for each commune, with its number. `title` states the finding."""
    shade = _Shade(marks)
    communes = list(_drawn(_hexes(), parent=province))
    columns = [q + r / 2 for _, (q, r) in communes]
    side = WIDTH / ((max(columns) - min(columns) + 1) * math.sqrt(3))
    cells = []
    for commune, (q, r) in communes:
        x = (q + r / 2 - min(columns) + 0.5) * side * math.sqrt(3)
        y = (1.5 * r + 1) * side
        hexagon = format_html('<polygon class="{}" points="{}"/>', shade.fill(commune), _hexagon(x, y, side))
        cells.append(shade.cell(commune, hexagon + shade.number(commune, x, y + 4)))
        if commune.code in ARCHIPELAGOS:
            at = min(max(x, LABEL_HALF), WIDTH - LABEL_HALF)
            cells.append(
                format_html(
                    '<text x="{}" y="{}">{}</text>', _round(at), _round(y + side + 14), ARCHIPELAGOS[commune.code]
                )
            )
    height = (1.5 * max(r for _, (_, r) in communes) + 2) * side + 16
    return _svg("hexmap", height, title, marks, cells)


def country_outline(marks: Mapping[Place, Mark], *, title: str) -> SafeString:
    """Draw the true outlines of the provinces, with their numbers and the credit their licence asks for."""
    shade = _Shade(marks)
    cells, numbers = [], []
    for province, outline in _drawn(_outlines()):
        path = "".join(f"M{' '.join(','.join(_point(*point)) for point in ring)}z" for ring in outline["rings"])
        cells.append(shade.cell(province, format_html('<path class="{}" d="{}"/>', shade.fill(province), path)))
        x, y = _project(*outline["label"])
        numbers.append(shade.number(province, x, y + 4))
    height = (NORTH - SOUTH) * DEGREE + 20
    credit = format_html('<text class="credit" x="{}" y="{}">{}</text>', WIDTH, _round(height - 4), OUTLINE_CREDIT)
    return _svg("outlinemap", height, title, marks, [*cells, *numbers, *_insets(OUTLINE_BOXES), credit])


def country_with(units: Iterable[Place], others: Iterable[Place], *, title: str) -> SafeString:
    """Draw the country small: one colour, the provinces of the units lit, those of the others ringed.

    Some 1.5 kB before compression, in pixels of its own.
    """
    corners = {code: (column * SMALL_TILE, row * SMALL_TILE) for code, (column, row) in _tiles().items()}
    side = SMALL_TILE - 1
    square = f"h{side}v{side}h-{side}z"
    height = (1 + max(row for _, row in _tiles().values())) * SMALL_TILE + 14
    parts = _layers(
        corners, square, {_province(each).code for each in units}, {_province(each).code for each in others}
    )
    return _small(SMALL_WIDTH, height, title, [*parts, *_insets(SMALL_BOXES)])


def province_with(province: Place, units: Iterable[Place], others: Iterable[Place], *, title: str) -> SafeString:
    """Draw a province of today small: its communes in one colour, the units lit, the others ringed."""
    cells = {commune.code: cell for commune, cell in _drawn(_hexes(), parent=province)}
    left = min(q + r / 2 for q, r in cells.values())
    columns = max(q + r / 2 for q, r in cells.values()) - left + 1
    across = min(HEX_MOST, int(HEXES_WIDE / columns) // 2 * 2)
    # Whole numbers, so that moving from one hexagon to the next adds up no rounding.
    slant, upright = round(across * 0.29), round(across * 0.58)
    tops = {code: (int((q + r / 2 - left + 0.5) * across), r * (slant + upright)) for code, (q, r) in cells.items()}
    half = across // 2
    hexagon = f"l{half} {slant}v{upright}l-{half} {slant}-{half}-{slant}v-{upright}z"
    height = max(y for _, y in tops.values()) + 2 * slant + upright
    parts = _layers(tops, hexagon, {each.code for each in units}, {each.code for each in others})
    names = [(*tops[code], name) for code, name in ARCHIPELAGOS.items() if code in tops]
    width, beyond = math.ceil(columns * across), 16 if names else 0
    parts += [
        format_html(
            '<text x="{}" y="{}">{}</text>',
            min(max(x, LABEL_HALF), width - LABEL_HALF), y + 2 * slant + upright + 12, name,
        )
        for x, y, name in names
    ]  # fmt: skip
    return _small(width, height + beyond, title, parts)


def _layers(
    starts: Mapping[str, tuple[int, int]], shape: str, lit: Collection[str], ringed: Collection[str]
) -> list[SafeString]:
    """Return the shape at every start as one path, then those ringed and those lit on top."""
    wanted = {"": starts.keys(), "too": set(ringed) - set(lit), "on": lit}
    paths = ((name, [starts[code] for code in starts if code in codes]) for name, codes in wanted.items())
    return [format_html('<path class="{}" d="{}"/>', name, _repeated(shape, at)) for name, at in paths if at]


def _repeated(shape: str, starts: Iterable[tuple[int, int]]) -> str:
    """Return path data of the closed shape at each start, row by row: equal steps, which compress well."""
    data, here = [], (0, 0)
    for start in sorted(starts, key=lambda each: (each[1], each[0])):
        data.append(f"m{start[0] - here[0]} {start[1] - here[1]}{shape}")
        here = start
    return "".join(data)


def _province(unit: Place) -> Place:
    return unit.parent or unit


def _small(width: int, height: int, title: str, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg class="origin" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        width, height, title, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


class _Shade:
    """Gives each unit of one drawing its class, its number and its link."""

    def __init__(self, marks: Mapping[Place, Mark]) -> None:
        self._marks = marks
        self._bounds = class_bounds(mark.number for mark in marks.values())

    def _mark(self, unit: Place) -> Mark:
        return self._marks.get(unit, Mark(None))

    def _class(self, unit: Place) -> int:
        number = self._mark(unit).number or 0
        return sum(number >= bound for bound in self._bounds)

    def fill(self, unit: Place) -> str:
        return f"c{self._class(unit)}"

    def ink(self, unit: Place) -> str:
        return f"t{self._class(unit)}"

    def number(self, unit: Place, x: float, y: float) -> SafeString:
        number = self._mark(unit).number
        if number is None:
            return SafeString("")
        return format_html(
            '<text class="{}" x="{}" y="{}">{}</text>', self.ink(unit), _round(x), _round(y), figure(number)
        )

    def cell(self, unit: Place, drawn: str) -> SafeString:
        """Return the unit's drawing under its name, as a link where its mark opens a page."""
        mark = self._mark(unit)
        name = f"{unit}: {figure(mark.number)}" if mark.number is not None else str(unit)
        if mark.url:
            return format_html('<a href="{}" aria-label="{}"><title>{}</title>{}</a>', mark.url, name, name, drawn)
        return format_html("<g><title>{}</title>{}</g>", name, drawn)


def _svg(kind: str, height: float, title: str, marks: Mapping[Place, Mark], parts: Sequence[SafeString]) -> SafeString:
    # The parts of an image are hidden from assistive technology; links must not be.
    role = "group" if any(mark.url for mark in marks.values()) else "img"
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="{}" aria-label="{}">{}</svg>',
        kind, WIDTH, math.ceil(height), role, title, format_html_join("", "{}", ((part,) for part in parts)),
    )  # fmt: skip


def _insets(boxes: Mapping[str, Box]) -> list[SafeString]:
    """Return the boxes of the two archipelagos, a dot for each island and the name below."""
    return [
        format_html(
            '<g class="isles"><rect x="{}" y="{}" width="{}" height="{}" rx="2"/>{}<text x="{}" y="{}">{}</text></g>',
            _round(box.x), _round(box.y), _round(box.width), _round(box.height), _dots(_islands()[name], box),
            _round(box.x + box.width / 2), _round(box.y + box.height + 14), name,
        )
        for name, box in boxes.items()
    ]  # fmt: skip


def _dots(islands: Sequence[tuple[float, float]], box: Box) -> SafeString:
    """Place the islands in the box, all at one scale."""
    margin = box.margin
    west, east = min(lon for _, lon in islands), max(lon for _, lon in islands)
    south, north = min(lat for lat, _ in islands), max(lat for lat, _ in islands)
    scale = min((box.width - 2 * margin) / (east - west), (box.height - 2 * margin) / (north - south))
    left = box.x + (box.width - (east - west) * scale) / 2
    top = box.y + (box.height - (north - south) * scale) / 2
    return format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}"/>',
        (
            (_round(left + (lon - west) * scale), _round(top + (north - lat) * scale), box.radius)
            for lat, lon in islands
        ),
    )


def _two_lines(name: str) -> list[str]:
    """Break a province's name into at most two lines, the first not shorter than need be ("Hồ Chí", "Minh")."""
    words = name.split()
    return [name] if len(words) == 1 else [" ".join(words[:-1]), words[-1]]


def _hexagon(x: float, y: float, side: float) -> str:
    turns = (math.radians(60 * turn) for turn in range(6))
    return " ".join(f"{_round(x + side * math.sin(turn))},{_round(y + side * math.cos(turn))}" for turn in turns)


def _project(lon: float, lat: float) -> tuple[float, float]:
    return (lon - WEST) * DEGREE_EAST, (NORTH - lat) * DEGREE


def _point(lon: float, lat: float) -> tuple[str, str]:
    x, y = _project(lon, lat)
    return _round(x), _round(y)


def _round(number: float) -> str:
    """Return at most one decimal, with a point in every language."""
    return f"{number:.1f}".removesuffix(".0")


def _drawn(layout: Mapping[str, CellT], parent: Place | None = None) -> list[tuple[Place, CellT]]:
    """Return the units of the drawn map that the layout has, with their cells."""
    level = Level.COMMUNE if parent else Level.PROVINCE
    units = Place.objects.filter(map=DRAWN_MAP, level=level, **({"parent": parent} if parent else {}))
    return [(unit, layout[unit.code]) for unit in units]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _tiles() -> dict[str, tuple[int, int]]:
    return {row["code"]: (int(row["col"]), int(row["row"])) for row in _rows("tiles.csv")}


@cache
def _hexes() -> dict[str, tuple[int, int]]:
    return {row["code"]: (int(row["q"]), int(row["r"])) for row in _rows("hexes.csv")}


@cache
def _outlines() -> dict[str, _Outline]:
    text = (DATA / "outlines" / "outlines.json").read_text(encoding="utf-8")
    return dict(json.loads(text)["provinces"])


@cache
def _islands() -> dict[str, list[tuple[float, float]]]:
    islands: dict[str, list[tuple[float, float]]] = {}
    for row in _rows("islands.csv"):
        islands.setdefault(row["archipelago"], []).append((float(row["lat"]), float(row["lon"])))
    return islands
