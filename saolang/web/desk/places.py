"""Administrative units: found by code or name, each with its whole story and its figures on either map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import may
from saolang.base.kit.codes import number_in
from saolang.base.places.choices import Level
from saolang.base.places.drawing import DRAWN_MAP, Mark, commune_hexes, legend
from saolang.base.places.models import Map, Place, PlaceLink
from saolang.base.places.queries import find
from saolang.core.indicators.questions import Moment
from saolang.programme.plans.rules import read_definitions
from saolang.reports.figures import measure
from saolang.reports.standings import Sight

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.reports.figures import Figure
    from saolang.web.desk.access import DeskRequest

FIGURES = ("products.certified", "producers.active")


class Kin(NamedTuple):
    """A unit of the other map, and how it hangs together with this one."""

    unit: Place
    link: PlaceLink


@requires(Permission.READ_DESK)
@require_safe
def places(request: DeskRequest) -> HttpResponse:
    """Show the units that the code or the name asked for means; without one, the provinces of today."""
    asked = request.GET.get("q", "").strip()
    provinces = Place.objects.filter(map=DRAWN_MAP, level=Level.PROVINCE).select_related("map")
    units = find(asked) if asked else list(provinces)
    return render(request, "desk/places/list.html", {"asked": asked, "units": units})


@requires(Permission.READ_DESK)
@require_safe
def place(request: DeskRequest, code: str) -> HttpResponse:
    """Show a unit: its names, what it came from and went into, its parts, and its figures today."""
    unit = _unit(Place.objects.select_related("parent__map", "province__map").prefetch_related("names"), code)
    outside = may(request.user, Permission.READ_DESK, unit)
    context = {
        "unit": unit,
        "came_from": _links("predecessor", successor=unit),
        "went_into": _links("successor", predecessor=unit),
        "children": [] if unit.level == Level.COMMUNE else list(unit.children.select_related("map")),
        "outside": outside,
        "figures": [] if outside else [_measured(name, unit, unit.map) for name in FIGURES],
    }
    return render(request, "desk/places/place.html", context)


@requires(Permission.READ_DESK)
@require_safe
def place_units(request: DeskRequest, code: str) -> HttpResponse:
    """Show how the unit's products lie in the units of the level below, on the map asked for: table and drawing."""
    unit = _unit(places_of(request.user), code)
    maps = list(Map.objects.all())
    shown_on = next((each for each in maps if str(each) == request.GET.get("map")), unit.map)
    figure = _measured(FIGURES[0], unit, shown_on, by=_level_below(unit, shown_on))
    context = {
        "unit": unit,
        "maps": maps,
        "shown_on": shown_on,
        "figure": figure,
        "rows": _rows(figure),
        **_drawn(unit, shown_on, figure),
    }
    template = "desk/places/_units.html" if request.htmx else "desk/places/units.html"
    return render(request, template, context)


def _unit(units: QuerySet[Place], code: str) -> Place:
    text, _, own = code.partition("-")
    number = number_in(text)
    if number is None:
        raise Http404
    return get_object_or_404(units.select_related("map"), map=number, code=own)


def _links(end: str, **of_unit: Place) -> list[Kin]:
    """Return the units at that end of the links, by the alphabet, each with the part that went there."""
    links = PlaceLink.objects.filter(**of_unit).select_related(f"{end}__map", f"{end}__parent")
    return [Kin(getattr(link, end), link) for link in links.order_by(f"{end}__sort_key")]


def _measured(name: str, unit: Place, shown_on: Map, by: str | None = None) -> Figure:
    today = timezone.localdate()
    sight = Sight(as_at=today, as_known=timezone.now(), shown_on=shown_on)
    return measure(read_definitions()[name], unit, sight, Moment(today, today), by=by)


def _level_below(unit: Place, shown_on: Map) -> str:
    """Return the level of the units the figure is split by: districts for an old province, else communes."""
    has_districts = unit.level == Level.PROVINCE and shown_on.number != DRAWN_MAP
    return Level.DISTRICT if has_districts else Level.COMMUNE


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
