"""Provinces and communes, those of the old map too: what is made there, what became of them, who bears stars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.places.choices import Level
from saolang.base.places.drawing import DRAWN_MAP, Mark, commune_hexes, legend, province_tiles
from saolang.base.places.models import Place
from saolang.base.places.queries import find, with_public_codes
from saolang.programme.promotion.queries import catalogue
from saolang.web.catalogue.linked_data import breadcrumbs, item_list
from saolang.web.catalogue.products import LONGEST, address_of, shown_page, the_present

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse


@opened
@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """Show the units of the name asked for, old and new; without one, the provinces of today."""
    words = request.GET.get("q", "")[:LONGEST].strip()
    provinces = Place.objects.filter(map=DRAWN_MAP, level=Level.PROVINCE).select_related("map")
    units = find(words) if words else list(provinces)
    return render(request, "catalogue/communes/list.html", {"words": words, "units": units})


@opened
@require_safe
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Show a unit of any map: what is made in it, and where it lies today."""
    now, unit = the_present(), _unit(code)
    goods = catalogue.products_in(catalogue.lit_products(now), unit)
    page = shown_page(request, catalogue.as_cards(goods, now).order_by("sort_key", "pk"))
    context = {
        "unit": unit,
        "now_in": _links("successor", predecessor=unit),
        "came_from": _links("predecessor", successor=unit),
        "page": page,
        "linked_data": [
            breadcrumbs([(pgettext("places", "Địa phương"), reverse("catalogue:communes")), (str(unit), request.path)]),
            item_list([(each.name_vi, address_of(each.code)) for each in page]),
        ],
        **(_drawn(unit, catalogue.count_by_unit(catalogue.lit_products(now), unit)) if _is_drawn(unit) else {}),
    }
    return render(request, "catalogue/communes/commune.html", context)


@opened
@require_safe
def country(request: HttpRequest) -> HttpResponse:
    """Show how many products bear stars in each province of today: a map and the table beside it."""
    now = the_present()
    counts = catalogue.count_by_province(catalogue.lit_products(now), now)
    provinces = list(Place.objects.filter(map=DRAWN_MAP, level=Level.PROVINCE))
    marks = {province: Mark(counts.get(province.pk, 0), _address(province)) for province in provinces}
    title = gettext("Sản phẩm OCOP còn hiệu lực theo tỉnh, thành phố, với Hoàng Sa và Trường Sa")
    context = {
        "drawing": province_tiles(marks, title=title),
        "legend": legend(marks),
        "rows": [(province, mark.number, mark.url) for province, mark in marks.items()],
        "total": sum(counts.values()),
    }
    return render(request, "catalogue/maps/country.html", context)


def _unit(code: str) -> Place:
    units = Place.objects.select_related("map", "parent", "province")
    found = with_public_codes(units, [code]).first()
    if found is None:
        raise Http404
    return found


def _is_drawn(unit: Place) -> bool:
    return unit.map_id == DRAWN_MAP and unit.level == Level.PROVINCE


def _links(end: str, **of_unit: Place) -> list[Place]:
    """Return the units at that end of the links, by the alphabet."""
    related = Place.objects.filter(**{f"{_OTHER[end]}_links__{key}": place for key, place in of_unit.items()})
    return list(related.select_related("parent").order_by("sort_key").distinct())


_OTHER = {"successor": "predecessor", "predecessor": "successor"}


def _drawn(unit: Place, counts: Mapping[int, int]) -> dict[str, Any]:
    """Return the hexagons of a province of today, and the rows of the table beside them."""
    marks = {part: Mark(counts.get(part.pk, 0), _address(part)) for part in unit.children.all()}
    title = gettext("Sản phẩm OCOP còn hiệu lực theo xã, phường của %(place)s") % {"place": unit}
    rows = [(part, mark.number, mark.url) for part, mark in marks.items() if mark.number]
    return {"drawing": commune_hexes(unit, marks, title=title), "legend": legend(marks), "rows": rows}


def _address(unit: Place) -> str:
    return reverse("catalogue:commune", args=[unit.public_code])
