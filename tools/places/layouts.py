"""Lay out tiles.csv (34 provinces as squares) and hexes.csv (each province's communes as hexagons), once.

Every unit is drawn in a cell of its own, and the cells are given so that the units together move as little as possible
from where they lie (an assignment problem, solved exactly). Needs numpy and scipy; README.md in this folder says how.

    /tmp/places/bin/python tools/places/layouts.py
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

PLACES = Path(__file__).resolve().parents[2] / "saolang" / "data" / "places"
TILE_DEGREES = 0.86
"""Side of a square in degrees of latitude: the land's area shared among 34, so that the whole keeps its size."""
OFFSETS = 12
FAR = 1.2
"""An island lies at most this many times as far from the middle as the furthest commune of the mainland."""
SHUT_IN = 5
"""A free cell with this many kept neighbours, of six, is a hole."""
AROUND = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
KM_A_DEGREE = 111.2
SQUARE_ROOT_3 = math.sqrt(3)


def read_units() -> list[dict[str, str]]:
    with (PLACES / "units.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["generation"] == "2"]


def positions(units: list[dict[str, str]]) -> np.ndarray:
    """Return x (east) and y (south) in degrees of latitude."""
    lat = np.array([float(unit["lat"]) for unit in units])
    lon = np.array([float(unit["lon"]) for unit in units])
    return np.column_stack([lon * math.cos(math.radians(lat.mean())), -lat])


def assigned(points: np.ndarray, grid: np.ndarray, offset: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the total displacement, and the grid cell of each point, when the grid is moved by the offset."""
    cost = cdist(points, grid + offset)
    rows, columns = linear_sum_assignment(cost)
    return float(cost[rows, columns].sum()), grid[columns]


def tiles(provinces: list[dict[str, str]]) -> list[tuple[str, int, int]]:
    """Return (code, column, row): the grid's offset, too, is the one that moves the provinces least."""
    points = positions(provinces) / TILE_DEGREES
    low, high = np.floor(points.min(axis=0)).astype(int), np.ceil(points.max(axis=0)).astype(int)
    grid = np.array([(x, y) for x in range(low[0] - 1, high[0] + 2) for y in range(low[1] - 1, high[1] + 2)])
    steps = np.arange(OFFSETS) / OFFSETS
    _, best = min(
        (assigned(points, grid, np.array([dx, dy])) for dx in steps for dy in steps), key=lambda found: found[0]
    )
    corner = best.min(axis=0)
    return [(unit["code"], int(x), int(y)) for unit, (x, y) in zip(provinces, best - corner, strict=True)]


def lattice(points: np.ndarray, side: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the axial coordinates (q, r) of the pointed hexagons that cover the points, and their centres."""
    low, high = points.min(axis=0) / side, points.max(axis=0) / side
    axial = np.array(
        [
            (q, r)
            for r in range(math.floor(low[1] / 1.5) - 2, math.ceil(high[1] / 1.5) + 3)
            for q in range(
                math.floor(low[0] / SQUARE_ROOT_3 - r / 2) - 2, math.ceil(high[0] / SQUARE_ROOT_3 - r / 2) + 3
            )
        ]
    )
    return axial, np.column_stack([SQUARE_ROOT_3 * (axial[:, 0] + axial[:, 1] / 2), 1.5 * axial[:, 1]]) * side


def without_holes(kept: set[int], order: list[int], neighbours: list[set[int]]) -> set[int]:
    """Fill each cell that is shut in by kept ones; the kept cell that hangs most loosely gives way."""
    rank = {cell: place for place, cell in enumerate(order)}
    kept = set(kept)
    for _ in order:
        holes = [cell for cell in order if cell not in kept and len(neighbours[cell] & kept) >= SHUT_IN]
        if not holes:
            break
        kept.add(holes[0])
        kept.remove(min(kept, key=lambda cell: (len(neighbours[cell] & kept), -rank[cell])))
    return kept


def hexagons(communes: list[dict[str, str]]) -> list[tuple[str, int, int]]:
    """Return (code, q, r), axial coordinates of pointed hexagons.

    As many cells as there are communes on the mainland are kept, those nearest to a commune in terms of its own size,
    so that together they keep the outline of the province; then the communes move into them. Each special zone (đặc
    khu, an island) takes the free cell nearest to it, in the direction where it lies.
    """
    islands = [unit for unit in communes if unit["kind"] == "Đặc khu"]
    mainland = [unit for unit in communes if unit["kind"] != "Đặc khu"]
    everywhere = positions([*mainland, *islands])
    points, far = everywhere[: len(mainland)], everywhere[len(mainland) :]
    middle = np.median(points, axis=0)
    reach = np.linalg.norm(points - middle, axis=1).max() * FAR
    # Trường Sa lies 600 km from its province: brought near, or the drawing would be mostly sea.
    far = np.array([middle + (island - middle) * min(1, reach / np.linalg.norm(island - middle)) for island in far])
    areas = np.array([float(unit["area_km2"] or "nan") for unit in mainland])
    areas = np.where(np.isnan(areas), np.nanmedian(areas), areas)
    # The side of a hexagon that shares the land out evenly.
    side = math.sqrt(areas.mean() * 2 / (3 * SQUARE_ROOT_3)) / KM_A_DEGREE
    axial, centres = lattice(np.vstack([points, far]) if islands else points, side)
    index = {(q, r): cell for cell, (q, r) in enumerate(axial.tolist())}
    neighbours = [{index[q + x, r + y] for x, y in AROUND if (q + x, r + y) in index} for q, r in axial.tolist()]

    distances = cdist(points, centres)
    radii = np.maximum(np.sqrt(areas / math.pi) / KM_A_DEGREE, side / 2)
    order = np.argsort((distances / radii[:, None]).min(axis=0), kind="stable").tolist()
    kept = sorted(without_holes(set(order[: len(mainland)]), order, neighbours))
    _, columns = linear_sum_assignment(distances[:, kept])
    cells = {unit["code"]: kept[column] for unit, column in zip(mainland, columns, strict=True)}
    for unit, place in zip(islands, far, strict=True):
        taken = set(cells.values())
        beside = {cell for taken_cell in taken for cell in neighbours[taken_cell]}
        free = [cell for cell in range(len(axial)) if cell not in taken and cell not in beside]
        cells[unit["code"]] = min(free, key=lambda cell: float(np.linalg.norm(centres[cell] - place)))

    drawn = {code: axial[cell] for code, cell in cells.items()}
    top = min(r for _, r in drawn.values())
    # Moving up by whole rows moves half a cell sideways for each: the leftmost cell then starts at the edge.
    left = math.floor(min(q + (r - top) / 2 for q, r in drawn.values()))
    return [(code, int(q) - left, int(r) - int(top)) for code, (q, r) in drawn.items()]


def write(name: str, columns: tuple[str, ...], rows: list[tuple[str, int, int]]) -> None:
    with (PLACES / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(sorted(rows))
    print(f"{name}: {len(rows)} rows")


def main() -> None:
    units = read_units()
    provinces = [unit for unit in units if unit["level"] == "province"]
    write("tiles.csv", ("code", "col", "row"), tiles(provinces))
    write(
        "hexes.csv",
        ("code", "q", "r"),
        [
            cell
            for province in provinces
            for cell in hexagons([unit for unit in units if unit["parent_code"] == province["code"]])
        ],
    )


if __name__ == "__main__":
    main()
