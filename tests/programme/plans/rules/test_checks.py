from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.plans.choices import PlanLevel, PlanState
from saolang.programme.plans.models import Plan, Target
from saolang.programme.plans.rules import (
    PlanTerms,
    TargetTerms,
    check_change,
    check_fields,
    check_move,
    check_plan,
    check_removal,
    check_target,
    read_definitions,
)
from tests.core.indicators.words import indicator

CAO_BANG = Place(pk=1, code="04", kind="Tỉnh", name="Cao Bằng", level="province")
PLAN = PlanTerms(
    code="thu-2024",
    title_vi="Kế hoạch thử",
    place=CAO_BANG,
    period="2024",
    begins_on=date(2024, 1, 1),
    ends_on=date(2024, 12, 31),
)
NEW = TargetTerms("T-01", "Sản phẩm mới", "products.new", ">=", goal=Decimal(30))
CERTIFIED = TargetTerms("T-02", "Sản phẩm 3 sao", "products.certified", ">=", goal=Decimal(150))
FOUR_STARS = TargetTerms("T-03", "Sản phẩm 4 sao", "products.certified_4_stars", ">=", goal=Decimal(10), within="T-02")
LOST = indicator(code="products.lost", counts="certificates_due", where={"outcome": "lost"}, direction="down")
DEFINITIONS = {**read_definitions(), "products.lost": LOST}


def refusal_of(target: TargetTerms, *others: TargetTerms, level: str = "province") -> str:
    refusal = check_target(
        target, level=level, others={one.code: one for one in (target, *others)}, definitions=DEFINITIONS
    )
    return str(refusal or "")


def changed(target: TargetTerms = NEW, **changes: Any) -> TargetTerms:
    return replace(target, **changes)


# Plans


def test_plan_as_it_should_be_is_not_refused() -> None:
    assert check_plan(PLAN) is None


def test_plan_of_one_day_is_not_refused() -> None:
    assert check_plan(replace(PLAN, ends_on=PLAN.begins_on)) is None


def test_plan_ending_before_it_begins_is_refused() -> None:
    refusal = check_plan(replace(PLAN, ends_on=date(2023, 12, 31)))

    assert refusal == Refusal("Ngày cuối của kỳ kế hoạch đứng trước ngày đầu.")


def test_plan_of_another_level_than_its_place_is_refused() -> None:
    refusal = check_plan(replace(PLAN, level=PlanLevel.COMMUNE))

    assert str(refusal).startswith("Tỉnh Cao Bằng không phải đơn vị xã.")


def test_plan_under_itself_is_refused() -> None:
    refusal = check_plan(replace(PLAN, parent=Plan(code="thu-2024")))

    assert refusal == Refusal("Kế hoạch không thể thuộc chính nó.")


@pytest.mark.parametrize(
    ("values", "field"), [({"title_vi": ""}, "tên kế hoạch"), ({"number": "1" * 61}, "số"), ({"level": "x"}, "cấp")]
)
def test_value_that_does_not_fit_its_column_is_refused_by_its_label(values: dict[str, Any], field: str) -> None:
    fitting = {"code": "thu", "title_vi": "Thử", "place": CAO_BANG, "period": "2024"}
    days = {"begins_on": date(2024, 1, 1), "ends_on": date(2024, 12, 31)}

    refusal = check_fields(Plan(**(fitting | days | values)))

    assert refusal is not None
    assert refusal.params["field"] == field


def test_goal_with_three_decimals_does_not_fit_its_column() -> None:
    whole = {"position": 1, "code": "T", "label_vi": "T", "indicator": "products.new", "comparator": ">="}

    refusals = [check_fields(Target(**whole, goal=Decimal(goal))) for goal in ("1.23", "1.234")]

    assert [refusal and refusal.params["field"] for refusal in refusals] == [None, "mức"]


@pytest.mark.parametrize("state", PlanState)
@pytest.mark.parametrize("to", PlanState)
def test_plan_moves_only_along_the_table(state: PlanState, to: PlanState) -> None:
    allowed = {
        (PlanState.DRAFT, PlanState.COMMENT),
        (PlanState.DRAFT, PlanState.ISSUED),
        (PlanState.COMMENT, PlanState.DRAFT),
        (PlanState.COMMENT, PlanState.ISSUED),
        (PlanState.ISSUED, PlanState.CLOSED),
    }

    refusal = check_move(Plan(state=state, version=3), to=to, version=3)

    assert (refusal is None) == ((state, to) in allowed)


def test_move_of_a_plan_changed_since_it_was_seen_is_refused() -> None:
    refusal = check_move(Plan(state=PlanState.DRAFT, version=4), to=PlanState.ISSUED, version=3)

    assert "người khác sửa" in str(refusal)


@pytest.mark.parametrize(
    ("state", "version", "reason", "said"),
    [
        (PlanState.DRAFT, 3, "", ""),
        (PlanState.COMMENT, 3, "", ""),
        (PlanState.ISSUED, 3, "Quyết định số 5", ""),
        (PlanState.ISSUED, 3, " ", "Hãy ghi lý do sửa"),
        (PlanState.CLOSED, 3, "Quyết định số 5", "đã kết thúc"),
        (PlanState.DRAFT, 2, "", "người khác sửa"),
    ],
)
def test_change_depends_on_state_version_and_reason(state: PlanState, version: int, reason: str, said: str) -> None:
    refusal = check_change(Plan(state=state, version=3), version=version, reason=reason)

    assert (refusal is None) == (said == "")
    assert said in str(refusal or "")


# Targets


@pytest.mark.parametrize(
    "target",
    [
        NEW,
        changed(goal_to=Decimal(40)),
        changed(comparator=">"),
        changed(comparator="range", goal_to=Decimal(40)),
        changed(comparator="some", goal=None),
        changed(indicator="products.kept", comparator="maintain", goal=None),
        changed(indicator="products.kept", goal=Decimal(100)),
        changed(indicator="products.lost", comparator="<=", goal=Decimal(5)),
        changed(per="district"),
        changed(per="commune", per_only="with_craft_village"),
        changed(yearly=True),
    ],
)
def test_target_of_each_shape_is_not_refused(target: TargetTerms) -> None:
    assert refusal_of(target) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"indicator": "shops.open"}, "không có chỉ số “shops.open”"),
        ({"comparator": "="}, "không có cách so sánh “=”"),
        ({"goal": None}, "chưa có mức"),
        ({"comparator": "range"}, "cần mức cuối"),
        ({"comparator": "range", "goal_to": Decimal(30)}, "mức cuối phải lớn hơn"),
        ({"goal_to": Decimal(29)}, "mức cuối phải lớn hơn"),
        ({"comparator": ">", "goal_to": Decimal(40)}, "không có mức cuối"),
        ({"comparator": "some"}, "không có mức"),
        ({"comparator": "maintain", "indicator": "products.kept"}, "không có mức"),
        ({"comparator": "maintain", "goal": None}, "tỷ lệ giữ được"),
        ({"goal": Decimal(-1)}, "không thể âm"),
        ({"indicator": "products.kept", "goal": Decimal(101)}, "không thể quá 100 %."),
        ({"indicator": "products.kept", "comparator": "range", "goal_to": Decimal(101)}, "không thể quá 100 %."),
        ({"comparator": "<="}, "càng cao càng tốt"),
        ({"indicator": "products.lost"}, "càng thấp càng tốt"),
        ({"per": "province"}, "không phải cấp dưới"),
        ({"per": "village"}, "Có: district, commune"),
        ({"per": "district", "indicator": "products.kept"}, "phải là một số đếm"),
        ({"per": "district", "comparator": "some", "goal": None}, "phải là một số đếm"),
        ({"per": "district", "per_only": "by_the_sea"}, "không có loại đơn vị “by_the_sea”"),
        ({"per_only": "with_craft_village"}, "tính cho mỗi cấp nào"),
    ],
)
def test_target_that_cannot_be_is_refused_by_its_code(changes: dict[str, Any], said: str) -> None:
    refusal = refusal_of(changed(**changes))

    assert refusal.startswith("T-01: ")
    assert said in refusal


def test_target_of_a_commune_has_no_level_below() -> None:
    assert "không phải cấp dưới" in refusal_of(changed(per="commune"), level="commune")


def test_target_nested_in_another_is_not_refused() -> None:
    assert refusal_of(FOUR_STARS, CERTIFIED) == ""


@pytest.mark.parametrize("named", ["T-09", "T-03"], ids=["unknown", "itself"])
def test_target_nested_in_none_of_the_plan_is_refused(named: str) -> None:
    assert "không phải một chỉ tiêu khác" in refusal_of(changed(FOUR_STARS, within=named), CERTIFIED)


def test_targets_nested_in_a_ring_are_refused() -> None:
    ring = [
        changed(FOUR_STARS, within="T-02"),
        changed(CERTIFIED, within="T-04"),
        changed(CERTIFIED, code="T-04", within="T-03"),
    ]

    assert "không phải một chỉ tiêu khác" in refusal_of(*ring)


def test_target_nested_in_one_that_counts_something_else_is_refused() -> None:
    assert "đếm hai thứ khác nhau" in refusal_of(changed(FOUR_STARS, within="T-01"), NEW)


def test_target_nested_in_one_whose_indicator_is_gone_is_refused() -> None:
    assert "đếm hai thứ khác nhau" in refusal_of(FOUR_STARS, changed(CERTIFIED, indicator="gone"))


def test_target_asking_more_than_the_one_it_lies_in_is_refused() -> None:
    assert "mức cao hơn mức của T-02" in refusal_of(changed(FOUR_STARS, goal=Decimal(151)), CERTIFIED)


def test_target_whose_total_another_states_is_not_refused() -> None:
    assert refusal_of(changed(total_in="T-02"), CERTIFIED) == ""


@pytest.mark.parametrize("named", ["T-09", "T-01"], ids=["unknown", "itself"])
def test_target_whose_total_none_of_the_plan_states_is_refused(named: str) -> None:
    assert "không phải một chỉ tiêu khác" in refusal_of(changed(total_in=named))


def test_target_whose_total_counts_another_unit_is_refused() -> None:
    producers = changed(CERTIFIED, indicator="producers.active")

    assert "tính bằng đơn vị khác" in refusal_of(changed(total_in="T-02"), producers)


@pytest.mark.parametrize(("code", "other"), [("T-02", "T-03"), ("T-04", "T-01")])
def test_target_another_speaks_of_cannot_be_removed(code: str, other: str) -> None:
    refusal = check_removal(code, [changed(total_in="T-04"), CERTIFIED, FOUR_STARS])

    assert str(refusal).startswith(f"Chỉ tiêu {other} nhắc đến {code}.")


def test_target_nobody_speaks_of_can_be_removed() -> None:
    assert check_removal("T-03", [NEW, CERTIFIED, FOUR_STARS]) is None
