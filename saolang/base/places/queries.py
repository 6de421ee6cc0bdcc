"""Reading places: what lies where, on which map, and what a written name means."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from saolang.base.kit.codes import number_in
from saolang.base.places.choices import Level, Part
from saolang.base.places.models import Map, Place, PlaceLink, PlaceName, Standing
from saolang.core.gazetteer import Entry, Gazetteer, readings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from saolang.core.refusal import Refusal


@dataclass(frozen=True)
class Resolved:
    """The place a written name means, or none: then the reason and the places it could mean, never a guess.

    `exact` is False where the writing differs in marks or kind from the place's own name.
    """

    place: Place | None
    candidates: tuple[Place, ...]
    reason: Refusal | None
    exact: bool


@dataclass(frozen=True)
class Tie:
    """A unit of another map that shares territory with a place.

    `part` says how much of the older of the two went into the newer, `main` whether the newer is its main heir where
    that is known; `old_communes` and `new_communes` count the lowest units of either side that the tie runs through.
    """

    place: Place
    part: Part
    main: bool | None
    old_communes: int
    new_communes: int


@dataclass(frozen=True)
class Story:
    """A place's names by day, its parts, what it came from and what it became, and who else bears its code.

    `communes` counts the lowest units in it (itself, when it has no parts); `split` those of them that were divided
    over several units of the next map, `from_split` those that hold a part of a unit so divided.
    """

    place: Place
    names: list[PlaceName]
    parts: list[Place]
    communes: int
    split: int
    from_split: int
    came_from: list[Tie]
    became: list[Tie]
    same_code: list[Place]


def map_on(day: date) -> Map:
    """Return the map in force on the day."""
    return Map.objects.get(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


def unit_on(place: Place, day: date) -> Place | None:
    """Return the unit of the map in force on the day, of the same level, that wholly contains the place.

    The place itself where it lies on that map; None where it was divided over several units: then only the province
    contains it wholly.
    """
    in_force = map_on(day)
    if place.map_id == in_force.pk:
        return place
    standings = place.standings.select_related("unit__province")
    standing = standings.filter(map=in_force, unit__level=place.level).first()
    return standing.unit if standing else None


def now_in(place: Place | None, day: date) -> Place | None:
    """Return the unit of the day's map the place lies in, where it was entered on another; None where it is the same.

    The smallest that wholly contains it, of whatever level.
    """
    if place is None:
        return None
    in_force = map_on(day)
    if place.map_id == in_force.pk:
        return None
    standing = Standing.objects.filter(place=place, map=in_force).select_related("unit__parent").first()
    return standing.unit if standing else None


def units_on_map(places: Iterable[Place], number: int) -> list[Place]:
    """Return the units of the map that wholly contain the places, each once, by the alphabet. One query."""
    standings = Standing.objects.filter(place__in={each.pk for each in places}, map=number).exclude(unit=None)
    return list(Place.objects.filter(pk__in=standings.values("unit")).select_related("parent"))


def with_public_codes(places: QuerySet[Place], codes: Iterable[str]) -> QuerySet[Place]:
    """Keep the places that bear one of the public codes ("1-87"); a text that is none names no place."""
    split = (code.partition("-") for code in codes)
    read = ((number_in(number), code) for number, _, code in split if "\x00" not in code)
    named = [Q(map=number, code=code) for number, code in read if number is not None]
    return places.filter(reduce(or_, named)) if named else places.none()


def within(places: QuerySet[Place], unit: Place) -> QuerySet[Place]:
    """Keep the unit and what lies in it on its own map."""
    return places.filter(map=unit.map_id, lft__range=(unit.lft, unit.rgt))


def standing_in(unit: Place, on_map: Map) -> QuerySet[Standing, int]:
    """Return the keys of the places of every map that stand, on this map, in the unit or a part of it.

    For use in a filter: `Product.objects.filter(producer__place__in=standing_in(unit, map))`. Raises ValueError for a
    unit of another map.
    """
    _must_lie_on(unit, on_map)
    inside = Standing.objects.filter(map=on_map, unit__map=on_map, unit__lft__range=(unit.lft, unit.rgt))
    return inside.values_list("place_id", flat=True)


def standing_in_any(units: Iterable[Place]) -> QuerySet[Standing, int]:
    """Return the keys of the places of every map that stand in one of the units, each on its own map."""
    inside = (Q(map=unit.map_id, unit__map=unit.map_id, unit__lft__range=(unit.lft, unit.rgt)) for unit in units)
    return Standing.objects.filter(reduce(or_, inside, Q(pk__in=()))).values_list("place_id", flat=True)


def not_placeable(unit: Place, on_map: Map) -> QuerySet[Place]:
    """Return the places of every map of which only a part may lie in the unit: to be listed by name, not counted.

    These stand strictly above the unit on this map, or nowhere on it, and share territory with it. Raises ValueError
    for a unit of another map.
    """
    _must_lie_on(unit, on_map)
    above = Standing.objects.filter(
        Q(unit=None) | Q(unit__map=on_map, unit__lft__lt=unit.lft, unit__rgt__gt=unit.rgt), map=on_map
    )
    came_here = PlaceLink.objects.filter(
        predecessor__map=OuterRef("map"),
        predecessor__lft__range=(OuterRef("lft"), OuterRef("rgt")),
        successor__map=on_map,
        successor__lft__range=(unit.lft, unit.rgt),
    )
    went_there = PlaceLink.objects.filter(
        successor__map=OuterRef("map"),
        successor__lft__range=(OuterRef("lft"), OuterRef("rgt")),
        predecessor__map=on_map,
        predecessor__lft__range=(unit.lft, unit.rgt),
    )
    return Place.objects.filter(Q(map=on_map) | Exists(came_here) | Exists(went_there), pk__in=above.values("place"))


def gazetteer() -> Gazetteer:
    """Return an index of all units of all maps, made with four queries: build it once for a whole register."""
    return _gazetteer(Place.objects.all())


def _gazetteer(places: QuerySet[Place]) -> Gazetteer:
    other_names: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    names = PlaceName.objects.filter(place__in=places).exclude(name=F("place__name"), kind=F("place__kind"))
    for key, kind, name in names.values_list("place_id", "kind", "name"):
        other_names[key].append((kind, name))
    at: defaultdict[int, dict[int, int]] = defaultdict(dict)
    standings = Standing.objects.filter(place__in=places).exclude(unit=None)
    for key, number, lft in standings.values_list("place_id", "map_id", "unit__lft"):
        at[key][number] = lft
    fields = ("pk", "map_id", "code", "level", "kind", "name", "lft", "rgt")
    entries = (
        Entry(key, number, code, level, ((kind, name), *other_names[key]), lft, rgt, at[key])
        for key, number, code, level, kind, name, lft, rgt in places.order_by("lft").values_list(*fields)
    )
    spans = {each.number: (each.valid_from, each.valid_to) for each in Map.objects.all()}
    return Gazetteer(entries, spans)


def find(text: str, on_map: Map | None = None, level: str | None = None) -> list[Place]:
    """Return the places with this code ("87", "1-87") or name, the highest level and the oldest map first."""
    keys = {reading.key for reading in readings(text)}
    alike = PlaceName.objects.filter(folded__in=keys).values("place")
    places = Place.objects.filter(Q(pk__in=alike) | Q(code=text.strip().rpartition("-")[2]))
    return list(_places(_gazetteer(places).find(text, on_map.number if on_map else None, level)))


def alike(text: str) -> list[Place]:
    """Return places with a name much like this one, for a person to choose from where none bears it."""
    return list(_places(gazetteer().alike(text)))


def resolve(
    *, commune: str | None = None, district: str | None = None, province: str | None = None, on: date | None = None
) -> Resolved:
    """Return the one place that the lowest name given means, under the higher ones (`Gazetteer.resolve`).

    For one name at a time: a register of thousands asks one `gazetteer()`.
    """
    found = gazetteer().resolve(commune=commune, district=district, province=province, on=on)
    place = _places([found.entry])[0] if found.entry else None
    return Resolved(place, _places(found.candidates), found.reason, found.exact)


def story(place: Place) -> Story:
    """Return what is known of a place over all maps. Six queries."""
    inside = within(Place.objects.all(), place)
    forward = [(link, link.successor) for link in _links(inside, "predecessor", "successor")]
    backward = [(link, link.predecessor) for link in _links(inside, "successor", "predecessor")]
    return Story(
        place=place,
        names=list(place.names.all()),
        parts=list(place.children.all()),
        communes=inside.filter(children=None).count(),
        split=len({link.predecessor_id for link, _ in forward if link.part == Part.SPLIT}),
        from_split=len({link.successor_id for link, _ in backward if link.part == Part.SPLIT}),
        came_from=_ties(place, backward),
        became=_ties(place, forward),
        same_code=list(Place.objects.filter(code=place.code).exclude(map=place.map_id)),
    )


def _links(inside: QuerySet[Place], near: str, far: str) -> QuerySet[PlaceLink]:
    links = PlaceLink.objects.filter(**{f"{near}__in": inside})
    return links.select_related("predecessor", f"{far}__province", f"{far}__parent").order_by(f"{far}__sort_key")


def _ties(place: Place, links: Iterable[tuple[PlaceLink, Place]]) -> list[Tie]:
    """Gather the links of the lowest units: a province's by province, any other's by the unit they lead to."""
    own: dict[int, PlaceLink] = {}
    gathered: defaultdict[Place, list[PlaceLink]] = defaultdict(list)
    for link, far in links:
        if place.pk in (link.predecessor_id, link.successor_id):
            own[far.pk] = link
        if link.predecessor.level != Level.PROVINCE:
            gathered[far.province or far if place.level == Level.PROVINCE else far].append(link)
    ties = []
    for unit, found in gathered.items():
        # A province's own link says "whole", though some of its communes were split within the new one.
        told = [own[unit.pk]] if unit.pk in own else found
        part = Part.SPLIT if any(link.part == Part.SPLIT for link in told) else Part.WHOLE
        main = told[0].main if len(told) == 1 else None
        old, new = {link.predecessor_id for link in found}, {link.successor_id for link in found}
        ties.append(Tie(unit, part, main, len(old), len(new)))
    return sorted(ties, key=lambda tie: (tie.place.sort_key, tie.place.code))


def _places(entries: Iterable[Entry]) -> tuple[Place, ...]:
    keys = [entry.key for entry in entries]
    places = Place.objects.select_related("map", "parent", "province").in_bulk(keys)
    return tuple(places[key] for key in keys)


def _must_lie_on(unit: Place, on_map: Map) -> None:
    if unit.map_id != on_map.number:
        raise ValueError(f"{unit.public_code} is not a unit of map {on_map.number}")
