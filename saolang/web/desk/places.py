"""Administrative units: found by code or name, each with its whole story and its figures on either map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.places.choices import Level
from saolang.base.places.drawing import DRAWN_MAP, Mark, commune_hexes, legend
from saolang.base.places.models import Map, Place, PlaceLink
from saolang.base.places.queries import find
from saolang.core.indicators.questions import Moment
from saolang.programme.plans.rules import read_definitions
from saolang.reports.figures import measure
from saolang.reports.standings import Sight
from saolang.web.desk.access import require
from saolang.web.desk.listing import page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.reports.figures import Figure
    from saolang.web.desk.access import DeskRequest

FIGURES = ("products.certified", "producers.active")


def places(request: DeskRequest) -> HttpResponse:
    """Show the units that the code or the name asked for means; without one, the provinces of today."""
    require(request.user, Permission.READ_DESK)
    asked = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"asked": asked}
    if asked:
        context["found"] = find(asked)
    else:
        provinces = Place.objects.filter(map=DRAWN_MAP, level=Level.PROVINCE).select_related("map")
        context["page"] = page_of(request, provinces)
    return render(request, "desk/places/list.html", context)


def place(request: DeskRequest, code: str) -> HttpResponse:
    """Show a unit: its names, what it came from and went into, its parts, and its figures on the map asked for."""
    require(request.user, Permission.READ_DESK)
    unit = _unit(code)
    maps = {each.number: each for each in Map.objects.all()}
    shown_on = maps.get(_number(request.GET.get("map"))) or unit.map
    context: dict[str, Any] = {
        "unit": unit,
        "maps": maps.values(),
        "shown_on": shown_on,
        "came_from": _links("successor", unit),
        "went_into": _links("predecessor", unit),
        "children": [] if unit.level == Level.COMMUNE else list(unit.children.all()),
        "outside": may(request.user, Permission.READ_DESK, unit),
    }
    if context["outside"] is None:
        context |= _figures(unit, shown_on)
    return render(request, "desk/places/place.html", context)


def _unit(code: str) -> Place:
    number, _, own = code.partition("-")
    if not number.isdecimal():
        raise Http404
    units = Place.objects.select_related("map", "parent__map", "province__map").prefetch_related("names")
    return get_object_or_404(units, map=int(number), code=own)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _links(end: str, unit: Place) -> list[PlaceLink]:
    other = "predecessor" if end == "successor" else "successor"
    links = PlaceLink.objects.filter(**{end: unit}).select_related(f"{other}__map", f"{other}__parent")
    return list(links.order_by(f"{other}__sort_key"))


def _figures(unit: Place, shown_on: Map) -> dict[str, Any]:
    """Return the figures of the unit today and, for one with parts, by the units of the level below on the map."""
    today = timezone.localdate()
    sight = Sight(as_at=today, as_known=timezone.now(), shown_on=shown_on)
    moment = Moment(today, today)
    level = _level_below(unit, shown_on)
    products, producers = (
        measure(read_definitions()[name], unit, sight, moment, by=level if name == FIGURES[0] else None)
        for name in FIGURES
    )
    return {
        "products": products,
        "producers": producers,
        "by_unit": _rows(products),
        **_drawn(unit, shown_on, products),
    }


def _level_below(unit: Place, shown_on: Map) -> str | None:
    """Return the level whose units the figures are split by; a commune seen on its own map has none."""
    if unit.level == Level.COMMUNE:
        return None if unit.map_id == shown_on.number else Level.COMMUNE
    has_districts = shown_on.number != DRAWN_MAP
    return Level.DISTRICT if unit.level == Level.PROVINCE and has_districts else Level.COMMUNE


def _rows(figure: Figure) -> list[tuple[str, str, float]]:
    """Return (public code, name, number) of each unit that has any."""
    return [(code, figure.labels[code], number) for code, number in figure.by.items() if number]


def _drawn(unit: Place, shown_on: Map, figure: Figure) -> dict[str, Any]:
    """Return the hexagons of a province of today."""
    if unit.level != Level.PROVINCE or not unit.map_id == shown_on.number == DRAWN_MAP:
        return {}
    marks = {
        commune: Mark(figure.by.get(commune.public_code, 0), reverse("desk:place", args=[commune.public_code]))
        for commune in unit.children.all()
    }
    title = gettext("Sản phẩm OCOP còn hiệu lực theo xã, phường của %(place)s") % {"place": unit}
    return {"drawing": commune_hexes(unit, marks, title=title), "legend": legend(marks)}
