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
    if not is_personal(reading.indicator) or all(number >= FEWEST_SHOWN for number in _sums(reading)):
        return reading
    hidden = replace(reading.standing, value=None, part=None, parts=None, forecast=None)
    return replace(reading, standing=hidden, years=None, by_unit=None)


def _sums(reading: TargetReading) -> list[float]:
    """Return every sum of persons the reading tells, and the rest that a share leaves, which anybody can reckon.

    Of a floor its own `part` is a number of units.
    """
    if reading.by_unit:
        return list(reading.by_unit.numbers.values())
    standing = reading.standing
    part = [] if standing.part is None else [standing.part]
    rest = [standing.whole - number for number in part if standing.whole not in {None, number}]
    return [*part, *rest, *(standing.parts or {}).values(), *(reading.years or {}).values()]
