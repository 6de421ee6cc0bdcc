from __future__ import annotations

from datetime import date
from decimal import Decimal

from saolang.core.indicators.targets import Comparator, Goal, Period
from saolang.programme.plans.models import Plan, Target
from saolang.programme.plans.rules import as_goal, as_period


def test_as_goal_of_a_range_has_both_ends() -> None:
    target = Target(comparator="range", goal=Decimal("25.00"), goal_to=Decimal("30.00"))

    assert as_goal(target) == Goal(Comparator.RANGE, 25, 30)


def test_as_goal_without_number_has_none() -> None:
    assert as_goal(Target(comparator="maintain")) == Goal(Comparator.MAINTAIN)


def test_as_goal_of_nothing_is_nothing() -> None:
    assert as_goal(Target(comparator=">=", goal=Decimal(0))) == Goal(Comparator.AT_LEAST, 0)


def test_as_period_is_first_and_last_day() -> None:
    plan = Plan(begins_on=date(2021, 1, 1), ends_on=date(2025, 12, 31))

    assert as_period(plan) == Period(date(2021, 1, 1), date(2025, 12, 31))
