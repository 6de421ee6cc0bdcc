"""What of a plan's reading may leave the office: personal data only as sums of five or more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from saolang.programme.plans.rules import read_vocabulary
from saolang.reports.figures import FEWEST_SHOWN

if TYPE_CHECKING:
    from saolang.core.indicators.definitions import Indicator
    from saolang.reports.standings import PlanReading, TargetReading


def is_personal(indicator: Indicator) -> bool:
    """Say whether the indicator tells of persons: sex, ethnicity (architecture, rule 9)."""
    known = read_vocabulary().populations[indicator.population].fields
    return any(known[condition.field].personal for condition in (*indicator.where, *(indicator.share or ())))


def public(reading: PlanReading) -> PlanReading:
    """Return the reading as it may leave the office: no sum of personal data under five."""
    return replace(reading, targets=[_without_few(target) for target in reading.targets])


def _without_few(reading: TargetReading) -> TargetReading:
    part = reading.standing.part
    if part is None or part >= FEWEST_SHOWN or not is_personal(reading.indicator):
        return reading
    hidden = replace(reading.standing, value=None, part=None, parts=None, forecast=None)
    return replace(reading, standing=hidden, years=None, by_unit=None)
