"""From an indicator and two days to tallies: the numbers a database is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.core.indicators.definitions import Condition, Conditions, Indicator
from saolang.core.indicators.vocabulary import Asked

if TYPE_CHECKING:
    from datetime import date

    from saolang.core.indicators.vocabulary import Vocabulary


@dataclass(frozen=True)
class Moment:
    """The two days between which something is asked, both included."""

    since: date
    day: date


@dataclass(frozen=True)
class Pass:
    """One walk of the database over a population; every tally with the same pass is answered by it.

    on_day: `day` alone. in_period: neither, the tallies carry their window. through_period: both.
    """

    population: str
    day: date | None = None
    since: date | None = None


@dataclass(frozen=True)
class Tally:
    """One number: rows of a pass under conditions, counted, or one of their fields summed."""

    on: Pass
    where: Conditions
    window: Moment | None = None
    total: str | None = None


@dataclass(frozen=True)
class Asking:
    """The tallies one indicator needs at one moment; `whole` is None unless the indicator is a share."""

    part: Tally
    whole: Tally | None
    parts: dict[str, Tally]

    @property
    def tallies(self) -> list[Tally]:
        return [self.part, *([self.whole] if self.whole else []), *self.parts.values()]


def ask(indicator: Indicator, vocabulary: Vocabulary, moment: Moment) -> Asking:
    """Return the tallies whose numbers give the indicator's value at the moment."""
    asked = vocabulary.populations[indicator.population].asked

    def tally(where: Conditions, total: str | None) -> Tally:
        bounded = tuple(_bound(condition, moment) for condition in where)
        return Tally(_pass(indicator.population, asked, moment), bounded, _window(asked, moment), total)

    parts = {part.name: tally(indicator.where + part.where, None) for part in indicator.parts}
    if indicator.share is None:
        return Asking(tally(indicator.where, indicator.total), None, parts)
    part_total = indicator.share_total or indicator.total
    return Asking(tally(indicator.where + indicator.share, part_total), tally(indicator.where, indicator.total), parts)


def _pass(population: str, asked: Asked, moment: Moment) -> Pass:
    if asked is Asked.ON_DAY:
        return Pass(population, day=moment.day)
    if asked is Asked.THROUGH_PERIOD:
        return Pass(population, day=moment.day, since=moment.since)
    return Pass(population)


def _window(asked: Asked, moment: Moment) -> Moment | None:
    return moment if asked is Asked.IN_PERIOD else None


def _bound(condition: Condition, moment: Moment) -> Condition:
    """`in_period` becomes the two days of the moment."""
    if condition.test == "in_period":
        return Condition(condition.field, "between", (moment.since, moment.day))
    return condition
