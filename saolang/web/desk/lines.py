"""A plan's reading as lines of a page: the numbers of every export (`Row`) beside what only a screen shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.charts import Band, Point, pace_line
from saolang.core.indicators.targets import HUNDRED_PERCENT, Comparator, Verdict
from saolang.reports.exports.table import rows
from saolang.reports.publishing import public
from saolang.web.verdicts import TONES, WITHOUT_VALUE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from saolang.base.accounts.models import User
    from saolang.core.indicators.vocabulary import Words
    from saolang.reports.exports.table import Row
    from saolang.reports.standings import PlanReading, Sight, TargetReading


@dataclass(frozen=True)
class Line:
    """One target on the page. `sight` is the day it is read on; `within`: it is counted inside the line above."""

    row: Row
    reading: TargetReading
    sight: Sight

    @property
    def within(self) -> bool:
        return bool(self.reading.target.within)

    @property
    def tone(self) -> str:
        return TONES.get(self.reading.standing.verdict, "")

    @property
    def is_behind(self) -> bool:
        return self.reading.standing.verdict in {Verdict.BEHIND, Verdict.MISSED}

    @property
    def unit(self) -> str:
        """Return what is counted; of a share without its percent sign, which stands at the number and the goal."""
        return self.row.unit.removeprefix("% ")

    @property
    def is_share(self) -> bool:
        return self.reading.indicator.is_share

    @property
    def too_few(self) -> bool:
        """Say whether the number is kept back: it is personal data about fewer than five."""
        return self.row.value is None and self.reading.standing.verdict not in WITHOUT_VALUE

    @property
    def bar_goal(self) -> float | None:
        """Return where the black line of the bar stands; None where there is no number to hold the value against."""
        if self.row.value is None and self.reading.standing.verdict != Verdict.NO_SOURCE:
            return None
        if self.reading.goal.comparator is Comparator.MAINTAIN:
            return HUNDRED_PERCENT
        return self.reading.goal.low

    @property
    def opens(self) -> bool:
        """Say whether there are records behind the number."""
        return not self.reading.indicator.awaited and self.row.value is not None

    @property
    def parts(self) -> list[tuple[Words, float]]:
        """Return the events the value is made of, each in words (kept = upgraded + renewed + extended)."""
        numbers = self.reading.standing.parts or {}
        return [(part.label, numbers[part.name]) for part in self.reading.indicator.parts if part.name in numbers]

    @property
    def pace_chart(self) -> SafeString | None:
        """Return the pace from the period's first day to its goal, for a count whose period has not ended."""
        standing, goal, period = self.reading.standing, self.reading.goal, self.reading.question.period
        elapsed = period.elapsed(self.sight.as_at)
        if standing.value is None or standing.pace is None or goal.low is None or self.is_share or not 0 < elapsed < 1:
            return None
        start = (standing.pace - goal.low * elapsed) / (1 - elapsed)
        expected = standing.forecast
        return pace_line(
            [Point(period.begins_on, round(start)), Point(self.sight.as_at, standing.value)],
            Point(period.ends_on, goal.low),
            Band(period.ends_on, *(round(end, 1) for end in (expected.low, expected.middle, expected.high)))
            if expected
            else None,
            label=self.row.label,
        )


def line_of(reading: PlanReading) -> Line:
    """Return the line of a reading that holds one target."""
    [line] = _listed(reading)
    return line


def lines(reading: PlanReading) -> list[Line]:
    """Return the targets in the plan's order, each one counted inside another right after that one."""
    listed = _listed(reading)
    return [line for top in listed if not top.within for line in _with_those_within(top, listed)]


def _listed(reading: PlanReading) -> list[Line]:
    return [Line(row, one, reading.sight) for row, one in zip(rows(reading), reading.targets, strict=True)]


def _with_those_within(line: Line, listed: Sequence[Line]) -> list[Line]:
    inner = [one for one in listed if one.reading.target.within == line.row.code]
    return [line, *(nested for one in inner for nested in _with_those_within(one, listed))]


def count_verdicts(listed: Sequence[Line]) -> dict[str, int]:
    """Return how many targets are reached, on course, in trouble and without a source: the top of the page."""
    verdicts = [line.reading.standing.verdict for line in listed]
    return {
        "all": len(verdicts),
        "reached": sum(verdict in {Verdict.REACHED, Verdict.ABOVE} for verdict in verdicts),
        "on_course": verdicts.count(Verdict.ON_COURSE),
        "behind": sum(verdict in {Verdict.BEHIND, Verdict.MISSED} for verdict in verdicts),
        "no_source": verdicts.count(Verdict.NO_SOURCE),
    }


def shown_to(user: User, reading: PlanReading) -> PlanReading:
    """Return the reading as the person may see it: personal data only as sums of five or more, unless granted.

    Asks the database only when there is such a sum.
    """
    safe = public(reading)
    if safe.targets == reading.targets or may(user, Permission.READ_PERSONAL_DATA, reading.plan.place) is None:
        return reading
    return safe
