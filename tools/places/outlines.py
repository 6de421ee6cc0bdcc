"""Dissolve the outlines of the 63 old provinces into the 34 of today: outlines/outlines.json, under ODbL.

Borders are simplified once for both neighbours, so no gap opens between them. Needs shapely 2.1; README.md
in this folder says how, and where Vietnam.json comes from.

    /tmp/places/bin/python tools/places/outlines.py Vietnam.json
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import coverage_simplify, make_valid, maximum_inscribed_circle, unary_union
from shapely.geometry import MultiPolygon, Polygon

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

PLACES = Path(__file__).resolve().parents[2] / "saolang" / "data" / "places"
TOLERANCE_DEGREES = 0.03
SMALLEST_ISLAND = 0.0008
"""Square degrees, some 10 km²: smaller islands would be drawn less than a point wide."""
KNOWN_AS = {"hanoi": "ha noi", "thua thien hue": "hue"}
CREDIT = "© OpenStreetMap contributors, ODbL 1.0"

Ring = list[list[float]]


def ring(encoded: str, offset: list[int]) -> Ring:
    """Decode a ring of ECharts: differences, zigzag, one character each, 1/1024 of a degree."""
    x, y = offset
    points = []
    for position in range(0, len(encoded), 2):
        dx, dy = (ord(character) - 64 for character in encoded[position : position + 2])
        x += (dx >> 1) ^ -(dx & 1)
        y += (dy >> 1) ^ -(dy & 1)
        points.append([x / 1024, y / 1024])
    return points


def geometry(encoded: dict[str, Any]) -> BaseGeometry:
    """Return the decoded (multi)polygon, made valid."""
    coordinates, offsets = encoded["coordinates"], encoded["encodeOffsets"]
    if encoded["type"] == "Polygon":
        coordinates, offsets = [coordinates], [offsets]
    polygons = [
        Polygon(rings[0], rings[1:])
        for rings in (
            [ring(text, offset) for text, offset in zip(*part, strict=True)]
            for part in zip(coordinates, offsets, strict=True)
        )
    ]
    return make_valid(MultiPolygon(polygons))


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    bare = "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
    return " ".join(re.sub(r"\b(tinh|thanh pho|province|city)\b|[^a-z ]", " ", bare).split())


def rows(name: str) -> list[dict[str, str]]:
    with (PLACES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dissolved(source: Path) -> dict[str, BaseGeometry]:
    """Return today's provinces by code, each the union of the old ones that went into it."""
    old_codes = {
        fold(unit["name"]): unit["code"]
        for unit in rows("units.csv")
        if unit["generation"] == "1" and unit["level"] == "province"
    }
    successor = {
        link["old_code"]: link["new_code"] for link in rows("links.csv") if link["old_code"] in old_codes.values()
    }
    parts: dict[str, list[BaseGeometry]] = {}
    features = json.loads(source.read_text(encoding="utf-8"))["features"]
    for feature in features:
        name = fold(feature["properties"]["name"])
        old = old_codes.pop(KNOWN_AS.get(name, name))
        parts.setdefault(successor[old], []).append(geometry(feature["geometry"]))
    if old_codes:
        raise SystemExit(f"Without an outline: {', '.join(old_codes)}")
    return {code: unary_union(found) for code, found in sorted(parts.items())}


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    parts = [geometry] if isinstance(geometry, Polygon) else geometry.geoms
    return [part for part in parts if isinstance(part, Polygon)]


def simplified(provinces: dict[str, BaseGeometry]) -> dict[str, list[Ring]]:
    """Return the outer rings of each province, simplified with shared borders."""
    simple = coverage_simplify(
        [
            MultiPolygon([Polygon(part.exterior) for part in polygons(whole) if part.area > SMALLEST_ISLAND])
            for whole in provinces.values()
        ],
        TOLERANCE_DEGREES,
    )
    return {
        code: [[[round(x, 2), round(y, 2)] for x, y in part.exterior.coords[:-1]] for part in polygons(shape)]
        for code, shape in zip(provinces, simple, strict=True)
    }


def label(rings: list[Ring]) -> list[float]:
    """Return the point furthest from any border of the largest ring, where a number has most room."""
    largest = max((Polygon(ring) for ring in rings), key=lambda polygon: polygon.area)
    x, y = maximum_inscribed_circle(largest).coords[0]
    return [round(x, 2), round(y, 2)]


def main() -> None:
    outlines = simplified(dissolved(Path(sys.argv[1])))
    target = PLACES / "outlines" / "outlines.json"
    body = ",\n".join(
        f'"{code}": {json.dumps({"label": label(rings), "rings": rings}, separators=(",", ":"))}'
        for code, rings in sorted(outlines.items())
    )
    credit = json.dumps(CREDIT, ensure_ascii=False)
    target.write_text(f'{{"credit": {credit}, "provinces": {{\n{body}\n}}}}\n', encoding="utf-8")
    print(f"{target.name}: {len(outlines)} provinces, {sum(len(rings) for rings in outlines.values())} rings")


if __name__ == "__main__":
    main()
