"""Loading the places: the committed data become rows, again and again with the same outcome."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import F, Model

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.sorting import sort_key
from saolang.base.places.choices import Level
from saolang.base.places.models import Map, Place, PlaceLink, PlaceName, Standing
from saolang.core.succession import Unit, nested_intervals, standings
from saolang.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DATA = Path(__file__).resolve().parents[2] / "data" / "places"

MAP_FIELDS = ("valid_from", "valid_to", "legal_basis")
PLACE_FIELDS = ("name", "kind", "level", "lat", "lon", "area_km2", "lft", "rgt", "folded", "sort_key")
NAME_FIELDS = ("place_id", "name", "kind", "valid_from", "valid_to", "source", "confirmed", "folded")
LINK_FIELDS = ("predecessor_id", "successor_id", "part", "main", "cross_check")
STANDING_FIELDS = ("place_id", "map_id", "unit_id")
BATCH = 2_000

Row = dict[str, str]
Values = tuple[Any, ...]
Keys = dict[Unit, int]


class Naming(NamedTuple):
    """A name a unit has borne, with its kind."""

    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    source: str
    confirmed: bool


@transaction.atomic
def load_places(*, by: str, folder: Path = DATA) -> int:
    """Make maps, units, names, links and standings what the files say; return how many rows were written or removed.

    In order: maps; units from the top down, which keep their keys from run to run; their names, links and standings;
    and the entry in the list of changes, if anything changed. No unit is ever removed, since records stand on it:
    ValueError when the files lack one that is there.
    """
    units = {Unit(int(row["generation"]), row["code"]): row for row in _read(folder / "units.csv")}
    links = _read(folder / "links.csv")
    maps = [
        Map(int(row["number"]), _day(row["valid_from"]), _day(row["valid_to"]), row["legal_basis"])
        for row in _read(folder / "maps.csv")
    ]
    changed = _load_maps(maps)
    names = _names(units, _read(folder / "names.csv"), {each.number: (each.valid_from, each.valid_to) for each in maps})
    parents = _parents(units, names)
    changed += _load_units(units, parents, names)
    keys = {Unit(number, code): key for number, code, key in Place.objects.values_list("map_id", "code", "pk")}
    changed += _hold(PlaceName, NAME_FIELDS, _name_rows(names, keys))
    changed += _hold(PlaceLink, LINK_FIELDS, _link_rows(links, keys))
    changed += _hold(Standing, STANDING_FIELDS, _standing_rows(parents, links, keys))
    if changed:
        record(by=by, action=Action.IMPORT, kind="places", code=folder.name, after={"rows": changed})
    return changed


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None


def _load_maps(maps: Iterable[Map]) -> int:
    held = {values[0]: values for values in Map.objects.values_list("number", *MAP_FIELDS)}
    changed = [
        each for each in maps if held.get(each.number) != (each.number, *(getattr(each, name) for name in MAP_FIELDS))
    ]
    Map.objects.bulk_create(changed, update_conflicts=True, unique_fields=["number"], update_fields=MAP_FIELDS)
    return len(changed)


def _names(
    units: Mapping[Unit, Row], changes: Iterable[Row], spans: Mapping[int, tuple[date | None, date | None]]
) -> dict[Unit, list[Naming]]:
    """Return each unit's names in order of days; the first is that of units.csv, unless the changes give it.

    A confirmed name lasts until the next confirmed one, the last until the end of its map. What is not confirmed ends
    nothing.
    """
    changed: defaultdict[Unit, list[Row]] = defaultdict(list)
    for row in changes:
        changed[Unit(int(row["generation"]), row["code"])].append(row)
    names = {}
    for unit, row in units.items():
        first_day, last_day = spans[unit.generation]
        found = [
            Naming(change["name"], change["kind"], _day(change["valid_from"]) or first_day, None, change["resolution"],
                   change["confirmed"] == "yes")
            for change in changed[unit]
        ]  # fmt: skip
        if all(naming.valid_from != first_day for naming in found):
            found.append(Naming(row["name"], row["kind"], first_day, None, row["source"], confirmed=True))
        found.sort(key=lambda naming: naming.valid_from or date.min)
        names[unit] = [
            naming._replace(valid_to=_last_day(naming, found, last_day)) if naming.confirmed else naming
            for naming in found
        ]
    return names


def _last_day(naming: Naming, names: Sequence[Naming], last_day: date | None) -> date | None:
    later = names[names.index(naming) + 1 :]
    following = next((each.valid_from for each in later if each.confirmed and each.valid_from), None)
    return following - timedelta(days=1) if following else last_day


def _current(names: Iterable[Naming]) -> Naming:
    """Return the last confirmed name."""
    return [naming for naming in names if naming.confirmed][-1]


@cache
def _alphabetical(name: str) -> str:
    """Return the sort key; "Phường 2" comes before "Phường 10"."""
    return sort_key(re.sub(r"\d+", lambda digits: digits[0].zfill(3), name))


def _parents(units: Mapping[Unit, Row], names: Mapping[Unit, list[Naming]]) -> dict[Unit, Unit | None]:
    """Return the unit above each, with siblings in the order of the alphabet."""
    ordered = sorted(units, key=lambda unit: (unit.generation, _alphabetical(_current(names[unit]).name), unit.code))
    return {
        unit: Unit(unit.generation, units[unit]["parent_code"]) if units[unit]["parent_code"] else None
        for unit in ordered
    }


def _load_units(
    units: Mapping[Unit, Row], parents: Mapping[Unit, Unit | None], names: Mapping[Unit, list[Naming]]
) -> int:
    """Write the units that are new or have changed, level by level: a unit needs the key of the one above it."""
    intervals = nested_intervals(parents)
    held = {
        Unit(number, code): tuple(values)
        for number, code, *values in Place.objects.values_list("map_id", "code", "parent__code", *PLACE_FIELDS)
    }
    if gone := sorted(set(held) - set(units)):
        raise ValueError(f"Units that are in use are not in the files: {gone}")
    keys: Keys = {}
    changed = 0
    for level in Level:
        of_level = [unit for unit, row in units.items() if row["level"] == level]
        wanted = {unit: _unit_values(units[unit], _current(names[unit]), intervals[unit]) for unit in of_level}
        writing = [unit for unit in of_level if held.get(unit) != (units[unit]["parent_code"] or None, *wanted[unit])]
        _write_units({unit: wanted[unit] for unit in writing}, parents, keys)
        changed += len(writing)
        keys |= {
            Unit(number, code): key
            for number, code, key in Place.objects.filter(level=level).values_list("map_id", "code", "pk")
        }
    return changed


def _unit_values(row: Row, naming: Naming, interval: tuple[int, int]) -> Values:
    """Return the values of PLACE_FIELDS."""
    coordinates = (_number(row["lat"]), _number(row["lon"]), _number(row["area_km2"]))
    return (
        naming.name,
        naming.kind,
        row["level"],
        *coordinates,
        *interval,
        fold(naming.name),
        _alphabetical(naming.name),
    )


def _write_units(wanted: Mapping[Unit, Values], parents: Mapping[Unit, Unit | None], keys: Keys) -> None:
    places = []
    for unit, values in wanted.items():
        path = [unit]
        while (above := parents[path[-1]]) is not None:
            path.append(above)
        places.append(
            Place(
                map_id=unit.generation,
                code=unit.code,
                parent_id=keys[path[1]] if path[1:] else None,
                province_id=keys[path[-1]] if path[1:] else None,
                **dict(zip(PLACE_FIELDS, values, strict=True)),
            )
        )
    Place.objects.bulk_create(
        places,
        update_conflicts=True,
        unique_fields=["map", "code"],
        update_fields=["parent", "province", *PLACE_FIELDS],
        batch_size=BATCH,
    )
    Place.objects.filter(province=None).update(province=F("pk"))


def _name_rows(names: Mapping[Unit, list[Naming]], keys: Keys) -> list[Values]:
    return [(keys[unit], *naming, fold(naming.name)) for unit, found in names.items() for naming in found]


def _ends(link: Row) -> tuple[Unit, Unit]:
    return Unit(int(link["old_generation"]), link["old_code"]), Unit(int(link["new_generation"]), link["new_code"])


def _link_rows(links: Iterable[Row], keys: Keys) -> list[Values]:
    main = {"1": True, "0": False, "": None}
    return [(*(keys[unit] for unit in _ends(link)), link["part"], main[link["main"]], link["check"]) for link in links]


def _standing_rows(parents: Mapping[Unit, Unit | None], links: Iterable[Row], keys: Keys) -> list[Values]:
    found = standings(parents, [_ends(link) for link in links])
    return [(keys[unit], number, keys[stands] if stands else None) for (unit, number), stands in found.items()]


def _hold(model: type[Model], fields: tuple[str, ...], wanted: Iterable[Values]) -> int:
    """Make the table hold exactly these rows, leaving alone those it holds; return how many it wrote or removed."""
    manager = model._default_manager  # noqa: SLF001 - the documented way to the manager of any model
    held = {tuple(values): key for key, *values in manager.values_list("pk", *fields)}
    missing = list(dict.fromkeys(values for values in wanted if held.pop(values, None) is None))
    extra = list(held.values())
    for start in range(0, len(extra), BATCH):
        manager.filter(pk__in=extra[start : start + BATCH]).delete()
    for start in range(0, len(missing), BATCH):
        rows = missing[start : start + BATCH]
        manager.bulk_create([model(**dict(zip(fields, values, strict=True))) for values in rows])
    return len(extra) + len(missing)
