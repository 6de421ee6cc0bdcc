"""A plan read on a day: every target with its value, verdict, pace and forecast, and the records behind each number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.core.indicators.questions import Pass, Tally
from saolang.core.indicators.targets import (
    Goal,
    Question,
    Standing,
    Verdict,
    baselines_that_fit,
    judge_floor,
    question,
    stand,
)
from saolang.programme.plans.rules import as_goal, as_period, read_definitions, read_vocabulary
from saolang.reports.facts import Area, answer, answer_by_unit, names
from saolang.reports.units import ByUnit, gather, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from saolang.base.places.models import Map, Place
    from saolang.core.indicators.definitions import Indicator
    from saolang.programme.plans.models import Plan, Target
    from saolang.reports.facts.answers import Name

LEVEL_BELOW_PROVINCE = "commune"


@dataclass(frozen=True)
class Sight:
    """How something is looked at: what was true on `as_at`, as entered by `as_known`, on the units of `shown_on`."""

    as_at: date
    as_known: datetime
    shown_on: Map


@dataclass(frozen=True)
class TargetReading:
    """One target on the day. `years`: a yearly target's value in each year begun; `by_unit`: a per-unit floor's."""

    target: Target
    indicator: Indicator
    goal: Goal
    question: Question
    standing: Standing
    years: Mapping[int, float] | None = None
    by_unit: ByUnit | None = None
    unit_level: str = ""

    @property
    def units_at_zero(self) -> list[Place]:
        return [unit for unit, count in self.by_unit.numbers.items() if count == 0] if self.by_unit else []


@dataclass(frozen=True)
class Statement:
    """Two statements of one promise and the baselines they imply (mission map, rules 5 and 16)."""

    increase: Target
    total: Target
    low: float
    high: float

    @property
    def agree(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class PlanReading:
    plan: Plan
    sight: Sight
    targets: Sequence[TargetReading]

    @property
    def double_statements(self) -> list[Statement]:
        """Return each pair of targets where one says "so many more" and the other "so that the total reaches"."""
        by_code = {reading.target.code: reading for reading in self.targets}
        statements = []
        for reading in self.targets:
            total = by_code.get(reading.target.total_in)
            ends = baselines_that_fit(reading.goal, total.goal) if total else None
            if total and ends:
                statements.append(Statement(reading.target, total.target, *ends))
        return statements


def default_day(plan: Plan, today: date | None = None) -> date:
    """Return the day a plan is read on when none is asked: today, or its last day once it is over."""
    return min(today or timezone.localdate(), plan.ends_on)


def end_of(day: date) -> datetime:
    """Return the moment by which everything entered on the day, Vietnamese time, was known."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)


def read_plan(plan: Plan, sight: Sight) -> PlanReading:
    """Read all targets of a plan: one pass of SQL for each population and day asked."""
    return PlanReading(plan, sight, _read(plan, plan.targets.filter(removed_at=None), sight))


def read_target(target: Target, sight: Sight) -> TargetReading:
    """Read one target. It need not be saved: an editor can be shown what it would count."""
    [reading] = _read(target.plan, [target], sight)
    return reading


def _read(plan: Plan, targets: Iterable[Target], sight: Sight) -> list[TargetReading]:
    readings = [_ask(plan, target, sight) for target in targets]
    area = Area(plan.place, sight.shown_on)
    yearly = {tally for reading in readings for tally in _year_tallies(reading).values()}
    asked = {tally for reading in readings if not reading.indicator.awaited for tally in reading.question.tallies}
    numbers = answer([*asked, *yearly], area, sight.as_known)
    return [_stand(reading, numbers, area, sight) for reading in readings]


def names_behind(reading: TargetReading, plan: Plan, sight: Sight) -> list[Name]:
    """Return exactly the records the target's number counted; of a share, its part. None without a source."""
    if reading.indicator.awaited:
        return []
    return names(reading.question.value.part, Area(plan.place, sight.shown_on), sight.as_known)


def _ask(plan: Plan, target: Target, sight: Sight) -> TargetReading:
    indicator = read_definitions()[target.indicator]
    goal = as_goal(target)
    period = as_period(plan)
    asked_for = period.year_of(sight.as_at) if target.yearly else period
    return TargetReading(
        target=target,
        indicator=indicator,
        goal=goal,
        question=question(indicator, goal, asked_for, sight.as_at, read_vocabulary()),
        standing=Standing(None, Verdict.NO_SOURCE),
    )


def _stand(reading: TargetReading, numbers: Mapping[Tally, float], area: Area, sight: Sight) -> TargetReading:
    if reading.indicator.awaited:
        return reading
    if reading.target.per:
        return _stand_floor(reading, area, sight)
    standing = stand(reading.question, numbers)
    if not reading.target.yearly:
        return replace(reading, standing=standing)
    years = {year: numbers[tally] for year, tally in _year_tallies(reading).items()}
    period = as_period(reading.target.plan)
    if period.is_over(sight.as_at) and not all(reading.goal.is_met(value) for value in years.values()):
        standing = replace(standing, verdict=Verdict.MISSED)
    return replace(reading, standing=standing, years=years)


def _year_tallies(reading: TargetReading) -> dict[int, Tally]:
    if not reading.target.yearly or reading.indicator.awaited:
        return {}
    tallies = {}
    for year in as_period(reading.target.plan).years_until(reading.question.day):
        asked = question(reading.indicator, reading.goal, year, reading.question.day, read_vocabulary())
        tallies[year.begins_on.year] = asked.value.part
    return tallies


def _stand_floor(reading: TargetReading, area: Area, sight: Sight) -> TargetReading:
    """Stand "each unit at least so many". On a map without the level asked, communes are shown and not judged."""
    assert area.unit is not None  # noqa: S101  a plan always has a place
    units = units_of(area.unit, reading.target.per, sight.shown_on)
    level = reading.target.per if units else LEVEL_BELOW_PROVINCE
    units = units or units_of(area.unit, level, sight.shown_on)
    if reading.target.per_only:
        units = _only(units, reading, area, sight)
    tally = reading.question.value.part
    counted = answer_by_unit([tally], area, sight.as_known)
    by_unit = gather({unit: numbers[tally] for unit, numbers in counted.items()}, units)
    is_over = reading.question.period.is_over(sight.as_at)
    standing = judge_floor(reading.goal, {str(unit.pk): n for unit, n in by_unit.numbers.items()}, is_over=is_over)
    if level != reading.target.per:
        standing = replace(standing, verdict=Verdict.NOT_JUDGED)
    return replace(reading, standing=standing, by_unit=by_unit, unit_level=level)


def _only(units: list[Place], reading: TargetReading, area: Area, sight: Sight) -> list[Place]:
    population = read_vocabulary().unit_filters[reading.target.per_only].population
    tally = Tally(Pass(population, day=reading.question.value.part.on.day or sight.as_at), ())
    counted = answer_by_unit([tally], area, sight.as_known)
    having = gather({unit: numbers[tally] for unit, numbers in counted.items()}, units)
    return [unit for unit in units if having.numbers[unit] > 0]
