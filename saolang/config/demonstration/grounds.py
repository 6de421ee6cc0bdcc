"""The units of every province of the old map, and what stands there now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from saolang.base.places.choices import Level
from saolang.base.places.models import Place, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OLD_MAP, NEW_MAP = 1, 2
NEW_MAP_FROM = date(2025, 7, 1)


@dataclass(frozen=True)
class Ground:
    """The units of one province on both maps. `published` finds the unit a source names by its code on the old map."""

    old_province: Place
    new_province: Place
    old_communes: Sequence[Place]
    new_communes: Sequence[Place]
    published: Mapping[str, Place]

    def communes_on(self, day: date) -> Sequence[Place]:
        return self.new_communes if day >= NEW_MAP_FROM else self.old_communes

    def province_on(self, day: date) -> Place:
        return self.new_province if day >= NEW_MAP_FROM else self.old_province


def read_grounds() -> dict[str, Ground]:
    """Return the ground of every province of the old map by its code, in four queries.

    A commune of today belongs to an old province when it lies wholly within it; the few that do not belong to none.
    """
    units: dict[int | None, list[Place]] = defaultdict(list)
    for place in Place.objects.filter(map=OLD_MAP).select_related("parent").order_by("code"):
        units[place.province_id].append(place)
    today: dict[int | None, Place] = {place.pk: place for place in Place.objects.filter(map=NEW_MAP).order_by("code")}
    became, new_communes = _across(today)
    return {
        province.code: Ground(
            old_province=province,
            new_province=today[became[province.pk]],
            old_communes=[unit for unit in units[province.pk] if unit.level == Level.COMMUNE],
            new_communes=new_communes[province.pk],
            published={unit.code: unit for unit in units[province.pk]},
        )
        for members in units.values()
        for province in members
        if province.level == Level.PROVINCE
    }


def _across(today: Mapping[int | None, Place]) -> tuple[dict[int, int], dict[int | None, list[Place]]]:
    """Return what each old province lies in today, and the communes of today that lie in each old province."""
    standings = Standing.objects.filter(unit__isnull=False)
    provinces = standings.filter(map=NEW_MAP, place__map=OLD_MAP, place__level=Level.PROVINCE)
    became = dict(provinces.values_list("place", "unit"))
    within = standings.filter(map=OLD_MAP, place__map=NEW_MAP, place__level=Level.COMMUNE).order_by("place__code")
    communes: dict[int | None, list[Place]] = defaultdict(list)
    for place, province in within.values_list("place", "unit__province"):
        communes[province].append(today[place])
    return became, communes
