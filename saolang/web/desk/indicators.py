"""The library of indicators: what each counts, in words. Open to strangers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.formats import day
from saolang.programme.certification.choices import Level, RecognitionKind, State
from saolang.programme.plans.rules import read_definitions, read_vocabulary
from saolang.programme.registry.choices import CraftKind, EnterpriseSize, LegalForm, Origin, Sex
from saolang.web.desk.templatetags.desk import in_words

if TYPE_CHECKING:
    from django.db.models import TextChoices
    from django.http import HttpRequest, HttpResponse

    from saolang.core.indicators.definitions import Condition, Conditions, Indicator
    from saolang.core.indicators.vocabulary import Population

LISTS: tuple[type[TextChoices], ...] = (
    State,
    RecognitionKind,
    Level,
    LegalForm,
    EnterpriseSize,
    Sex,
    Origin,
    CraftKind,
)
"""The lists of the registry and of certification; no value has two meanings in them."""

OTHER_VALUES = {
    "upgraded": _("nâng hạng"),
    "renewed": _("công nhận lại"),
    "lowered": _("hạ hạng"),
    "lost": _("mất"),
    "supermarket": _("siêu thị"),
    "convenience_store": _("cửa hàng tiện lợi"),
    "shop": _("cửa hàng"),
    "e_commerce_floor": _("sàn giao dịch điện tử"),
    "social_network": _("mạng xã hội"),
    "website": _("trang web"),
    "collective_mark": _("nhãn hiệu tập thể"),
    "ordinary_mark": _("nhãn hiệu thông thường"),
    "certification_mark": _("nhãn hiệu chứng nhận"),
    "industrial_design": _("kiểu dáng công nghiệp"),
    "patent_or_utility_solution": _("sáng chế, giải pháp hữu ích"),
    "international_mark": _("nhãn hiệu đăng ký quốc tế"),
    "geographical_indication": _("chỉ dẫn địa lý"),
    "official": _("cán bộ"),
    "producer": _("chủ thể"),
    "new": _("phát triển mới"),
    "strengthened": _("được củng cố"),
}
"""Words of the vocabulary that no list holds: what became of a certificate, and facts no part of the system has yet."""


@dataclass(frozen=True)
class Definition:
    """An indicator with its conditions in words."""

    indicator: Indicator
    where: list[str]
    share: list[str]


@opened
@require_safe
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
    """Say one condition: a flag by its own words, a value by the words of its list."""
    if condition.values == (True,):
        return field
    if condition.values == (False,):
        return gettext("không phải %(field)s") % {"field": field}
    sentence = {
        "is_in": gettext("%(field)s là %(values)s"),
        "at_least": gettext("%(field)s từ %(values)s trở lên"),
        "at_most": gettext("%(field)s không quá %(values)s"),
        "between": gettext("%(field)s từ %(values)s"),
        "in_period": gettext("%(field)s trong kỳ"),
    }[condition.test]
    joiner = gettext(" đến ") if condition.test == "between" else gettext(" hoặc ")
    return sentence % {"field": field, "values": joiner.join(_value(value) for value in condition.values)}


def _value(value: object) -> str:
    """Return the words of a value; one that no list of ours has stands as the data write it."""
    if isinstance(value, date):
        return day(value)
    for words in LISTS:
        if value in words.values:
            return str(words(value).label)
    return str(OTHER_VALUES.get(str(value), value))
