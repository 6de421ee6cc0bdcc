"""Where a row lies: its written places against the units of all maps. What cannot be told stays at the unit above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.base.places.choices import Level
from saolang.base.places.models import Map, Place, Standing
from saolang.base.places.queries import gazetteer
from saolang.core.intake.dates import PartialDate
from saolang.core.intake.reasons import Reason
from saolang.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

_PROVINCE = re.compile(r"^(?:tinh|t\.)\s")
_DISTRICT = re.compile(r"^(?:huyen|h\.|thi xa|tx\.?|quan|q\.|thanh pho|tp\.?)\s")
_COMMUNE = re.compile(r"^(?:xa|x\.|phuong|p\.|thi tran|tt\.?|dac khu)\s")
_COMMITTEE = re.compile(r"(?:UBND|Uỷ ban nhân dân|Ủy ban nhân dân)\s+(?P<name>.+)", re.IGNORECASE)
_CANDIDATES_NAMED = 5
_WRITTEN = ("commune", "district", "province", "place_text")
"""The values that say where a row lies."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The unit a row is placed in (by key), and the doubt where that is not the lowest one it names."""

    place: int | None
    reason: Reason | None = None


class Placer:
    """Places the rows of one register; the index of all units is built once."""

    def __init__(self, province: Place | None) -> None:
        self.province = province
        self._gazetteer = gazetteer()
        self._places = {place.pk: place for place in Place.objects.all()}
        self._maps = list(Map.objects.order_by("-number").values_list("number", "valid_from"))
        self._placed: dict[tuple[tuple[str | None, ...], int | None], Placed] = {}
        self._authorities: dict[tuple[int, str, int], Place | None] = {}
        communes = Standing.objects.filter(map=self._maps[0][0], unit__level=Level.COMMUNE)
        self._homes = dict(communes.values_list("place_id", "unit_id"))

    def place(self, values: Mapping[str, object]) -> Placed:
        """Return where a row lies. A name that fits several units, or none, leaves it at the district or province."""
        written = tuple(_text(values.get(name)) for name in _WRITTEN)
        day = _day_of(values)
        asked = (written, self._map_on(day) if day else None)
        if asked not in self._placed:
            self._placed[asked] = self._place(*written_units(values), day)
        return self._placed[asked]

    def _place(self, commune: str | None, district: str | None, province: str | None, day: date | None) -> Placed:
        province = province or (str(self.province) if self.province else None)
        found = self._gazetteer.resolve(commune=commune, district=district, province=province, on=day)
        if found.entry:
            return Placed(found.entry.key)
        names = "; ".join(entry.title for entry in found.candidates[:_CANDIDATES_NAMED])
        reason = Reason("place_not_resolved", f"{found.reason}{f' ({names})' if names else ''}")
        return Placed(self._above(district, province, day), reason if commune or district else None)

    def _above(self, district: str | None, province: str | None, day: date | None) -> int | None:
        if district:
            found = self._gazetteer.resolve(district=district, province=province, on=day)
            if found.entry:
                return int(found.entry.key)
        if province:
            found = self._gazetteer.resolve(province=province, on=day)
            return int(found.entry.key) if found.entry else (self.province.pk if self.province else None)
        return None

    def unit(self, key: int | None) -> Place | None:
        return self._places[key] if key is not None else None

    def home(self, key: int) -> int:
        """Return the commune of the newest map that wholly holds the place, else the place: one key for one spot."""
        return int(self._homes.get(key, key))

    def is_exact(self, key: int | None) -> bool:
        return key is not None and self._places[key].level == Level.COMMUNE

    def authority_unit(self, key: int | None, authority: str, day: date) -> Place | None:
        """Return the unit whose committee decided: the district or commune it names, else the province of that day."""
        province = self.province or self._province_of(key)
        if province is None:
            return None
        asked = (province.pk, authority, self._map_on(day))
        if asked not in self._authorities:
            self._authorities[asked] = self._authority_unit(province, authority, day)
        return self._authorities[asked]

    def _authority_unit(self, province: Place, authority: str, day: date) -> Place | None:
        named = _COMMITTEE.search(authority)
        if named and not _PROVINCE.match(fold(named["name"]) + " "):
            found = self._gazetteer.resolve(district=named["name"], province=str(province), on=day)
            if found.entry:
                return self._places[found.entry.key]
        return self._on(province, day)

    def _province_of(self, key: int | None) -> Place | None:
        return self.unit(self._places[key].province_id) if key is not None else None

    def _on(self, province: Place, day: date) -> Place:
        """Return the province of that name on the map of the day, where there is one."""
        found = self._gazetteer.find(str(province), self._map_on(day), Level.PROVINCE)
        return self._places[found[0].key] if len(found) == 1 else province

    def _map_on(self, day: date) -> int:
        return next(number for number, first in self._maps if first is None or first <= day)


def written_units(values: Mapping[str, object]) -> tuple[str | None, str | None, str | None]:
    """Return the commune, district and province a row names, from its columns or the parts of its place's text."""
    commune, district, province = (_text(values.get(name)) for name in _WRITTEN[:3])
    parts = [part.strip() for part in re.split(r"[,;]|\s[-–]\s", _text(values.get("place_text")) or "") if part.strip()]
    for part in reversed(parts):
        plain = fold(part) + " "
        if _PROVINCE.match(plain):
            province = province or part
        elif _COMMUNE.match(plain):
            commune = commune or part
        elif _DISTRICT.match(plain):
            district = district or part
    if not (commune or district) and parts:
        bare = [part for part in parts if not _PROVINCE.match(fold(part) + " ")]
        commune, district = (bare[-2], bare[-1]) if len(bare) > 1 else (bare[0] if bare else None, None)
    return commune, district, province


def _text(value: object) -> str | None:
    return str(value) if value else None


def _day_of(values: Mapping[str, object]) -> date | None:
    text = values.get("decision_date")
    return PartialDate.from_iso(str(text)).last_day if text else None


def province_named(titles: Iterable[str], places: Sequence[Place]) -> Place | None:
    """Return the one province the titles name, in its oldest generation; None where they name none, or several."""
    text = " ".join(f" {fold(title)} " for title in titles)
    named: dict[str, Place] = {}
    for place in sorted(places, key=lambda each: each.map_id, reverse=True):
        if re.search(rf"\b(?:tinh|thanh pho|tp\.?)\s+{re.escape(fold(place.name))}\b", text):
            named[fold(place.name)] = place
    return next(iter(named.values())) if len(named) == 1 else None
