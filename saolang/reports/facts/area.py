"""Which places' facts are asked, and on which map they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saolang.base.places.models import Map, Place

_WITHIN = """FROM places_standing standing JOIN places_place unit ON unit.id = standing.unit_id
    WHERE standing.map_id = %(map)s AND unit.lft BETWEEN %(lft)s AND %(rgt)s"""


class Grouping(StrEnum):
    """What a figure is split by: nothing, the smallest unit that wholly holds each fact, or its province."""

    NONE = "none"
    UNIT = "unit"
    PROVINCE = "province"


@dataclass(frozen=True)
class Area:
    """The facts of one unit, or of the whole country; `shown_on` is the map whose units they are grouped by.

    Old Hậu Giang shown on the new map is its facts, no others, by the communes of new Cần Thơ.
    """

    unit: Place | None
    shown_on: Map

    def sql(self, grouping: Grouping) -> str:
        """Return the relation `area(place_id, unit_id)`; empty when no place limits or groups the facts."""
        if self.unit is None and grouping is Grouping.NONE:
            return ""
        if grouping is Grouping.NONE:
            return f"SELECT standing.place_id, NULL AS unit_id {_WITHIN}"
        unit = "shown.unit_id" if grouping is Grouping.UNIT else "holder.province_id"
        holder = "" if grouping is Grouping.UNIT else "LEFT JOIN places_place holder ON holder.id = shown.unit_id"
        within = f"AND shown.place_id IN (SELECT standing.place_id {_WITHIN})" if self.unit else ""
        return f"""SELECT shown.place_id, {unit} AS unit_id FROM places_standing shown {holder}
            WHERE shown.map_id = %(shown_on)s {within}"""

    def join(self, table: str) -> str:
        """Return the join of a table to `area`. Over the whole country, facts without a place stay in."""
        return f"{'JOIN' if self.unit else 'LEFT JOIN'} area ON area.place_id = {table}.place_id"

    @property
    def parameters(self) -> dict[str, int]:
        parameters = {"shown_on": self.shown_on.pk}
        if self.unit:
            parameters |= {"map": self.unit.map_id, "lft": self.unit.lft, "rgt": self.unit.rgt}
        return parameters
