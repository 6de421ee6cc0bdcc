from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.pathways import Blocked, Effort, OutOfReach, Path, Terms, cheapest
from saolang.core.scoring import (
    CriteriaSet,
    Criterion,
    Ground,
    KnockOut,
    Option,
    Part,
    Readings,
    Sheet,
    rate_sheet,
)
from tests.core.test_scoring import ALL_SETS, SETS, best, sheets

SMALL_BANDS = ((Decimal(9), 5), (Decimal(7), 4), (Decimal(5), 3), (Decimal(3), 2), (Decimal(0), 1))
"""The bands of the Decision, a tenth of them: a set small enough to try everything."""


@st.composite
def small_sets(draw: st.DrawFn) -> CriteriaSet:
    """Draw a set of four criteria, two or three options each, marks, cases, a story, a zero that stops; readings."""
    criteria = []
    for number in range(1, 5):
        worth = sorted(draw(st.sets(st.integers(0, 4), min_size=2, max_size=3)))
        cased = number == 4 and draw(st.booleans())
        options = tuple(
            Option(f"{number}-{points}", Decimal(points), {}, draw(st.sampled_from([None, None, 3, 4, 5])), case)
            for case in (("a", "b") if cased else ("",))
            for points in worth
        )
        options = tuple(
            Option(f"{each.code}{each.case}", each.points, each.words, None if each.case else each.mark, each.case)
            for each in options
        )
        needs = "1" if number == 2 and draw(st.booleans()) else ""
        criteria.append(Criterion(str(number), {}, Decimal(worth[-1]), options, needs))
    stops = (KnockOut("3:stop_if_zero", Ground.STOP_IF_ZERO, {}),) if draw(st.booleans()) else ()
    part = Part("A", {}, sum((each.maximum for each in criteria), Decimal(0)), tuple(criteria))
    readings = Readings(
        marks_count=draw(st.sampled_from([True, True, False])),
        marks_accumulate=draw(st.booleans()),
        stars_without_three_star_marks=draw(st.integers(0, 2)),
        conditions_count=draw(st.booleans()),
        cases_exclude=draw(st.booleans()),
    )
    return CriteriaSet("small", {}, (part,), stops, SMALL_BANDS, readings)


@st.composite
def efforts(draw: st.DrawFn, criteria_set: CriteriaSet) -> Terms:
    options = [option.code for each in criteria_set.criteria.values() for option in each.options]
    costs = {code: Effort(Decimal(draw(st.integers(0, 5)))) for code in options}
    return Terms(costs, frozenset(draw(st.sets(st.sampled_from(options), max_size=2))))


def every_raised_sheet(criteria_set: CriteriaSet, sheet: Sheet, terms: Terms) -> list[tuple[Decimal, Sheet]]:
    """Return every sheet that raising choices makes of this one, with what it costs: the full search."""
    possible: list[list[tuple[str, str, Decimal]]] = []
    for code, criterion in criteria_set.criteria.items():
        ticked = criterion.option(sheet.choices.get(code, ""))
        now = ticked.points if ticked else Decimal(0)
        case = ticked.case if ticked and criteria_set.readings.cases_exclude else ""
        better = [
            (code, option.code, terms.effort(option.code).cost)
            for option in criterion.options
            if option.points > now and option.code not in terms.impossible and (not case or option.case == case)
        ]
        possible.append([(code, sheet.choices.get(code, ""), Decimal(0)), *better])
    return [
        (
            sum((cost for _, _, cost in choice), Decimal(0)),
            Sheet({code: option for code, option, _ in choice if option}),
        )
        for choice in product(*possible)
    ]


@given(st.data(), st.sampled_from([3, 4, 5]))
def test_cheapest_is_as_cheap_as_the_full_search_finds(data: st.DataObject, stars: int) -> None:
    criteria_set, sheet = data.draw(sheets(small_sets()))
    terms = data.draw(efforts(criteria_set))

    answer = cheapest(criteria_set, sheet, stars, terms)

    reaching = [
        cost
        for cost, raised in every_raised_sheet(criteria_set, sheet, terms)
        if rate_sheet(criteria_set, raised).stars >= stars
    ]
    if reaching:
        assert isinstance(answer, Path)
        assert answer.cost == min(reaching)
    else:
        assert isinstance(answer, OutOfReach)
        assert answer.stops or answer.marks or answer.most < answer.least


@given(sheets(), st.sampled_from([3, 4, 5]))
def test_path_leads_where_it_says_and_only_raises(drawn: tuple[CriteriaSet, Sheet], stars: int) -> None:
    criteria_set, sheet = drawn

    path = cheapest(criteria_set, sheet, stars)

    assert isinstance(path, Path)
    changed = Sheet({**sheet.choices, **{change.criterion: change.option.code for change in path.changes}})
    rating = rate_sheet(criteria_set, changed)
    assert rating.stars >= stars
    assert (rating.total, path.cost) == (path.total, len(path.changes))
    assert all(change.option.points > change.before for change in path.changes)


@given(ALL_SETS)
def test_no_change_is_needed_for_the_stars_one_has(criteria_set: CriteriaSet) -> None:
    path = cheapest(criteria_set, best(criteria_set), 5)

    assert path == Path(5, (), Decimal(0), Decimal(100))


def test_mark_missed_is_the_one_change() -> None:
    path = cheapest(SETS["16"], best(SETS["16"], c1_4="1.4-2"), 5)

    assert isinstance(path, Path)
    assert [(change.criterion, change.before, change.option.code) for change in path.changes] == [("1.4", 1, "1.4-4")]


def test_dear_change_is_passed_by_for_two_cheap_ones() -> None:
    sheet = best(SETS["16"], c1_1="1.1-2", c1_2="1.2-1", c1_3="1.3-1", c6_4="6.4-3", c10="10-1")
    options = [option.code for each in SETS["16"].criteria.values() for option in each.options]
    costs = dict.fromkeys(options, Effort(Decimal(10))) | dict.fromkeys(("1.2-2", "1.3-2"), Effort(Decimal(1)))

    without_prices, with_prices = cheapest(SETS["16"], sheet, 5), cheapest(SETS["16"], sheet, 5, Terms(costs))

    assert rate_sheet(SETS["16"], sheet).total == 88
    assert isinstance(without_prices, Path)
    assert isinstance(with_prices, Path)
    assert len(without_prices.changes) == 1
    assert ([change.option.code for change in with_prices.changes], with_prices.cost) == (["1.2-2", "1.3-2"], 2)


def test_zero_that_cannot_be_raised_is_told() -> None:
    answer = cheapest(SETS["16"], best(SETS["16"], c6_2="6.2-1"), 3, Terms(impossible=frozenset({"6.2-2"})))

    assert isinstance(answer, OutOfReach)
    assert [each.code for each in answer.stops] == ["6.2:stop_if_zero"]


def test_condition_blocks_before_any_point_is_counted() -> None:
    sheet = Sheet(best(SETS["01"]).choices, knock_outs=frozenset({"1.1:requirement"}))

    answer = cheapest(SETS["01"], sheet, 3)

    assert isinstance(answer, Blocked)
    assert [each.code for each in answer.knock_outs] == ["1.1:requirement"]


def test_zero_that_stops_is_raised_and_not_taken_for_a_block() -> None:
    path = cheapest(SETS["16"], best(SETS["16"], c6_2="6.2-1"), 3)

    assert isinstance(path, Path)
    assert [change.option.code for change in path.changes] == ["6.2-2"]


def test_star_is_out_of_reach_where_a_mark_cannot_be_met() -> None:
    terms = Terms(impossible=frozenset({"1.4-3", "1.4-4"}))

    answer = cheapest(SETS["16"], best(SETS["16"], c1_4="1.4-2"), 5, terms)

    assert isinstance(answer, OutOfReach)
    assert [(mark.stars, mark.criterion) for mark in answer.marks] == [(4, "1.4"), (5, "1.4")]


@pytest.mark.parametrize("stars", [3, 4, 5])
def test_way_from_nothing_is_found_for_every_set(stars: int) -> None:
    for criteria_set in SETS.values():
        assert isinstance(cheapest(criteria_set, Sheet(), stars), Path)
