from __future__ import annotations

import copy
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.refusal import Refusal
from saolang.core.scoring import (
    CriteriaSet,
    Ground,
    Readings,
    Sheet,
    WrongSet,
    knock_outs,
    rate,
    rate_sheet,
    read_readings,
    read_set,
    score,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).resolve().parents[2] / "saolang" / "data" / "criteria" / "qd26"
BANDS = {5: 90, 4: 70, 3: 50, 2: 30, 1: 0}
FILES = {path.name[:2]: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
SETS = {number: read_set(data, BANDS) for number, data in FILES.items()}
ALL_SETS = st.sampled_from(sorted(SETS.values(), key=lambda each: each.code))


def best(criteria_set: CriteriaSet, **instead: str) -> Sheet:
    """Return the sheet with the best option everywhere, but for those given as c1_4="1.4-2"."""
    choices = {
        criterion.code: max(criterion.options, key=lambda option: option.points).code
        for criterion in criteria_set.criteria.values()
    }
    return Sheet(choices | {name[1:].replace("_", "."): option for name, option in instead.items()})


@st.composite
def sheets(draw: st.DrawFn, of: st.SearchStrategy[CriteriaSet] = ALL_SETS) -> tuple[CriteriaSet, Sheet]:
    criteria_set = draw(of)
    choices = {}
    for criterion in criteria_set.criteria.values():
        option = draw(st.sampled_from([None, *criterion.options]))
        if option:
            choices[criterion.code] = option.code
    return criteria_set, Sheet(choices)


def test_all_26_sets_are_there_and_add_up() -> None:
    assert [each.code for each in SETS.values()] == [f"qd26-{number:02}" for number in range(1, 27)]
    assert {tuple(part.maximum for part in each.parts) for each in SETS.values()} == {(40, 25, 35)}


def test_sets_hold_every_option_of_the_decision() -> None:
    options = [option for each in SETS.values() for criterion in each.criteria.values() for option in criterion.options]

    assert (len(options), sum(len(each.criteria) for each in SETS.values())) == (2579, 787)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda data: data.update(max=99), "các phần cộng lại 100 điểm, không phải 99"),
        (lambda data: data["parts"][0].update(max=41), "các phần cộng lại 101 điểm, không phải 100"),
        (lambda data: data["parts"][1]["criteria"][0].update(max=12), "B cộng lại 24 điểm, không phải 25"),
        (
            lambda data: data["parts"][2]["criteria"][1]["options"].pop(),
            "lựa chọn cao nhất của 7 được 3 điểm, không phải 5",
        ),
        (lambda data: data["parts"][2]["criteria"][1].update(code="8"), "mã 8 có hai lần"),
        (lambda data: data["star_conditions"]["3_star"].pop(), "chỉ có ở một nơi"),
    ],
)
def test_read_set_names_what_does_not_hold(damage: Any, sentence: str) -> None:
    data = copy.deepcopy(FILES["16"])
    damage(data)

    with pytest.raises(ValueError, match="qd26-16: ") as raised:
        read_set(data, BANDS)

    assert sentence in str(raised.value)


@pytest.mark.parametrize("criteria_set", SETS.values(), ids=lambda each: each.code)
def test_best_sheet_has_100_points_and_5_stars(criteria_set: CriteriaSet) -> None:
    rating = rate_sheet(criteria_set, best(criteria_set))

    assert (rating.total, rating.stars, rating.missed) == (100, 5, ())
    assert rating.by_part == {"A": 40, "B": 25, "C": 35}


def test_criterion_left_out_is_worth_nothing() -> None:
    sheet = best(SETS["01"])
    without = Sheet({code: option for code, option in sheet.choices.items() if code != "2.1"})

    assert score(SETS["01"], without)["2.1"] == 0


def test_points_enough_and_a_mark_missed_gives_the_star_whose_marks_are_met() -> None:
    # Link contracts for less than 75 % of what is sold: the mark of 4 stars on 1.4 of bottled water is missed.
    rating = rate_sheet(SETS["16"], best(SETS["16"], c1_4="1.4-2"))

    assert (rating.total, rating.stars_by_points, rating.stars) == (98, 5, 3)
    assert [(mark.stars, mark.criterion, mark.least) for mark in rating.missed] == [(4, "1.4", 2), (5, "1.4", 3)]


def test_mark_of_5_stars_missed_leaves_4() -> None:
    rating = rate_sheet(SETS["16"], best(SETS["16"], c1_4="1.4-3"))

    assert (rating.total, rating.stars) == (99, 4)


def test_mark_of_3_stars_missed_leaves_2_whatever_the_points() -> None:
    rating = rate_sheet(SETS["16"], best(SETS["16"], c2_2="2.2-1"))

    assert (rating.total, rating.stars) == (97, 2)


def test_marks_that_do_not_accumulate_ask_for_those_of_the_star_alone() -> None:
    alone = read_set(FILES["16"], BANDS, Readings(marks_accumulate=False))
    sheet = best(alone, c2_2="2.2-1")

    assert rate_sheet(alone, sheet).stars == 5


def test_more_points_than_marked_meet_the_mark() -> None:
    rating = rate_sheet(SETS["16"], best(SETS["16"]))

    assert rating.stars == 5


@pytest.mark.parametrize(
    ("total", "stars"),
    [("100", 5), ("90", 5), ("89.99", 4), ("70", 4), ("69.99", 3), ("50", 3), ("49.99", 2), ("0", 1)],
)
def test_bands_are_compared_unrounded(total: str, stars: int) -> None:
    points = score(SETS["16"], best(SETS["16"]))

    assert rate(SETS["16"], points, total=Decimal(total)).stars_by_points == stars


def test_structure_of_a_story_counts_only_where_there_is_a_story() -> None:
    with_story = score(SETS["01"], best(SETS["01"]))
    without = score(SETS["01"], best(SETS["01"], c5_1="5.1-1"))

    assert (with_story["5.2"], without["5.2"]) == (2, 0)


@pytest.mark.parametrize("code", ["6.1", "6.2", "6.3", "6.4"])
def test_zero_on_a_sense_stops_bottled_water(code: str) -> None:
    rating = rate_sheet(SETS["16"], best(SETS["16"], **{f"c{code.replace('.', '_')}": f"{code}-1"}))

    assert (rating.stars, [each.code for each in rating.knocked_out]) == (0, [f"{code}:stop_if_zero"])


@pytest.mark.parametrize(
    ("number", "ground", "kind"),
    [
        ("01", "forged_dossier", Ground.DISQUALIFICATION),
        ("01", "1.1:requirement", Ground.REQUIREMENT),
        ("01", "6.1:stop", Ground.STOP),
        ("21", "6.2:disqualify", Ground.DISQUALIFY),
    ],
)
def test_knock_out_leaves_the_product_unrated_with_its_ground(number: str, ground: str, kind: Ground) -> None:
    sheet = Sheet(best(SETS[number]).choices, knock_outs=frozenset({ground}))

    rating = rate_sheet(SETS[number], sheet)

    assert (rating.stars, [(each.code, each.ground) for each in rating.knocked_out]) == (0, [(ground, kind)])
    assert rating.total == 100


def test_only_options_of_the_chosen_case_count() -> None:
    choices = best(SETS["26"]).choices

    points = score(SETS["26"], Sheet(choices, cases={"8": "b", "9": "a"}))

    assert (choices["8"], points["8"], points["9"]) == ("8-2", 0, 2)


def test_questions_to_the_assessor_are_told_and_not_computed() -> None:
    asked = {
        number: [code for code, each in SETS[number].criteria.items() if each.questions] for number in ("01", "21")
    }

    assert asked == {"01": ["2.1"], "21": ["7"]}


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (Sheet({"99": "1.1-1"}), "Bộ qd26-01 không có tiêu chí 99."),
        (Sheet({"1.1": "1.2-1"}), "Tiêu chí 1.1 không có lựa chọn 1.2-1."),
        (Sheet(cases={"1.1": "a"}), "Tiêu chí 1.1 không có trường hợp a."),
        (Sheet(knock_outs=frozenset({"ugly"})), "Bộ qd26-01 không có căn cứ loại ugly."),
    ],
)
def test_score_refuses_what_the_set_does_not_have(sheet: Sheet, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        score(SETS["01"], sheet)

    assert str(refused.value) == sentence


@given(sheets())
def test_total_is_the_sum_and_stays_within_each_part(drawn: tuple[CriteriaSet, Sheet]) -> None:
    criteria_set, sheet = drawn

    rating = rate_sheet(criteria_set, sheet)

    assert rating.total == sum(score(criteria_set, sheet).values())
    assert all(0 <= rating.by_part[part.code] <= part.maximum for part in criteria_set.parts)


@given(sheets())
def test_stars_are_never_more_than_the_points_give(drawn: tuple[CriteriaSet, Sheet]) -> None:
    rating = rate_sheet(*drawn)

    assert rating.stars <= rating.stars_by_points
    assert bool(rating.missed or rating.knocked_out) == (rating.stars < rating.stars_by_points)


@given(sheets(), st.randoms())
def test_order_of_the_ticks_does_not_matter(drawn: tuple[CriteriaSet, Sheet], random: Any) -> None:
    criteria_set, sheet = drawn
    shuffled = list(sheet.choices.items())
    random.shuffle(shuffled)

    assert rate_sheet(criteria_set, Sheet(dict(shuffled))) == rate_sheet(criteria_set, sheet)


@given(sheets(), st.data())
def test_raising_one_choice_never_takes_a_star_away(drawn: tuple[CriteriaSet, Sheet], data: st.DataObject) -> None:
    criteria_set, sheet = drawn
    code = data.draw(st.sampled_from(list(criteria_set.criteria)))
    ticked = criteria_set.criteria[code].option(sheet.choices.get(code, ""))
    case = ticked.case if ticked else ""
    better = [
        option
        for option in criteria_set.criteria[code].options
        if option.case == case and option.points >= (ticked.points if ticked else 0)
    ]

    raised = Sheet({**sheet.choices, code: data.draw(st.sampled_from(better)).code}) if better else sheet

    assert rate_sheet(criteria_set, raised).stars >= rate_sheet(criteria_set, sheet).stars


@given(sheets())
def test_star_is_what_the_decree_says_read_word_by_word(drawn: tuple[CriteriaSet, Sheet]) -> None:
    """The highest star not above what the points give, with the marks of every star from 3 up to it met."""
    criteria_set, sheet = drawn
    points = score(criteria_set, sheet)
    total = sum(points.values())
    by_points = 5 if total >= 90 else 4 if total >= 70 else 3 if total >= 50 else 2 if total >= 30 else 1

    def met(stars: int) -> bool:
        return all(points[mark.criterion] >= mark.least for mark in criteria_set.marks if mark.stars == stars)

    reached = [stars for stars in (3, 4, 5) if stars <= by_points and all(met(each) for each in range(3, stars + 1))]
    expected = 0 if knock_outs(criteria_set, sheet, points) else max(reached, default=min(by_points, 2))
    assert rate_sheet(criteria_set, sheet).stars == expected


def read_as(number: str, **readings: Any) -> CriteriaSet:
    return read_set(FILES[number], BANDS, read_readings(readings))


@pytest.mark.parametrize("number", ["03", "16", "22"])
@pytest.mark.parametrize(
    "readings",
    [{}, {"marks_accumulate": False}, {"marks_count": False}, {"stars_without_three_star_marks": 1}],
    ids=["as we read", "each star its own marks", "no marks", "1 star below the marks of 3"],
)
def test_every_sheet_over_the_marked_criteria_has_the_star_a_plain_reading_gives(
    number: str, readings: dict[str, Any]
) -> None:
    """All ways to tick four marked criteria, nothing ticked among them, the others at their best."""
    criteria_set = read_as(number, **readings)
    whole = best(criteria_set).choices
    marked = sorted({mark.criterion for mark in criteria_set.marks})[:4]
    ways = [["", *(option.code for option in criteria_set.criteria[code].options)] for code in marked]

    for way in product(*ways):
        chosen = {**whole, **dict(zip(marked, way, strict=True))}
        sheet = Sheet({code: option for code, option in chosen.items() if option})
        points = score(criteria_set, sheet)

        assert rate_sheet(criteria_set, sheet).stars == stars_read_plainly(criteria_set, points, sheet, **readings)


def stars_read_plainly(
    criteria_set: CriteriaSet,
    points: Mapping[str, Decimal],
    sheet: Sheet,
    *,
    marks_accumulate: bool = True,
    marks_count: bool = True,
    stars_without_three_star_marks: int = 2,
) -> int:
    if knock_outs(criteria_set, sheet, points):
        return 0
    total = sum(points.values())
    by_points = max(stars for stars, least in BANDS.items() if total >= least)
    unmet = {mark.stars for mark in criteria_set.marks if marks_count and points[mark.criterion] < mark.least}
    for stars in (5, 4, 3):
        asked = set(range(3, stars + 1)) if marks_accumulate else {stars}
        if stars <= by_points and not asked & unmet:
            return stars
    return min(by_points, stars_without_three_star_marks)


def test_sheet_that_leaves_criteria_out_is_refused_where_the_set_is_read_so() -> None:
    whole = best(SETS["16"])
    left_out = Sheet({code: option for code, option in whole.choices.items() if code not in {"2.1", "3.4"}})
    strict = read_as("16", left_out_is_zero=False)

    with pytest.raises(Refusal) as refused:
        rate_sheet(strict, left_out)

    assert str(refused.value) == "Phiếu chưa chọn ở tiêu chí: 2.1, 3.4."
    assert (rate_sheet(strict, whole).stars, rate_sheet(SETS["16"], left_out).stars_by_points) == (5, 5)


def test_marks_that_do_not_count_cap_nothing() -> None:
    rating = rate_sheet(read_as("16", marks_count=False), best(SETS["16"], c2_2="2.2-1"))

    assert (rating.stars, rating.missed) == (5, ())


@pytest.mark.parametrize("stars", [0, 1, 2])
def test_stars_without_the_marks_of_3_are_as_read(stars: int) -> None:
    rating = rate_sheet(read_as("16", stars_without_three_star_marks=stars), best(SETS["16"], c2_2="2.2-1"))

    assert rating.stars == stars


def test_knocked_out_product_gets_what_is_read_and_no_more_than_its_points_give() -> None:
    one = read_as("16", stars_when_knocked_out=2)
    forged = frozenset({"forged_dossier"})

    assert rate_sheet(one, Sheet(best(one).choices, knock_outs=forged)).stars == 2
    assert rate_sheet(one, Sheet(knock_outs=forged)).stars == 1


def test_condition_on_another_criterion_may_be_read_as_none() -> None:
    without_story = best(SETS["01"], c5_1="5.1-1")

    assert score(read_as("01", conditions_count=False), without_story)["5.2"] == 2


def test_question_to_the_assessor_may_be_read_as_a_ground() -> None:
    asked = Sheet(best(SETS["21"]).choices, knock_outs=frozenset({"7:applies_if"}))

    rating = rate_sheet(read_as("21", questions_knock_out=True), asked)

    assert (rating.stars, [each.ground for each in rating.knocked_out]) == (0, [Ground.QUESTION])
    with pytest.raises(Refusal, match="7:applies_if"):
        rate_sheet(SETS["21"], asked)


def test_options_of_a_case_not_chosen_count_where_cases_do_not_exclude() -> None:
    sheet = Sheet(best(SETS["26"]).choices, cases={"8": "b"})

    assert score(read_as("26", cases_exclude=False), sheet)["8"] > score(SETS["26"], sheet)["8"]


def test_zero_on_a_sense_stops_nothing_where_it_is_read_so() -> None:
    rating = rate_sheet(read_as("16", zero_stops=False), best(SETS["16"], c6_1="6.1-1"))

    assert rating.knocked_out == ()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"mark": True}, "Không có cách hiểu nào tên “mark”."),
        ({"marks_count": "yes"}, "Cách hiểu “marks_count” không nhận giá trị “yes”."),
        ({"stars_when_knocked_out": True}, "Cách hiểu “stars_when_knocked_out” không nhận giá trị “True”."),
        ({"stars_when_knocked_out": 3}, "Cách hiểu “stars_when_knocked_out” không nhận giá trị “3”."),
    ],
)
def test_readings_that_cannot_be_are_refused_by_name(data: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_readings(data)

    assert str(refused.value) == sentence


def test_frame_of_the_decision_is_held() -> None:
    with pytest.raises(WrongSet) as raised:
        read_set(FILES["16"], BANDS, frame={"A": 35, "B": 25, "C": 40})

    assert [str(fault) for fault in raised.value.faults] == [
        "điểm các phần là A 40, B 25, C 35, không phải A 35, B 25, C 40"
    ]
