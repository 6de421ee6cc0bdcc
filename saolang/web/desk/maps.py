"""Where the certified products are: the provinces of the country, the units of a plan's province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.formats import day, figure
from saolang.base.places.choices import Level
from saolang.base.places.drawing import DRAWN_MAP, Mark, commune_hexes, legend, province_tiles
from saolang.base.places.models import Map, Place, Standing
from saolang.core.indicators.questions import Moment, Tally, ask
from saolang.programme.plans.rules import read_definitions, read_vocabulary
from saolang.reports.exports.table import sight_in_words
from saolang.reports.facts import Area, answer_by_unit
from saolang.reports.facts.area import Grouping
from saolang.reports.units import ByUnit, gather, units_of
from saolang.web.desk.forms.sight import SightForm
from saolang.web.desk.plans import plan_for

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from saolang.reports.standings import Sight
    from saolang.web.desk.access import DeskRequest

MAPPED = "products.certified"


@dataclass(frozen=True)
class Drawn:
    """A drawing, its legend, and the same figures for a table. No drawing where the map shown has no layout."""

    units: ByUnit
    drawing: SafeString | None
    legend: SafeString | None

    @property
    def total(self) -> float:
        return sum(self.units.numbers.values()) + self.units.not_placed


@requires(Permission.READ_DESK)
@require_safe
def country_map(request: DeskRequest) -> HttpResponse:
    """Draw today's provinces with their certified products, which are public; those without any stay empty."""
    today, shown_on = timezone.localdate(), Map(number=DRAWN_MAP)
    tally = _tally(today)
    counted = answer_by_unit([tally], Area(None, shown_on), timezone.now(), grouping=Grouping.PROVINCE)
    provinces = Place.objects.filter(map=shown_on, level=Level.PROVINCE, pk__in=[key for key in counted if key])
    numbers = {province: counted[province.pk][tally] for province in provinces}
    marks = {province: Mark(number) for province, number in numbers.items()}
    words = {"day": day(today), "total": figure(sum(numbers.values())), "units": figure(len(numbers))}
    title = gettext("Đến %(day)s có %(total)s sản phẩm còn hiệu lực ở %(units)s tỉnh, thành phố") % words
    drawn = Drawn(
        ByUnit(numbers, counted.get(None, {}).get(tally, 0)), province_tiles(marks, title=title), legend(marks)
    )
    template = "desk/home/_country_map.html" if request.htmx else "desk/home/country_map.html"
    return render(request, template, {"drawn": drawn, "title": title})


@requires(Permission.READ_DESK)
@require_safe
def plan_map(request: DeskRequest, code: str) -> HttpResponse:
    """Draw the communes of the plan's province on the map of today, or list its units on the plan's own map."""
    plan = plan_for(request.user, code)
    form = SightForm(plan, request.GET)
    drawn = _drawn(plan.place, form.sight)
    context = {
        "plan": plan,
        "form": form,
        "query": form.query,
        "drawn": drawn,
        "sight_in_words": sight_in_words(form.sight),
    }
    template = "desk/home/_map.html" if request.htmx else "desk/home/map.html"
    return render(request, template, context)


def _drawn(place: Place, sight: Sight) -> Drawn:
    communes = sight.shown_on.pk == DRAWN_MAP
    units = units_of(place, Level.COMMUNE if communes else Level.DISTRICT, sight.shown_on)
    tally = _tally(sight.as_at)
    counted = answer_by_unit([tally], Area(place, sight.shown_on), sight.as_known)
    by_unit = gather({unit: numbers[tally] for unit, numbers in counted.items()}, units)
    if not communes:
        return Drawn(by_unit, None, None)
    marks = {unit: Mark(number) for unit, number in by_unit.numbers.items()}
    with_any = sum(number > 0 for number in by_unit.numbers.values())
    title = gettext("%(place)s: %(some)s trong %(all)s xã, phường có sản phẩm còn hiệu lực") % {
        "place": place,
        "some": figure(with_any),
        "all": figure(len(units)),
    }
    province = Standing.objects.select_related("unit").get(place=place, map=sight.shown_on).unit
    return Drawn(by_unit, commune_hexes(province, marks, title=title) if province else None, legend(marks))


def _tally(on: dt.date) -> Tally:
    return ask(read_definitions()[MAPPED], read_vocabulary(), Moment(on, on)).part
