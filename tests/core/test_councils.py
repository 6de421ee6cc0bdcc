from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.councils import (
    SETTINGS,
    Regulation,
    check_quorum,
    combine,
    differ_too_much,
    least_present,
    read_regulation,
    two_decimals,
    written,
)
from saolang.core.refusal import Refusal
from saolang.core.scoring import CriteriaSet, Ground, Sheet, rate_sheet
from tests.core.test_scoring import ALL_SETS, SETS, best, sheets

if TYPE_CHECKING:
    from collections.abc import Mapping

OURS = Regulation()
RICE = SETS["03"]
WATER = SETS["16"]


def without(sheet: Sheet, *criteria: str) -> Sheet:
    return Sheet({code: option for code, option in sheet.choices.items() if code not in criteria})


@st.composite
def councils(draw: st.DrawFn) -> tuple[CriteriaSet, list[Sheet]]:
    """A set and up to five sheets of it, some with a ground found."""
    criteria_set = draw(ALL_SETS)
    asked = [each.code for each in criteria_set.knock_outs if each.ground != Ground.STOP_IF_ZERO]
    drawn = draw(st.lists(sheets(st.just(criteria_set)), min_size=1, max_size=5))
    found = st.frozensets(st.sampled_from(asked), max_size=1) if asked else st.just(frozenset[str]())
    return criteria_set, [Sheet(sheet.choices, sheet.cases, draw(found)) for _, sheet in drawn]


# The mean --------------------


def test_total_is_the_exact_mean_of_the_totals() -> None:
    full, less = best(RICE), without(best(RICE), "1.1")

    outcome = combine(RICE, [full, full, less], OURS)

    lost = rate_sheet(RICE, full).total - rate_sheet(RICE, less).total
    assert outcome.rating.total == 100 - Fraction(lost) / 3


@given(councils(), st.randoms())
def test_order_of_the_sheets_does_not_matter(council: tuple[CriteriaSet, list[Sheet]], random: object) -> None:
    criteria_set, given_sheets = council
    shuffled = sorted(given_sheets, key=lambda _: random.random())  # type: ignore[attr-defined]

    one, other = combine(criteria_set, given_sheets, OURS), combine(criteria_set, shuffled, OURS)

    assert (one.rating, one.means, one.spread) == (other.rating, other.means, other.spread)


@given(councils(), st.integers(1, 7))
def test_members_of_one_mind_come_to_what_one_sheet_says(council: tuple[CriteriaSet, list[Sheet]], count: int) -> None:
    criteria_set, (sheet, *_) = council

    outcome = combine(criteria_set, [sheet] * count, OURS)

    alone = rate_sheet(criteria_set, sheet)
    assert (outcome.rating.total, outcome.rating.stars, outcome.rating.missed, outcome.rating.knocked_out) == (
        alone.total,
        alone.stars,
        alone.missed,
        alone.knocked_out,
    )


@given(councils())
def test_total_lies_between_the_lowest_and_the_highest(council: tuple[CriteriaSet, list[Sheet]]) -> None:
    outcome = combine(*council, OURS)

    assert min(outcome.totals) <= outcome.rating.total <= max(outcome.totals)


@given(councils())
def test_total_is_the_sum_of_the_means(council: tuple[CriteriaSet, list[Sheet]]) -> None:
    outcome = combine(*council, OURS)

    assert outcome.rating.total == sum(outcome.means.values()) == sum(outcome.rating.by_part.values())


@given(councils(), st.data())
def test_a_better_option_on_one_sheet_never_lowers_the_total(
    council: tuple[CriteriaSet, list[Sheet]], data: st.DataObject
) -> None:
    criteria_set, given_sheets = council
    criterion = data.draw(
        st.sampled_from([each for each in criteria_set.criteria.values() if not each.options[0].case])
    )
    top = max(criterion.options, key=lambda option: option.points).code
    first, *others = given_sheets
    better = Sheet({**first.choices, criterion.code: top}, first.cases, first.knock_outs)

    before, after = (combine(criteria_set, [sheet, *others], OURS) for sheet in (first, better))

    assert after.rating.total >= before.rating.total


def test_sixty_nine_point_nine_nine_five_is_printed_as_seventy_and_has_three_stars() -> None:
    total = Fraction(69995, 1000)

    assert (two_decimals(total), RICE.stars_for(total)) == (Decimal("70.00"), 3)


@pytest.mark.parametrize(
    ("points", "printed"),
    [("0", "0.00"), ("1043/15", "69.53"), ("1/3", "0.33"), ("2/3", "0.67"), ("12345/1000", "12.35"), ("100", "100.00")],
)
def test_two_decimals_rounds_a_half_up(points: str, printed: str) -> None:
    assert str(two_decimals(Fraction(points))) == printed


def test_no_sheet_has_no_result() -> None:
    with pytest.raises(ValueError, match="No sheet"):
        combine(RICE, [], OURS)


# Marks and grounds --------------------


def test_a_mark_is_met_when_the_mean_reaches_it() -> None:
    mark = next(mark for mark in RICE.marks if mark.stars == 5)
    lower = next(o for o in RICE.criteria[mark.criterion].options if o.points == mark.least - 1).code
    full = best(RICE)
    one_lower = Sheet({**full.choices, mark.criterion: lower})

    met, missed = combine(RICE, [full] * 3, OURS), combine(RICE, [full, full, one_lower], OURS)

    assert (met.rating.stars, missed.rating.stars_by_points, missed.rating.stars) == (5, 5, 4)
    assert mark in missed.rating.missed


@pytest.mark.parametrize(("found", "stars"), [(2, 5), (3, 0)])
def test_a_ground_ends_the_evaluation_when_more_than_half_found_it(found: int, stars: int) -> None:
    full = best(RICE)
    forged = Sheet(full.choices, knock_outs=frozenset({"forged_dossier"}))

    outcome = combine(RICE, [forged] * found + [full] * (4 - found), OURS)

    assert outcome.rating.stars == stars


def test_a_zero_that_stops_is_a_ground_of_the_sheets_that_have_it() -> None:
    full = best(WATER)
    zero = without(full, "6.1")

    minority, majority = (
        combine(WATER, given_sheets, OURS) for given_sheets in ([full, full, zero], [full, zero, zero])
    )

    assert [each.code for each in minority.rating.knocked_out] == []
    assert [each.code for each in majority.rating.knocked_out] == ["6.1:stop_if_zero"]


def test_grounds_of_different_members_do_not_add_up() -> None:
    full = best(RICE)
    two = [each.code for each in islice(RICE.knock_outs, 2)]
    apart = [Sheet(full.choices, knock_outs=frozenset({code})) for code in two]

    assert combine(RICE, [*apart, full], OURS).rating.knocked_out == ()


def test_a_sheet_with_a_code_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"9\.9"):
        combine(RICE, [best(RICE), Sheet({"9.9": "9.9-1"})], OURS)


# Spread and quorum --------------------


@pytest.mark.parametrize(("totals", "too_much"), [(["60", "70"], False), (["60", "141/2"], True), (["50"], False)])
def test_members_differ_too_much_from_over_ten_points_on(totals: list[str], *, too_much: bool) -> None:
    assert differ_too_much([Fraction(total) for total in totals], OURS) is too_much


@pytest.mark.parametrize(
    ("voting", "present", "is_enough"), [(15, 12, True), (15, 11, False), (4, 3, True), (1, 1, True), (0, 0, False)]
)
def test_quorum_is_three_quarters_of_the_voting_members(voting: int, present: int, *, is_enough: bool) -> None:
    assert (check_quorum(voting, present, OURS) is None) is is_enough


def test_quorum_that_is_missed_says_how_many_it_takes() -> None:
    assert str(check_quorum(15, 11, OURS)) == "Có mặt 11 trong 15 ủy viên có quyền chấm; quy chế cần ít nhất 12."


@given(st.integers(1, 200), st.decimals("0", "1", places=2))
def test_least_present_is_the_fewest_that_are_enough(voting: int, share: Decimal) -> None:
    regulation = Regulation(quorum=share)
    least = least_present(voting, regulation)

    assert check_quorum(voting, least, regulation) is None
    assert least == 0 or check_quorum(voting, least - 1, regulation) is not None


# The regulation as data --------------------


def test_a_regulation_is_ours_where_it_says_nothing() -> None:
    assert read_regulation({"spread": "8.5", "papers_days": 5}) == Regulation(spread=Decimal("8.5"), papers_days=5)


def test_a_regulation_written_down_reads_as_it_was() -> None:
    regulation = Regulation(quorum=Decimal("0.66"), least_sheets=5)

    assert read_regulation(written(regulation)) == regulation


def test_every_setting_is_one_of_the_regulation_and_the_default_is_within_its_bounds() -> None:
    assert list(written(OURS)) == list(SETTINGS)
    assert read_regulation(written(OURS)) == OURS


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"quorums": "1"}, "Quy chế của hội đồng không có mục quorums."),
        ({"quorum": "1.1"}, "Tỷ lệ ủy viên có quyền chấm phải có mặt: “1.1” không đúng; cần một số từ 0 đến 1."),
        ({"quorum": "NaN"}, "Tỷ lệ ủy viên có quyền chấm phải có mặt: “NaN” không đúng; cần một số từ 0 đến 1."),
        (
            {"spread": "mười"},
            "Chênh lệch điểm nhiều nhất giữa các ủy viên: “mười” không đúng; cần một số từ 0 đến 100.",
        ),
        ({"least_sheets": "2.5"}, "Số phiếu ít nhất cho một sản phẩm: “2.5” không đúng; cần một số từ 1 đến 100."),
    ],
)
def test_a_regulation_out_of_shape_is_refused_by_name(data: Mapping[str, object], sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_regulation(data)

    assert str(refused.value) == sentence
