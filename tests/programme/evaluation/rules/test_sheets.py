from __future__ import annotations

import pytest

from saolang.core.refusal import Refusal
from saolang.programme.criteria.rules import criteria_sets
from saolang.programme.evaluation.models import Case, SheetLine
from saolang.programme.evaluation.rules.sheets import check_choice, check_complete, filled, rated, unanswered

RICE = criteria_sets()["qd26-03"]
TOURISM = criteria_sets()["qd26-26"]


def lines(choices: dict[str, str]) -> list[SheetLine]:
    return [SheetLine(criterion=criterion, option=option) for criterion, option in choices.items()]


def every(option: str) -> dict[str, str]:
    return dict.fromkeys(RICE.criteria, option)


@pytest.mark.parametrize(
    ("criterion", "option"),
    [("1.1", "1.1-1"), ("1.1", "none"), ("1.1", ""), ("forged_dossier", "yes"), ("remarks", "")],
)
def test_choice_of_the_set_is_taken(criterion: str, option: str) -> None:
    assert check_choice(RICE, Case(), criterion, option) is None


@pytest.mark.parametrize(
    ("criterion", "option", "sentence"),
    [
        ("1.1", "1.2-1", "Tiêu chí 1.1 không có lựa chọn 1.2-1."),
        ("9.9", "9.9-1", "Tiêu chí 9.9 không có lựa chọn 9.9-1."),
        ("9.9", "yes", "Bộ qd26-03 không có căn cứ loại 9.9."),
        ("forged_dossier", "no", "Tiêu chí forged_dossier không có lựa chọn no."),
        ("1.1:case", "a", "Tiêu chí 1.1 không có trường hợp a."),
    ],
)
def test_choice_the_set_does_not_have_is_refused_by_name(criterion: str, option: str, sentence: str) -> None:
    assert str(check_choice(RICE, Case(), criterion, option)) == sentence


def test_case_of_the_tourism_set_is_taken() -> None:
    assert check_choice(TOURISM, Case(), "8:case", "a") is None


def test_a_further_round_is_about_the_criteria_objected_to() -> None:
    again = Case(rescored_criteria=["1.1", "2.3"])

    assert check_choice(RICE, again, "1.1", "1.1-1") is None
    assert check_choice(RICE, again, "remarks", "") is None
    assert check_choice(RICE, again, "1.2", "1.2-1") == Refusal(
        "Vòng này chỉ chấm lại tiêu chí %(criteria)s, không chấm lại %(criterion)s.",
        criteria="1.1, 2.3",
        criterion="1.2",
    )


def test_a_sheet_is_complete_once_every_criterion_has_an_answer_nothing_included() -> None:
    assert unanswered(RICE, lines(every("none"))) == []
    assert unanswered(RICE, lines(every("none") | {"1.2": ""})) == ["1.2"]
    assert unanswered(RICE, []) == [code for code, each in RICE.criteria.items()]


def test_a_criterion_that_depends_on_one_with_nothing_needs_no_answer() -> None:
    needing = next(each for each in RICE.criteria.values() if each.needs)

    assert unanswered(RICE, lines(every("none") | {needing.code: ""})) == []
    worth = max(RICE.criteria[needing.needs].options, key=lambda option: option.points).code
    assert unanswered(RICE, lines(every("none") | {needing.needs: worth, needing.code: ""})) == [needing.code]


def test_a_ground_without_its_reason_is_not_signed() -> None:
    bare = lines(every("none") | {"forged_dossier": "yes"})
    told = [*lines(every("none")), SheetLine(criterion="forged_dossier", option="yes", reason="Giấy sửa ngày")]

    assert "forged_dossier" in str(check_complete(RICE, "Gạo", bare))
    assert check_complete(RICE, "Gạo", told) is None


def test_the_missing_criteria_are_named() -> None:
    refusal = check_complete(RICE, "Gạo thơm", lines(every("none") | {"1.1": "", "2.3": ""}))

    assert str(refusal) == "Phiếu của “Gạo thơm” còn thiếu tiêu chí 1.1, 2.3. Hãy chấm đủ rồi ký."


def test_lines_are_a_sheet_with_choices_cases_and_grounds() -> None:
    sheet = filled(TOURISM, lines({"8": "8-a1", "8:case": "a", "forged_dossier": "yes", "1.1": "none", "1.2": ""}))

    assert (sheet.choices, sheet.cases, sheet.knock_outs) == ({"8": "8-a1"}, {"8": "a"}, frozenset({"forged_dossier"}))


def test_nothing_ticked_anywhere_has_no_points() -> None:
    assert rated(RICE, lines(every("none"))).total == 0
