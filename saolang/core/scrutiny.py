"""Questions to the secretary: what in a council's sheets chance alone would hardly bring about. Never an accusation.

Each question is a test of "nothing is there" with a stated rate of false alarms: of the sessions in which nothing is
there, at most the share `FALSE_ALARMS` raises any question at all. That rate is divided evenly among the kinds of
questions about a session, then among all that are asked of one kind (Bonferroni). Where there is too little to tell,
nothing is asked, and that is said.

How well planted cases are found is in `docs/scrutiny.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import comb, factorial, prod, sqrt
from operator import mul
from random import Random
from statistics import fmean, median, pvariance
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FALSE_ALARMS = 0.05
"""How often at most anything is asked about a session, or about all councils, in which nothing is there."""

LEAST_MEMBERS = 3
"""A product with fewer sheets is left out: there is no telling who of two differs."""
LEAST_PRODUCTS = 6
"""Of a member with fewer products in common with the others nothing is asked."""
LEAST_MEMBERS_TO_COPY = 4
"""Two members are compared against at least two others."""
LEAST_RESULTS = 8
"""A council with fewer results is not compared with the others."""

POINTS_THAT_MATTER = 2.0
"""A smaller mean deviation is not asked about, however certain it is."""
NEAR = 2
"""How many points below and above a threshold count as near it."""
THRESHOLDS = (50, 70, 90)
SHARE_ABOVE = 0.6
"""The most of the totals near a threshold that lie above it when nobody aims there.

Half do where totals are spread evenly; on the steep side of a bell of products, 10 points wide, it is up to 0.6.
"""

SHUFFLES = 9_999
SEED = 26
WORTH_SHUFFLING = 2.5
"""Standard deviations above the mean of all shuffles from which a pair of members is looked into."""
WORTH_DEALING = 2.0
"""The same for a council, either way: what lies nearer is far more common than any level asked for."""
NEGLIGIBLE = 1e-15
NEAR_ENOUGH = 1e-9
"""By how much two sums of the same numbers may differ in another order."""


class Kind(StrEnum):
    """What is asked about."""

    SEVERITY = "severity"
    """One member's totals lie above or below the others' again and again."""
    HALO = "halo"
    """One member gives every criterion of a product nearly the same."""
    COPIED = "copied"
    """Two members differ from the others in the same way on the same products."""
    HEAPING = "heaping"
    """One member's totals, or the council's means, lie just above a threshold and not just below."""
    COUNCILS = "councils"
    """One council's results lie further from the producers' own scores than the other councils'."""


OF_A_SESSION = (Kind.SEVERITY, Kind.HALO, Kind.COPIED, Kind.HEAPING)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One member's signed sheet for one product: its total, and the share of the points given on each criterion (0-1).

    `criteria_set` names the set it is filled by: only products of one set have criteria to compare.
    """

    product: str
    member: str
    criteria_set: str
    total: float
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that chance would hardly bring about.

    `who` are the members, or the council; nobody is the session's council itself. `effect` is by kind: the mean
    deviation in points (severity, councils), the mean place among the spreads of all, 0 the flattest and 1 the least
    flat (halo), the correlation of what sets the two apart (copied), the share above (heaping). `chance` is how often
    nothing at all would bring this about or more; `count` the products, or totals near a threshold, it rests on.
    """

    kind: Kind
    who: tuple[str, ...]
    effect: float
    count: int
    chance: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one kind of question: how many could be asked, at which level, what is asked.

    None could be asked where there is too little to tell.
    """

    kind: Kind
    asked: int
    level: float
    questions: tuple[Question, ...] = ()

    @property
    def too_few(self) -> bool:
        """Tell whether there is too little to ask anything."""
        return self.asked == 0


def questions_about(sheets: Iterable[Sheet]) -> tuple[Finding, ...]:
    """Return what is to be asked about one session's sheets of the first round, by kind."""
    table = _by_product(sheets)
    level = FALSE_ALARMS / len(OF_A_SESSION)
    return (_severity(table, level), _halo(table, level), _copied(table, level), _heaping(table, level))


def questions_between(gaps: Mapping[str, Sequence[float]]) -> Finding:
    """Return what is to be asked about councils, from each one's results minus the producers' own scores.

    A permutation test of each council against all the others together, two-sided. Products differ, and so may those
    who score themselves: all the more a question.
    """
    enough = {council: list(own) for council, own in gaps.items() if len(own) >= LEAST_RESULTS}
    if len(enough) < 2:  # noqa: PLR2004 - one council differs from nobody
        return Finding(Kind.COUNCILS, 0, FALSE_ALARMS)
    level = FALSE_ALARMS / len(enough)
    asked = (_gap(council, own, enough) for council, own in enough.items())
    return _finding(Kind.COUNCILS, asked, level, len(enough))


# Severity and halo: whose sheet of a product is whose does not matter, when nothing is there --------------------


def _severity(table: _Table, level: float) -> Finding:
    """Ask who lies above or below the median of the others; exact under exchanging the sheets of each product."""
    deviations = {product: _deviations(own) for product, own in table.items()}
    asked = [
        Question(Kind.SEVERITY, (member,), fmean(own) / 2, len(own), min(1.0, 2 * min(_tails(cases, sum(own)))))
        for member, own, cases in _of_members(deviations)
    ]
    found = _finding(Kind.SEVERITY, asked, level / max(1, len(asked)), len(asked))
    matters = tuple(each for each in found.questions if abs(each.effect) >= POINTS_THAT_MATTER)
    return Finding(found.kind, found.asked, found.level, matters)


def _deviations(own: Mapping[str, Sheet]) -> dict[str, int]:
    """Return by member how many half points the total lies above the median of the others'."""
    totals = {member: sheet.total for member, sheet in own.items()}
    return {
        member: round(2 * (total - median(other for name, other in totals.items() if name != member)))
        for member, total in totals.items()
    }


def _halo(table: _Table, level: float) -> Finding:
    """Ask whose criteria of a product differ least among themselves; exact under exchanging the sheets of each one."""
    places = {product: _places(own) for product, own in table.items()}
    asked = [
        Question(Kind.HALO, (member,), _mean_place(own, cases), len(own), _tails(cases, sum(own))[0])
        for member, own, cases in _of_members(places)
    ]
    return _finding(Kind.HALO, asked, level / max(1, len(asked)), len(asked))


def _places(own: Mapping[str, Sheet]) -> dict[str, int]:
    """Return by member twice the mean rank of the spread between criteria, from the flattest sheet on."""
    spreads = {member: pvariance(sheet.shares.values()) for member, sheet in own.items()}
    return {
        member: sum((other < spread) + (other <= spread) for other in spreads.values()) + 1
        for member, spread in spreads.items()
    }


def _mean_place(own: Sequence[int], cases: Sequence[Sequence[int]]) -> float:
    """Return the mean place from 0, the flattest, to 1."""
    return fmean((place - 2) / (2 * len(case) - 2) for place, case in zip(own, cases, strict=True))


def _of_members(values: Mapping[str, Mapping[str, int]]) -> Iterable[tuple[str, list[int], list[tuple[int, ...]]]]:
    """Yield each member with enough products, the member's own value of each, and all values of each."""
    for member in sorted({member for own in values.values() for member in own}):
        shared = [own for own in values.values() if member in own]
        if len(shared) >= LEAST_PRODUCTS:
            yield member, [own[member] for own in shared], [tuple(sorted(own.values())) for own in shared]


def _tails(cases: Sequence[Sequence[int]], observed: int) -> tuple[float, float]:
    """Return how often a sum of one value drawn from each case is at most, and at least, the one observed. Exact."""
    chances: dict[int, float] = {0: 1.0}
    for values in cases:
        drawn = [(value, times / len(values)) for value, times in Counter(values).items()]
        sums: defaultdict[int, float] = defaultdict(float)
        for so_far, chance in chances.items():
            for value, share in drawn:
                sums[so_far + value] += chance * share
        chances = {total: chance for total, chance in sums.items() if chance > NEGLIGIBLE}
    at_most = sum(chance for total, chance in chances.items() if total <= observed)
    at_least = sum(chance for total, chance in chances.items() if total >= observed)
    return at_most, at_least


# Copied: whether two members differ from the others alike on the same product, more than on different ones -----------


def _copied(table: _Table, level: float) -> Finding:
    """Ask which two differ alike from the others, product by product.

    What sets a member apart whatever the product (severity, habits on a criterion) shows between different products
    of a set too; only what shows on the same one is asked about. A permutation test over the products of each set.
    """
    apart = _apart(table)
    pairs = list(combinations(sorted(apart), 2))
    shared = {pair: _shared(apart[pair[0]], apart[pair[1]]) for pair in pairs}
    asked = [pair for pair in pairs if prod(factorial(len(group)) for group in shared[pair]) >= len(pairs) / level]
    if not asked:
        return Finding(Kind.COPIED, 0, level)
    found = (_alike(pair, apart, shared[pair]) for pair in asked)
    return _finding(Kind.COPIED, found, level / len(asked), len(asked))


def _apart(table: _Table) -> dict[str, dict[tuple[str, str], list[float]]]:
    """Return by member and (set, product) how each criterion's share differs from the mean of all members."""
    apart: defaultdict[str, dict[tuple[str, str], list[float]]] = defaultdict(dict)
    for product, own in table.items():
        if len(own) < LEAST_MEMBERS_TO_COPY:
            continue
        criteria = sorted(next(iter(own.values())).shares)
        means = [fmean(sheet.shares.get(code, 0) for sheet in own.values()) for code in criteria]
        for member, sheet in own.items():
            differs = [sheet.shares.get(code, 0) - mean for code, mean in zip(criteria, means, strict=True)]
            apart[member][sheet.criteria_set, product] = differs
    return apart


def _shared(
    one: Mapping[tuple[str, str], list[float]], other: Mapping[tuple[str, str], list[float]]
) -> list[list[tuple[str, str]]]:
    """Return the products both members scored, by set."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(one.keys() & other.keys()):
        groups[key[0]].append(key)
    return list(groups.values())


def _alike(
    pair: tuple[str, str],
    apart: Mapping[str, Mapping[tuple[str, str], list[float]]],
    groups: Sequence[Sequence[tuple[str, str]]],
) -> Question:
    """Return how alike the two differ from the others on the same products, and how often shuffled products give it."""
    one, other = (apart[member] for member in pair)
    tables = [[[sum(map(mul, one[mine], other[theirs])) for theirs in group] for mine in group] for group in groups]
    observed = sum(row[index] for table in tables for index, row in enumerate(table))
    norms = [sqrt(sum(sum(map(mul, own[key], own[key])) for group in groups for key in group)) for own in (one, other)]
    correlation = observed / (norms[0] * norms[1]) if all(norms) else 0.0
    products = sum(map(len, groups))
    if _deviates(tables, observed) < WORTH_SHUFFLING:
        return Question(Kind.COPIED, pair, correlation, products, 1.0)
    chosen = Random(f"{SEED} {pair}")  # noqa: S311 - a test that must answer the same tomorrow
    reached = sum(_shuffled(tables, chosen) >= observed - NEAR_ENOUGH for _ in range(SHUFFLES))
    return Question(Kind.COPIED, pair, correlation, products, (reached + 1) / (SHUFFLES + 1))


def _deviates(tables: Sequence[Sequence[Sequence[float]]], observed: float) -> float:
    """Return how many standard deviations the observed sum lies above the mean of all permutations (Hoeffding)."""
    expected = variance = 0.0
    for table in tables:
        size = len(table)
        rows, columns = [fmean(row) for row in table], [fmean(column) for column in zip(*table, strict=True)]
        mean = fmean(rows)
        expected += size * mean
        if size > 1:
            left = (
                (value - row - column + mean) ** 2
                for row, line in zip(rows, table, strict=True)
                for column, value in zip(columns, line, strict=True)
            )
            variance += sum(left) / (size - 1)
    return (observed - expected) / sqrt(variance) if variance > NEGLIGIBLE else 0.0


def _shuffled(tables: Sequence[Sequence[Sequence[float]]], chosen: Random) -> float:
    """Return the sum with the second member's products in another order within each set."""
    total = 0.0
    for table in tables:
        order = chosen.sample(range(len(table)), len(table))
        total += sum(row[index] for row, index in zip(table, order, strict=True))
    return total


# Heaping: whether totals lie just above a threshold and not just below --------------------


def _heaping(table: _Table, level: float) -> Finding:
    """Ask whose totals lie just above 50, 70 or 90, of the members and of the council's means. Exact binomial test."""
    totals: defaultdict[tuple[str, ...], list[float]] = defaultdict(list)
    for own in table.values():
        totals[()].append(fmean(sheet.total for sheet in own.values()))
        for member, sheet in own.items():
            totals[(member,)].append(sheet.total)
    near = {who: [above for total in own if (above := _above(total)) is not None] for who, own in totals.items()}
    enough = {who: sides for who, sides in near.items() if SHARE_ABOVE ** len(sides) <= level / len(near)}
    asked = (
        Question(Kind.HEAPING, who, fmean(sides), len(sides), _at_least(sum(sides), len(sides), SHARE_ABOVE))
        for who, sides in sorted(enough.items())
    )
    return _finding(Kind.HEAPING, asked, level / max(1, len(enough)), len(enough))


def _above(total: float) -> bool | None:
    """Tell whether a total near a threshold lies above it; None for one that is not near."""
    for threshold in THRESHOLDS:
        if threshold - NEAR <= total < threshold + NEAR:
            return total >= threshold
    return None


def _at_least(count: int, tries: int, chance: float) -> float:
    """Return how often at least so many of the tries succeed."""
    return sum(comb(tries, hits) * chance**hits * (1 - chance) ** (tries - hits) for hits in range(count, tries + 1))


# Councils --------------------


def _gap(council: str, own: Sequence[float], every: Mapping[str, Sequence[float]]) -> Question:
    """Return how far the council's mean gap lies from the others', and how often dealing the gaps anew gives that."""
    others = [gap for name, gaps in every.items() if name != council for gap in gaps]
    pool, size = [*own, *others], len(own)
    expected = size * fmean(pool)
    observed = abs(sum(own) - expected)
    effect = fmean(own) - fmean(others)
    # The variance of a sum of `size` gaps drawn from the pool without putting any back.
    variance = size * len(others) * pvariance(pool) / (len(pool) - 1)
    if observed < WORTH_DEALING * sqrt(variance) or variance < NEGLIGIBLE:
        return Question(Kind.COUNCILS, (council,), effect, size, 1.0)
    chosen = Random(f"{SEED} {council}")  # noqa: S311 - a test that must answer the same tomorrow
    least = observed - NEAR_ENOUGH
    reached = sum(abs(sum(chosen.sample(pool, size)) - expected) >= least for _ in range(SHUFFLES))
    return Question(Kind.COUNCILS, (council,), effect, size, (reached + 1) / (SHUFFLES + 1))


# Shared --------------------

_Table = dict[str, dict[str, Sheet]]
"""Sheets by product and member."""


def _by_product(sheets: Iterable[Sheet]) -> _Table:
    """Return the sheets by product and member, of products that enough members have scored."""
    table: defaultdict[str, dict[str, Sheet]] = defaultdict(dict)
    for sheet in sheets:
        table[sheet.product][sheet.member] = sheet
    return {product: table[product] for product in sorted(table) if len(table[product]) >= LEAST_MEMBERS}


def _finding(kind: Kind, asked: Iterable[Question], level: float, count: int) -> Finding:
    """Keep what chance would bring about less often than the level, the least likely first."""
    rare = sorted((each for each in asked if each.chance <= level), key=lambda each: (each.chance, each.who))
    return Finding(kind, count, level, tuple(rare))
