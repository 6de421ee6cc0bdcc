"""The one table behind every export of a plan's reading."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from saolang.base.kit.formats import day, figure, moment
from saolang.core.indicators.targets import Comparator, Goal
from saolang.core.indicators.words import COMPARATORS, VERDICTS

if TYPE_CHECKING:
    from saolang.programme.plans.models import Plan
    from saolang.reports.standings import PlanReading, Sight, TargetReading

Number = int | float | None
ONE_DECIMAL = Decimal("0.1")


@dataclass(frozen=True)
class Row:
    """One target as every export shows it. Numbers are rounded here, once: whole, or to one decimal, half up."""

    code: str
    label: str
    unit: str
    goal_words: str
    comparator: str
    goal: Number
    goal_to: Number
    value: Number
    part: Number
    whole: Number
    verdict: str
    verdict_words: str
    pace: Number
    forecast_low: Number
    forecast: Number
    forecast_high: Number
    forecast_basis: str
    reading: str
    phrase: str


def rows(reading: PlanReading) -> list[Row]:
    """Return the plan's targets, in its order, in the active language."""
    return [_row(target) for target in reading.targets]


def rounded(number: float | Decimal | None) -> Number:
    """Return the number as shown: whole if it is whole, else one decimal, half up (so 38.857 is 38.9)."""
    if number is None:
        return None
    shown = Decimal(str(number)).quantize(ONE_DECIMAL, ROUND_HALF_UP)
    return int(shown) if shown == shown.to_integral_value() else float(shown)


def goal_in_words(goal: Goal, *, is_share: bool = False) -> str:
    """Return the goal as a person says it: "ít nhất 30", "trên 50%", "25–30", "duy trì 100%", "có"."""
    words = gettext(COMPARATORS[goal.comparator])
    low, high = (_bound_in_words(bound, is_share=is_share) for bound in (goal.low, goal.high))
    match goal.comparator:
        case Comparator.SOME:
            return words
        case Comparator.RANGE:
            return f"{low}–{high}"
        case Comparator.MAINTAIN:
            return f"{words} {low or '100%'}"
        case _:
            striving = gettext("phấn đấu")
            return f"{words} {low} ({striving} {high})" if high else f"{words} {low}"


def _bound_in_words(bound: float | None, *, is_share: bool) -> str:
    return "" if bound is None else localised(rounded(bound)) + ("%" if is_share else "")


def localised(number: Number) -> str:
    """Return a number as the active language writes it; nothing for None."""
    return "" if number is None else figure(number)


def title_of(plan: Plan) -> str:
    """Return the plan's name in English where that is asked and there; else the Vietnamese stands."""
    in_english = (get_language() or "vi").startswith("en")
    return plan.title_en if in_english and plan.title_en else plan.title_vi


def sight_in_words(sight: Sight) -> str:
    """Say which day is shown, and what had been entered by when."""
    return gettext("Số liệu đến hết ngày %(as_at)s, theo những gì đã nhập đến %(as_known)s") % {
        "as_at": day(sight.as_at),
        "as_known": moment(sight.as_known),
    }


def unit_of(target: TargetReading) -> str:
    """Return what is counted: "sản phẩm", "% chủ thể", "sản phẩm mỗi huyện"."""
    language = get_language() or "vi"
    unit = target.indicator.unit.in_language(language)
    if target.indicator.is_share:
        unit = f"% {unit}"
    return gettext("%(unit)s mỗi huyện") % {"unit": unit} if target.target.per == "district" else unit


def _row(reading: TargetReading) -> Row:
    language = get_language() or "vi"
    target, standing, forecast = reading.target, reading.standing, reading.standing.forecast
    in_english = language.startswith("en")
    own_reading = target.reading_en if in_english else target.reading_vi
    general = reading.indicator.reading.in_language(language) if reading.indicator.reading else ""
    return Row(
        code=target.code,
        label=target.label_en if in_english and target.label_en else target.label_vi,
        unit=unit_of(reading),
        goal_words=goal_in_words(reading.goal, is_share=reading.indicator.is_share),
        comparator=reading.goal.comparator.value,
        goal=rounded(reading.goal.low),
        goal_to=rounded(reading.goal.high),
        value=rounded(standing.value),
        part=None if standing.whole is None else rounded(standing.part),
        whole=rounded(standing.whole),
        verdict=standing.verdict.value,
        verdict_words=gettext(VERDICTS[standing.verdict]),
        pace=rounded(standing.pace),
        forecast_low=rounded(forecast.low) if forecast else None,
        forecast=rounded(forecast.middle) if forecast else None,
        forecast_high=rounded(forecast.high) if forecast else None,
        forecast_basis=gettext(forecast.basis) if forecast else "",
        reading=own_reading or general,
        phrase=target.phrase,
    )
