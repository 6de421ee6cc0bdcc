"""The library of indicators: what each counts, in words. Open to strangers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext

from saolang.programme.plans.rules import read_definitions, read_vocabulary
from saolang.web.desk.templatetags.desk import in_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from saolang.core.indicators.definitions import Condition, Conditions, Indicator
    from saolang.core.indicators.vocabulary import Population


@dataclass(frozen=True)
class Definition:
    """An indicator with its conditions in words."""

    indicator: Indicator
    where: list[str]
    share: list[str]


@login_not_required
def indicators(request: HttpRequest) -> HttpResponse:
    """Show every indicator under the population it counts, then the words of that population."""
    populations = read_vocabulary().populations
    defined = [_definition(one, populations[one.population]) for one in read_definitions().values()]
    groups = [
        (population, [one for one in defined if one.indicator.population == population.name])
        for population in populations.values()
    ]
    layout = "desk/base.html" if request.user.is_authenticated else "base.html"
    return render(request, "desk/indicators/list.html", {"groups": groups, "layout": layout})


def _definition(indicator: Indicator, population: Population) -> Definition:
    return Definition(indicator, _in_words(indicator.where, population), _in_words(indicator.share or (), population))


def _in_words(conditions: Conditions, population: Population) -> list[str]:
    return [_condition(one, in_words(population.fields[one.field].label)) for one in conditions]


def _condition(condition: Condition, field: str) -> str:
    """Say one condition: values stand as the data write them, for that is how a file of indicators names them."""
    values = [str(value) for value in condition.values]
    sentence = {
        "is_in": gettext("%(field)s là %(values)s"),
        "at_least": gettext("%(field)s từ %(values)s trở lên"),
        "at_most": gettext("%(field)s không quá %(values)s"),
        "between": gettext("%(field)s từ %(values)s"),
        "in_period": gettext("%(field)s trong kỳ"),
    }[condition.test]
    joiner = gettext(" đến ") if condition.test == "between" else gettext(" hoặc ")
    return sentence % {"field": field, "values": joiner.join(values)}
