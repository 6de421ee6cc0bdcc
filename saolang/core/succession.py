"""What became of administrative units: where each stands on a map that is not its own.

Units are grouped in generations, one for each map. Links join a unit to those of the next generation that took its
territory. Everything follows from the lowest units: a province or a district stands where its parts stand together.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Unit(NamedTuple):
    """A unit's name among all: codes are used again from generation to generation."""

    generation: int
    code: str


Standings = dict[tuple[Unit, int], Unit | None]


def nested_intervals(parents: Mapping[Unit, Unit | None]) -> dict[Unit, tuple[int, int]]:
    """Return (left, right) of every unit: v lies within u exactly when left(u) <= left(v) <= right(u).

    `parents` gives each unit the one above it, or None; siblings are numbered in the order of the mapping. No number is
    used twice, over all generations. Raises ValueError when a unit lies within itself.
    """
    children = _children(parents)
    intervals: dict[Unit, tuple[int, int]] = {}
    number = 0

    def visit(unit: Unit) -> None:
        nonlocal number
        number += 1
        left = number
        for child in children.get(unit, ()):
            visit(child)
        number += 1
        intervals[unit] = (left, number)

    for unit, parent in parents.items():
        if parent is None:
            visit(unit)
    if len(intervals) != len(parents):
        lost = sorted(set(parents) - set(intervals))
        raise ValueError(f"Units within themselves: {lost}")
    return intervals


def standings(parents: Mapping[Unit, Unit | None], links: Iterable[tuple[Unit, Unit]]) -> Standings:
    """Return, for every unit and generation, the smallest unit of that generation that wholly contains it.

    On its own map that is the unit itself. A commune that went whole into one stands in that one; a split one stands in
    the smallest unit its successors share, the province in most cases; a commune of today seen on the old map stands in
    the smallest old unit that holds all its predecessors. None where no single unit holds it, or where what became of a
    part is not known. `links` are (predecessor, successor) pairs of neighbouring generations; only those between lowest
    units count.
    """
    children = _children(parents)
    paths = {unit: _path(unit, parents) for unit in parents}
    after: defaultdict[Unit, set[Unit]] = defaultdict(set)
    before: defaultdict[Unit, set[Unit]] = defaultdict(set)
    for predecessor, successor in links:
        if predecessor not in children and successor not in children:
            after[predecessor].add(successor)
            before[successor].add(predecessor)
    generations = sorted({unit.generation for unit in parents})
    found: Standings = {}

    def stand(unit: Unit, generation: int) -> Unit | None:
        if (unit, generation) not in found:
            if unit.generation == generation:
                found[unit, generation] = unit
            elif unit in children:
                found[unit, generation] = _common((stand(child, generation) for child in children[unit]), paths)
            else:
                found[unit, generation] = _common(_images(unit, generation, generations, after, before), paths)
        return found[unit, generation]

    for unit in parents:
        for generation in generations:
            stand(unit, generation)
    return found


def _children(parents: Mapping[Unit, Unit | None]) -> dict[Unit, list[Unit]]:
    children: dict[Unit, list[Unit]] = {}
    for unit, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(unit)
    return children


def _path(unit: Unit, parents: Mapping[Unit, Unit | None]) -> tuple[Unit, ...]:
    """Return the units from the top down to this one."""
    path = [unit]
    while (above := parents[path[-1]]) is not None:
        path.append(above)
    return tuple(reversed(path))


def _images(
    unit: Unit,
    generation: int,
    generations: list[int],
    after: Mapping[Unit, set[Unit]],
    before: Mapping[Unit, set[Unit]],
) -> list[Unit | None]:
    """Follow a lowest unit from map to map; None among the answer says that the track of a part is lost."""
    forward = generation > unit.generation
    steps = after if forward else before
    low, high = sorted((unit.generation, generation))
    way = [each for each in generations if low <= each <= high]
    lost: set[Unit | None] = {None}
    reached: set[Unit | None] = {unit}
    for _ in pairwise(way):
        reached = {image for each in reached for image in (each and steps.get(each)) or lost}
    return list(reached)


def _common(units: Iterable[Unit | None], paths: Mapping[Unit, tuple[Unit, ...]]) -> Unit | None:
    """Return the lowest unit that contains them all."""
    shared: tuple[Unit, ...] | None = None
    for unit in units:
        if unit is None:
            return None
        path = paths[unit]
        if shared is None:
            shared = path
        else:
            same = next((at for at, (a, b) in enumerate(zip(shared, path, strict=False)) if a != b), None)
            shared = shared[: min(len(shared), len(path)) if same is None else same]
    return shared[-1] if shared else None
