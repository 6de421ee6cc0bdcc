from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from saolang.programme.plans.rules import read_definitions
from saolang.reports.publishing import is_personal, public
from saolang.reports.standings import Sight, end_of, read_plan
from saolang.web.desk.lines import Line, lines
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from tests.factories.province import Province


def line(province: Province, as_at: date = date(2022, 12, 31), **target: Any) -> Line:
    """Return the line of a plan of 2022 with the one target."""
    plan = province.plan(2022, 2022, target)
    [only] = lines(read_plan(plan, Sight(as_at, end_of(as_at), province.old)))
    return only


@pytest.mark.parametrize(
    ("target", "goal"),
    [
        ({"indicator": "products.certified", "comparator": ">=", "goal": 2}, 2),
        ({"indicator": "products.certified", "comparator": "range", "goal": 2, "goal_to": 5}, 2),
        ({"indicator": "products.certified", "comparator": "some"}, None),
        ({"indicator": "rights.patents", "comparator": ">=", "goal": 5}, 5),
        ({"indicator": "products.kept", "comparator": "maintain"}, None),
    ],
)
def test_bar_has_its_line_where_there_is_a_number_to_hold_the_value_against(
    target: dict[str, Any], goal: float | None, province: Province
) -> None:
    assert line(province, **target).bar_goal == goal


def test_bar_of_maintain_is_held_against_a_hundred_percent(province: Province) -> None:
    province.recognise(province.product(), date(2019, 6, 1))

    shown = line(province, indicator="products.kept", comparator="maintain")

    assert (shown.row.value, shown.bar_goal, shown.is_behind) == (0, 100, True)


@pytest.mark.parametrize(
    ("as_at", "indicator", "drawn"),
    [
        (date(2022, 6, 30), "products.certified", True),
        (date(2022, 12, 31), "products.certified", False),
        (date(2022, 6, 30), "producers.share_sme", False),
        (date(2022, 6, 30), "rights.patents", False),
    ],
)
def test_pace_is_drawn_for_a_count_whose_period_has_not_ended(
    as_at: date, indicator: str, *, drawn: bool, province: Province
) -> None:
    certify(province, 1)

    shown = line(province, as_at, indicator=indicator, comparator=">=", goal=10)

    assert (shown.pace_chart is not None) == drawn


def test_pace_chart_begins_where_the_period_began(province: Province) -> None:
    certify(province, 2, on=date(2021, 3, 1))
    certify(province, 1)

    shown = line(province, date(2022, 6, 30), indicator="products.certified", comparator=">=", goal=10)

    assert "đến 30/06/2022 đạt 3, chỉ tiêu 10 vào 31/12/2022" in str(shown.pace_chart)


def test_parts_are_named_beside_the_total(province: Province) -> None:
    product = province.product()
    province.recognise(product, date(2019, 6, 1))
    province.recognise(product, date(2022, 5, 1), stars=4, kind="upgrade")

    shown = line(province, indicator="products.kept", comparator="maintain")

    assert [(words.vi, number) for words, number in shown.parts] == [
        ("nâng hạng", 1),
        ("duy trì, công nhận lại", 0),
        ("được kéo dài chờ quyết định", 0),
    ]


def test_personal_indicators_are_those_on_sex_and_ethnicity() -> None:
    personal = {code for code, indicator in read_definitions().items() if is_personal(indicator)}

    assert personal == {"producers.share_women", "producers.share_ethnic_minority"}


@pytest.mark.parametrize(("women", "kept_back"), [(4, True), (5, False)])
def test_public_reading_keeps_back_sums_of_persons_under_five(
    women: int, *, kept_back: bool, province: Province
) -> None:
    certify(province, women)
    shares = {"indicator": "producers.share_women", "comparator": ">=", "goal": 40}
    plan = province.plan(2022, 2022, shares, {"indicator": "producers.active", "comparator": ">=", "goal": 1})
    reading = read_plan(plan, Sight(date(2022, 12, 31), end_of(date(2023, 1, 1)), province.old))

    share, active = (target.standing for target in public(reading).targets)

    assert (share.value, share.part) == ((None, None) if kept_back else (100, women))
    assert active.value == women


@pytest.mark.parametrize(("others", "kept_back"), [(0, False), (4, True), (5, False)])
def test_public_reading_keeps_back_a_share_that_leaves_less_than_five(
    others: int, *, kept_back: bool, province: Province
) -> None:
    certify(province, 5)
    for _ in range(others):
        province.recognise(province.product(producer=province.producer()), date(2022, 3, 1))
    plan = province.plan(2022, 2022, {"indicator": "producers.share_women", "comparator": ">=", "goal": 40})
    reading = read_plan(plan, Sight(date(2022, 12, 31), end_of(date(2023, 1, 1)), province.old))

    [share] = public(reading).targets

    assert (reading.targets[0].standing.part, reading.targets[0].standing.whole) == (5, 5 + others)
    assert (share.standing.part is None) is kept_back


def test_public_reading_keeps_back_the_years_where_one_of_them_tells_of_less_than_five(province: Province) -> None:
    certify(province, 3, date(2022, 3, 1))
    certify(province, 2, date(2023, 3, 1))
    plan = province.plan(
        2022, 2023, {"indicator": "producers.share_women", "comparator": ">=", "goal": 40, "yearly": True}
    )
    reading = read_plan(plan, Sight(date(2023, 12, 31), end_of(date(2024, 1, 1)), province.old))

    [share] = public(reading).targets

    assert (reading.targets[0].years, reading.targets[0].standing.part) == ({2022: 3, 2023: 5}, 5)
    assert (share.years, share.standing.part) == (None, None)
