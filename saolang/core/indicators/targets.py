"""A target: what was promised, and from the numbers where it stands. The shapes are those of the five real plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from saolang.core.indicators.definitions import Condition, Indicator
from saolang.core.indicators.forecast import (
    ENDED,
    Forecast,
    Rhythm,
    expected_events,
    forecast_events,
    forecast_stock,
)
from saolang.core.indicators.questions import Asking, Moment, Pass, Tally, ask
from saolang.core.indicators.vocabulary import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.core.indicators.vocabulary import Vocabulary

PAST_YEARS = 3
HUNDRED_PERCENT = 100.0


class Comparator(StrEnum):
    """How a value meets a goal. "Over" is not "at least": exactly half does not meet "over 50 %"."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    RANGE = "range"
    SOME = "some"
    MAINTAIN = "maintain"


class Verdict(StrEnum):
    REACHED = "reached"
    ABOVE = "above"
    ON_COURSE = "on_course"
    BEHIND = "behind"
    MISSED = "missed"
    NOTHING_DUE = "nothing_due"
    NO_SOURCE = "no_source"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class Goal:
    """What the value is held against. `low` is None for "some" and "maintain"; `high` only for a range or an aim."""

    comparator: Comparator
    low: float | None = None
    high: float | None = None

    def is_met(self, value: float) -> bool:
        match self.comparator:
            case Comparator.SOME:
                return value > 0
            case Comparator.MAINTAIN:
                return value >= (HUNDRED_PERCENT if self.low is None else self.low)
            case Comparator.MORE_THAN:
                return self.low is not None and value > self.low
            case Comparator.AT_MOST:
                return self.low is not None and value <= self.low
            case _:
                return self.low is not None and value >= self.low

    def is_exceeded(self, value: float) -> bool:
        """Only a range has an upper end; "25 to 30 or more" is an at-least with an aim of 30."""
        return self.comparator is Comparator.RANGE and self.high is not None and value > self.high


@dataclass(frozen=True)
class Period:
    """First and last day of a plan, both included."""

    begins_on: date
    ends_on: date

    def elapsed(self, day: date) -> float:
        """Return the part of the period gone by the end of the day, 0 to 1."""
        gone = (min(day, self.ends_on) - self.begins_on).days + 1
        return max(gone, 0) / ((self.ends_on - self.begins_on).days + 1)

    def is_over(self, day: date) -> bool:
        return day >= self.ends_on

    def year_of(self, day: date) -> Period:
        """Return the part of the period that lies in the day's year: a yearly target starts anew each January."""
        inside = min(max(day, self.begins_on), self.ends_on)
        return Period(max(self.begins_on, date(inside.year, 1, 1)), min(self.ends_on, date(inside.year, 12, 31)))

    def years_until(self, day: date) -> list[Period]:
        """Return the yearly parts begun by the day, oldest first."""
        last = min(day, self.ends_on).year
        return [self.year_of(date(year, 7, 1)) for year in range(self.begins_on.year, last + 1)]


@dataclass(frozen=True)
class Standing:
    """Where a target stands on a day. A value of None says that nothing was there to measure; `verdict` says why."""

    value: float | None
    verdict: Verdict
    pace: float | None = None
    forecast: Forecast | None = None
    part: float | None = None
    whole: float | None = None
    parts: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Question:
    """Everything one target asks the database, by name."""

    indicator: Indicator
    goal: Goal
    period: Period
    day: date
    value: Asking
    baseline: Asking | None
    expiring: Tally | None
    due: Tally | None
    kept: Tally | None
    season: tuple[Tally, ...]
    years: tuple[Tally, ...]

    @property
    def tallies(self) -> list[Tally]:
        optional = [self.expiring, self.due, self.kept]
        return [
            *self.value.tallies,
            *(self.baseline.tallies if self.baseline else []),
            *(tally for tally in optional if tally),
            *self.season,
            *self.years,
        ]


def question(indicator: Indicator, goal: Goal, period: Period, day: date, vocabulary: Vocabulary) -> Question:
    """Return what must be counted to say where a target on this indicator stands on the day."""
    asked = vocabulary.populations[indicator.population].asked
    until = min(day, period.ends_on)
    value = ask(indicator, vocabulary, Moment(period.begins_on, until))
    counted = not indicator.is_share and indicator.total is None and not indicator.awaited
    ahead = counted and not period.is_over(day)
    is_stock = ahead and indicator.population == "products"
    # Events before the period do not count in it, so their forecast waits until it has begun.
    has_rhythm = is_stock or (ahead and asked is Asked.IN_PERIOD and day >= period.begins_on)
    flow = _inflow(indicator) if is_stock else value.part.where
    season, years = _past(flow, until, period) if has_rhythm else ((), ())
    return Question(
        indicator=indicator,
        goal=goal,
        period=period,
        day=day,
        value=value,
        baseline=_baseline(indicator, vocabulary, period, until) if counted and asked is Asked.ON_DAY else None,
        expiring=_expiring(value.part, until, period) if is_stock else None,
        due=_came_up(until) if is_stock else None,
        kept=_came_up(until, Condition("outcome", "is_in", ("upgraded", "renewed"))) if is_stock else None,
        season=season,
        years=years,
    )


def stand(question: Question, numbers: Mapping[Tally, float]) -> Standing:
    """Return the standing that the counted numbers give.

    Outcomes in the order a person would explain them: no source, nothing due, reached, over, behind.
    """
    if question.indicator.awaited:
        return Standing(None, Verdict.NO_SOURCE)
    part = numbers[question.value.part]
    whole = numbers[question.value.whole] if question.value.whole else None
    parts = {name: numbers[tally] for name, tally in question.value.parts.items()}
    if whole == 0:
        return Standing(None, Verdict.NOTHING_DUE, part=part, whole=whole, parts=parts)
    value = part if whole is None else 100 * part / whole
    pace = _pace(question, numbers)
    return Standing(
        value=value,
        verdict=judge(question.goal, value, pace, is_over=question.period.is_over(question.day)),
        pace=pace,
        forecast=_forecast(question, value, numbers),
        part=part,
        whole=whole,
        parts=parts,
    )


def judge(goal: Goal, value: float, pace: float | None, *, is_over: bool) -> Verdict:
    """Say how a value does against a goal; before the period ends a value may also be on course or behind.

    "At most" is kept only when the period is over: until then it can still be passed.
    """
    if goal.comparator is Comparator.AT_MOST and not is_over:
        return Verdict.ON_COURSE if goal.is_met(value) else Verdict.BEHIND
    if goal.is_met(value):
        return Verdict.ABOVE if goal.is_exceeded(value) else Verdict.REACHED
    if is_over:
        return Verdict.MISSED
    if pace is not None and value < pace:
        return Verdict.BEHIND
    return Verdict.ON_COURSE


def judge_floor(goal: Goal, counts: Mapping[str, float], *, is_over: bool) -> Standing:
    """Stand a per-unit floor: its value is the lowest unit's, so it is met only when every unit meets it."""
    if not counts:
        return Standing(None, Verdict.NOTHING_DUE)
    lowest = min(counts.values())
    met = sum(1 for count in counts.values() if goal.is_met(count))
    verdict = judge(goal, lowest, goal.low, is_over=is_over)
    return Standing(lowest, verdict, pace=goal.low, part=met, whole=len(counts))


def baselines_that_fit(increase: Goal, total: Goal) -> tuple[float, float] | None:
    """Return the baselines that two statements of one target imply, low end and high end (mission map, rules 5 and 16).

    "25–30 more, so that the total reaches 142–152" implies 117 at one end and 122 at the other: equal ends agree.
    """
    if increase.low is None or increase.high is None or total.low is None or total.high is None:
        return None
    return total.low - increase.low, total.high - increase.high


def _pace(question: Question, numbers: Mapping[Tally, float]) -> float | None:
    """Return what the value should be by now: a straight line for counts, the goal itself for shares."""
    goal = HUNDRED_PERCENT if question.goal.comparator is Comparator.MAINTAIN else question.goal.low
    is_line = question.goal.comparator is not Comparator.AT_MOST
    if goal is None or not is_line or question.indicator.is_share or question.indicator.total:
        return goal
    start = numbers[question.baseline.part] if question.baseline else 0.0
    return start + (goal - start) * question.period.elapsed(question.day)


def _forecast(question: Question, value: float, numbers: Mapping[Tally, float]) -> Forecast | None:
    if question.period.is_over(question.day):
        return Forecast(value, value, value, ENDED)
    if not question.years:
        return None
    rhythm = Rhythm(
        season=[numbers[tally] for tally in question.season],
        years=[numbers[tally] for tally in question.years],
        whole_years=_whole_years_left(question.day, question.period),
        elapsed=question.period.elapsed(question.day),
    )
    if question.expiring is None or question.due is None or question.kept is None:
        return forecast_events(value, rhythm)
    return forecast_stock(
        value,
        numbers[question.expiring],
        due=numbers[question.due],
        kept=numbers[question.kept],
        new=expected_events(0.0, rhythm),
    )


def _baseline(indicator: Indicator, vocabulary: Vocabulary, period: Period, day: date) -> Asking:
    """Ask what there was on the eve of the period; before that, what there is."""
    eve = min(period.begins_on - timedelta(days=1), day)
    return ask(indicator, vocabulary, Moment(eve, eve))


def _expiring(holding: Tally, day: date, period: Period) -> Tally:
    ends = Condition("expires_on", "between", (day, period.ends_on - timedelta(days=1)))
    return Tally(holding.on, (*holding.where, ends))


def _came_up(day: date, *where: Condition) -> Tally:
    """Certificates that came up in the past three years: what share of them was kept tells what to expect."""
    since = _years_before(day, PAST_YEARS) + timedelta(days=1)
    return Tally(Pass("certificates_due", day=day, since=since), where)


def _inflow(indicator: Indicator) -> tuple[Condition, ...]:
    """Return the recognitions that add to a stock: first ones, and upgrades where stars are counted apart."""
    shared = {"stars", "level", "set", "industry", "legal_form", "craft_village", "origin"}
    kept = tuple(condition for condition in indicator.where if condition.field in shared)
    counts_all_stars = Condition("stars", "at_least", (3,)) in kept or all(c.field != "stars" for c in kept)
    kinds = ("first",) if counts_all_stars else ("first", "upgrade")
    return (Condition("kind", "is_in", kinds), *kept)


def _past(where: tuple[Condition, ...], day: date, period: Period) -> tuple[tuple[Tally, ...], tuple[Tally, ...]]:
    """Return the tallies of the matching season and of the whole year, one and two and three years back."""
    events = Pass("recognitions")
    rest_begins = _years_after(day, _whole_years_left(day, period))
    season, years = [], []
    for back in range(1, PAST_YEARS + 1):
        shift = back + _whole_years_left(day, period)
        window = Moment(_years_before(rest_begins, shift) + timedelta(days=1), _years_before(period.ends_on, shift))
        season.append(Tally(events, where, window))
        year = Moment(_years_before(day, back) + timedelta(days=1), _years_before(day, back - 1))
        years.append(Tally(events, where, year))
    return tuple(season), tuple(years)


def _whole_years_left(day: date, period: Period) -> int:
    left = 0
    while _years_after(day, left + 1) <= period.ends_on:
        left += 1
    return left


def _years_before(day: date, years: int) -> date:
    return _years_after(day, -years)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
