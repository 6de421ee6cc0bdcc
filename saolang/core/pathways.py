"""The way to the next star: the cheapest changes of a filled sheet that reach it, marks and knock-outs included.

A change raises the choice on one criterion. What it costs is data a province can set; 1 where none is set, so that the
cheapest way is then the one with the fewest changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from saolang.core.scoring import ZERO, Ground, KnockOut, Mark, Sheet, counted, knock_outs, rate_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from saolang.core.scoring import CriteriaSet, Criterion, Option

COST_WHERE_NONE_IS_SET = Decimal(1)


@dataclass(frozen=True, slots=True)
class Effort:
    """What it takes to reach an option: money or work in one unit, how long, what proves it."""

    cost: Decimal = COST_WHERE_NONE_IS_SET
    months: int | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What changes take, by option, and the options this product cannot reach whatever it does."""

    efforts: Mapping[str, Effort] = field(default_factory=dict)
    impossible: frozenset[str] = frozenset()

    def effort(self, option: str) -> Effort:
        return self.efforts.get(option, Effort())


@dataclass(frozen=True, slots=True)
class Change:
    """One criterion to raise: to which option, from what it was worth, and what that takes."""

    criterion: str
    before: Decimal
    option: Option
    effort: Effort


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest way to so many stars; no change is needed where there is none."""

    stars: int
    changes: tuple[Change, ...]
    cost: Decimal
    total: Decimal
    """The points of the sheet once all is changed."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """No change of points helps: a condition ends the evaluation first."""

    stars: int
    knock_outs: tuple[KnockOut, ...]


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """So many stars cannot be reached: a zero that stops stays, marks cannot be met, or the points do not suffice."""

    stars: int
    stops: tuple[KnockOut, ...]
    marks: tuple[Mark, ...]
    most: Decimal
    """The most points the sheet can come to."""
    least: Decimal
    """The points the stars ask for."""


@dataclass(frozen=True, slots=True)
class _Way:
    """Changes made so far. Ways are compared by cost, then by how few changes they make, then in the sheet's order."""

    cost: Decimal = ZERO
    changes: tuple[Change, ...] = ()

    @property
    def rank(self) -> tuple[Decimal, int, list[str]]:
        return self.cost, len(self.changes), [change.option.code for change in self.changes]


def cheapest(
    criteria_set: CriteriaSet, sheet: Sheet, stars: int, terms: Terms | None = None
) -> Path | Blocked | OutOfReach:
    """Return the cheapest way from the sheet to so many stars (3, 4 or 5), or why there is none.

    Exact: points are whole and at most 100, so for every total the cheapest way to it is found, criterion by
    criterion, and the cheapest of those that reach the stars is the answer. Raises Refusal as `scoring.score` does.
    """
    terms = terms or Terms()
    rating = rate_sheet(criteria_set, sheet)
    asked = tuple(each for each in rating.knocked_out if each.ground != Ground.STOP_IF_ZERO)
    if asked:
        return Blocked(stars, asked)
    if rating.stars >= stars:
        return Path(stars, (), ZERO, rating.total)
    needed = _needed(criteria_set, stars)
    ways = _ways(criteria_set, sheet, terms, needed)
    least = criteria_set.least_points(stars)
    reaching = [(way.rank, total) for total, way in ways.items() if total >= least]
    if not reaching:
        return _out_of_reach(criteria_set, sheet, terms, stars)
    total = min(reaching)[1]
    return Path(stars, ways[total].changes, ways[total].cost, total)


def _needed(criteria_set: CriteriaSet, stars: int) -> dict[str, Decimal]:
    """Return the least points on each criterion that so many stars ask for; a half where a zero would stop."""
    needed: dict[str, Decimal] = {}
    for knock_out in criteria_set.knock_outs:
        if knock_out.ground == Ground.STOP_IF_ZERO:
            needed[knock_out.code.partition(":")[0]] = Decimal("0.5")
    for mark in criteria_set.marks_for(stars):
        needed[mark.criterion] = max(needed.get(mark.criterion, ZERO), mark.least)
    return needed


def _ways(criteria_set: CriteriaSet, sheet: Sheet, terms: Terms, needed: Mapping[str, Decimal]) -> dict[Decimal, _Way]:
    """Return the cheapest way to each total that can be reached with the points needed on each criterion."""
    ways = {ZERO: _Way()}
    for criteria in _groups(criteria_set):
        further: dict[Decimal, _Way] = {}
        for points, step in _steps(criteria_set, criteria, sheet, terms, needed):
            for total, way in ways.items():
                longer = _Way(way.cost + step.cost, way.changes + step.changes)
                known = further.get(total + points)
                if known is None or longer.rank < known.rank:
                    further[total + points] = longer
        ways = further
    return ways


def _groups(criteria_set: CriteriaSet) -> Iterator[tuple[Criterion, ...]]:
    """Yield the criteria that must be chosen together: one, and those that count only where it has points."""
    for criterion in criteria_set.criteria.values():
        if not criterion.needs:
            yield (criterion, *(each for each in criteria_set.criteria.values() if each.needs == criterion.code))


def _steps(
    criteria_set: CriteriaSet,
    criteria: tuple[Criterion, ...],
    sheet: Sheet,
    terms: Terms,
    needed: Mapping[str, Decimal],
) -> Iterator[tuple[Decimal, _Way]]:
    """Yield what can be done with the criteria of one group: the points they then count, and the changes made."""
    untouched = dict.fromkeys(criteria_set.criteria, ZERO)
    for choice in product(*(_choices(criterion, sheet, terms) for criterion in criteria)):
        points = {criterion.code: value for criterion, (value, _) in zip(criteria, choice, strict=True)}
        worth = counted(criteria_set, untouched | points)
        if all(worth[criterion.code] >= needed.get(criterion.code, ZERO) for criterion in criteria):
            changes = tuple(change for _, change in choice if change)
            cost = sum((change.effort.cost for change in changes), ZERO)
            yield sum((worth[criterion.code] for criterion in criteria), ZERO), _Way(cost, changes)


def _choices(criterion: Criterion, sheet: Sheet, terms: Terms) -> Iterator[tuple[Decimal, Change | None]]:
    """Yield what the criterion can be worth: as it is, or raised to an option of the case chosen."""
    ticked = criterion.option(sheet.choices.get(criterion.code, ""))
    case = sheet.cases.get(criterion.code) or (ticked.case if ticked else "")
    now = ticked.points if ticked and ticked.case == case else ZERO
    yield now, None
    for option in criterion.options:
        if option.points > now and option.code not in terms.impossible and (not case or option.case == case):
            yield option.points, Change(criterion.code, now, option, terms.effort(option.code))


def _out_of_reach(criteria_set: CriteriaSet, sheet: Sheet, terms: Terms, stars: int) -> OutOfReach:
    """Say why: what no choice left meets, and how far the points can go."""
    best = {
        code: max(points for points, _ in _choices(criterion, sheet, terms))
        for code, criterion in criteria_set.criteria.items()
    }
    worth = counted(criteria_set, best)
    marks = tuple(mark for mark in criteria_set.marks_for(stars) if worth[mark.criterion] < mark.least)
    stops = knock_outs(criteria_set, Sheet(), worth)
    return OutOfReach(stars, stops, marks, sum(worth.values(), ZERO), criteria_set.least_points(stars))
