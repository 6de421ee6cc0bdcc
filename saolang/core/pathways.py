"""The way to the next star: the cheapest changes of a filled sheet that reach it, marks and knock-outs included.

A change raises the choice on one criterion. What it costs is data a province can set; 1 where none is set, so that the
cheapest way is then the one with the fewest changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from math import inf
from typing import TYPE_CHECKING

from saolang.core.scoring import (
    CERTIFIED_STARS,
    ZERO,
    Ground,
    KnockOut,
    Mark,
    Sheet,
    counted,
    knock_outs,
    rate_sheet,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
class _Step:
    """What can be done with the criteria of one group: the points gained, what that takes, the changes made."""

    gain: int
    rank: int
    """Cost, number of changes and points gained in one whole number, so that ways compare in that order."""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Search:
    """One question: from which sheet, on which terms, with how many points needed on each criterion."""

    criteria_set: CriteriaSet
    sheet: Sheet
    terms: Terms
    needed: Mapping[str, Decimal]
    before: Mapping[str, Decimal]
    """What each criterion is worth on the sheet as it is."""
    scale: int
    """By what a cost is multiplied to be a whole number."""


AHEAD = 1_000
"""By what each place of a rank goes ahead of the next: no sheet has so many criteria, or so many points."""


def cheapest(
    criteria_set: CriteriaSet, sheet: Sheet, stars: int, terms: Terms | None = None
) -> Path | Blocked | OutOfReach:
    """Return the cheapest way from the sheet to so many stars (3, 4 or 5), or why there is none.

    Exact: points are whole and at most 100, so for every number of points still missing the cheapest way to gain them
    is found, criterion by criterion. Of ways that cost the same, the one with the fewest changes, then the one that
    raises least. Raises Refusal as `scoring.score` does.
    """
    terms = terms or Terms()
    rating = rate_sheet(criteria_set, sheet)
    asked = tuple(each for each in rating.knocked_out if each.ground != Ground.STOP_IF_ZERO)
    if asked:
        return Blocked(stars, asked)
    if rating.stars >= stars:
        return Path(stars, (), ZERO, rating.total)
    ways = [_cheapest_to(criteria_set, sheet, each, terms) for each in _aims(criteria_set, stars)]
    found = [changes for changes in ways if changes is not None]
    if not found:
        return _out_of_reach(criteria_set, sheet, terms, stars)
    changes = min(found, key=lambda changes: (_cost(changes), len(changes)))
    raised = Sheet({**sheet.choices, **{each.criterion: each.option.code for each in changes}}, sheet.cases)
    return Path(stars, changes, _cost(changes), rate_sheet(criteria_set, raised).total)


def _aims(criteria_set: CriteriaSet, stars: int) -> range:
    """Return the stars that would do: more of them may cost less only where their marks do not include these."""
    return range(stars, stars + 1) if criteria_set.readings.marks_accumulate else range(stars, max(CERTIFIED_STARS) + 1)


def _cost(changes: Iterable[Change]) -> Decimal:
    return sum((change.effort.cost for change in changes), ZERO)


def _cheapest_to(criteria_set: CriteriaSet, sheet: Sheet, stars: int, terms: Terms) -> tuple[Change, ...] | None:
    """Return the cheapest changes to just so many stars; None where none lead there.

    From the last group of criteria to the first, the least rank is found at which the groups from there on gain each
    number of points still missing; then, from the first to the last, the steps that make it up.
    """
    before = score(criteria_set, sheet)
    search = _Search(criteria_set, sheet, terms, _needed(criteria_set, stars), before, _scale(terms))
    steps = [_best(_steps(search, group)) for group in _groups(criteria_set)]
    if not all(steps):
        return None
    missing = max(0, int(criteria_set.least_points(stars) - sum(before.values(), ZERO)))
    tables: list[list[float]] = [[0, *([inf] * missing)]]
    for group_steps in reversed(steps):
        tables.append(_with(group_steps, tables[-1], missing))
    return _read_back(steps, tables[::-1], missing)


def _with(steps: list[_Step], further: list[float], missing: int) -> list[float]:
    """Return the least rank for each number of points missing, given those of the groups further on."""
    table: list[float] = []
    for step in steps:
        gain, rank = min(step.gain, missing), step.rank
        reached = [rank + each for each in (*[further[0]] * gain, *further[: missing + 1 - gain])]
        table = list(map(min, table, reached)) if table else reached
    return table


def _read_back(steps: list[list[_Step]], tables: list[list[float]], missing: int) -> tuple[Change, ...] | None:
    """Return the changes of the way whose rank the first table tells; of several, those first in the sheet."""
    if tables[0][missing] == inf:
        return None
    changes: list[Change] = []
    for group_steps, table, further in zip(steps, tables, tables[1:], strict=False):
        for step in group_steps:
            left = max(0, missing - step.gain)
            if step.rank + further[left] == table[missing]:
                changes += step.changes
                missing = left
                break
    return tuple(changes)


def _scale(terms: Terms) -> int:
    """Return by what every cost must be multiplied to be a whole number."""
    exponents = (effort.cost.normalize().as_tuple().exponent for effort in terms.efforts.values())
    return int(10 ** max((-each for each in exponents if isinstance(each, int) and each < 0), default=0))


def _needed(criteria_set: CriteriaSet, stars: int) -> dict[str, Decimal]:
    """Return the least points on each criterion that so many stars ask for; a half where a zero would stop."""
    needed: dict[str, Decimal] = {}
    for knock_out in criteria_set.knock_outs:
        if knock_out.ground == Ground.STOP_IF_ZERO:
            needed[knock_out.code.partition(":")[0]] = Decimal("0.5")
    for mark in criteria_set.marks_for(stars):
        needed[mark.criterion] = max(needed.get(mark.criterion, ZERO), mark.least)
    return needed


def _groups(criteria_set: CriteriaSet) -> list[tuple[Criterion, ...]]:
    """Return the criteria that must be chosen together: one, and those that count only where it has points."""
    dependent = criteria_set.dependent
    return [
        (criterion, *(each for each in dependent if each.needs == criterion.code))
        for criterion in criteria_set.criteria.values()
        if criterion not in dependent
    ]


def _steps(search: _Search, criteria: tuple[Criterion, ...]) -> Iterator[_Step]:
    """Yield what can be done with the criteria of one group and meets what is needed on each."""
    choices = (_choices(search.criteria_set, criterion, search.sheet, search.terms) for criterion in criteria)
    for choice in product(*choices):
        worth = {criterion.code: points for criterion, (points, _) in zip(criteria, choice, strict=True)}
        if not worth[criteria[0].code]:
            worth = dict.fromkeys(worth, ZERO)
        if all(points >= search.needed.get(code, ZERO) for code, points in worth.items()):
            changes = tuple(change for _, change in choice if change)
            gain = sum(int(points - search.before[code]) for code, points in worth.items())
            rank = (int(_cost(changes) * search.scale) * AHEAD + len(changes)) * AHEAD + gain
            yield _Step(gain, rank, changes)


def _best(steps: Iterable[_Step]) -> list[_Step]:
    """Return the steps worth taking: none that another matches in points at no greater rank."""
    best: list[_Step] = []
    for step in sorted(steps, key=lambda step: (step.rank, -step.gain)):
        if not best or step.gain > best[-1].gain:
            best.append(step)
    return best[::-1]


def _choices(
    criteria_set: CriteriaSet, criterion: Criterion, sheet: Sheet, terms: Terms
) -> Iterator[tuple[Decimal, Change | None]]:
    """Yield what the criterion can be worth: as it is, or raised to an option of the case chosen."""
    now, case = _now(criteria_set, criterion, sheet)
    yield now, None
    for option in criterion.options:
        if option.points > now and option.code not in terms.impossible and (not case or option.case == case):
            yield option.points, Change(criterion.code, now, option, terms.effort(option.code))


def _now(criteria_set: CriteriaSet, criterion: Criterion, sheet: Sheet) -> tuple[Decimal, str]:
    """Return what the option ticked is worth by itself, and the case to which the choice is bound, if to any."""
    ticked = criteria_set.options[criterion.code].get(sheet.choices.get(criterion.code, ""))
    if not criteria_set.readings.cases_exclude:
        return (ticked.points if ticked else ZERO), ""
    case = sheet.cases.get(criterion.code) or (ticked.case if ticked else "")
    return (ticked.points if ticked and ticked.case == case else ZERO), case


def _out_of_reach(criteria_set: CriteriaSet, sheet: Sheet, terms: Terms, stars: int) -> OutOfReach:
    """Say why: what no choice left meets, and how far the points can go."""
    best = {
        code: max(points for points, _ in _choices(criteria_set, criterion, sheet, terms))
        for code, criterion in criteria_set.criteria.items()
    }
    worth = counted(criteria_set, best)
    marks = tuple(mark for mark in criteria_set.marks_for(stars) if worth[mark.criterion] < mark.least)
    stops = knock_outs(criteria_set, Sheet(), worth)
    return OutOfReach(stars, stops, marks, sum(worth.values(), ZERO), criteria_set.least_points(stars))
