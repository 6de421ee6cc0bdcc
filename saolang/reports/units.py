"""Figures by administrative unit: numbers by smallest unit, gathered at a level, with what no unit of it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from saolang.base.places.models import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.places.models import Map


@dataclass(frozen=True)
class ByUnit:
    """One number for each unit of a level, zeros included.

    `not_placed`: what lies above the level, or nowhere; `not_placed_under`: the keys it was counted under.
    """

    numbers: Mapping[Place, float]
    not_placed: float
    not_placed_under: tuple[int | None, ...] = ()


def units_of(unit: Place | None, level: str, on: Map) -> list[Place]:
    """Return the units of the level that hold the unit's places on the map, by the alphabet. At most two queries.

    Seen on another map, old Hậu Giang is the communes of new Cần Thơ that took in any part of its own.
    """
    candidates = Place.objects.filter(map=on, level=level)
    if unit is None:
        inside = candidates
    elif unit.map_id == on.pk:
        inside = candidates.filter(lft__gte=unit.lft, rgt__lte=unit.rgt)
    else:
        subtree = Place.objects.filter(map=unit.map_id, lft__gte=unit.lft, rgt__lte=unit.rgt)
        became = Q(predecessor_links__predecessor__in=subtree) | Q(successor_links__successor__in=subtree)
        linked = Place.objects.filter(became, map=on).values_list("pk", "parent_id", "province_id")
        inside = candidates.filter(pk__in={key for keys in linked for key in keys if key})
    return list(inside.order_by("sort_key", "pk"))


def gather(numbers: Mapping[int | None, float], units: list[Place]) -> ByUnit:
    """Add up numbers keyed by unit id under the given units, each unit with everything in its subtree. One query."""
    places = Place.objects.in_bulk([key for key in numbers if key is not None])
    gathered: dict[Place, float] = dict.fromkeys(units, 0)
    not_placed: dict[int | None, float] = {}
    holders = _Holders(units)
    for key, number in numbers.items():
        holder = holders.of(places[key]) if key is not None else None
        if holder is None:
            not_placed[key] = number
        else:
            gathered[holder] += number
    return ByUnit(gathered, sum(not_placed.values()), tuple(not_placed))


class _Holders:
    """Finds the unit whose subtree a place lies in."""

    def __init__(self, units: list[Place]) -> None:
        self._by_id = {unit.pk: unit for unit in units}

    def of(self, place: Place) -> Place | None:
        for key in (place.pk, place.parent_id, place.province_id):
            if key in self._by_id:
                return self._by_id[key]
        return None
