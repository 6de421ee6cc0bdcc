"""What a person or a file says of a plan and of its targets."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from saolang.core.indicators.targets import Comparator, Goal, Period
from saolang.programme.plans.choices import PlanLevel

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from saolang.base.places.models import Place
    from saolang.programme.plans.models import Plan, Target


@dataclass(frozen=True)
class PlanTerms:
    """What a person or a file says of a plan. What the document does not say is empty or None."""

    code: str
    title_vi: str
    place: Place
    period: str
    begins_on: date
    ends_on: date
    title_en: str = ""
    level: str = PlanLevel.PROVINCE
    number: str = ""
    issued_on: date | None = None
    signer: str = ""
    parent: Plan | None = None
    source: str = ""

    @classmethod
    def of(cls, plan: Plan) -> PlanTerms:
        return cls(**{field.name: getattr(plan, field.name) for field in fields(cls)})


@dataclass(frozen=True)
class TargetTerms:
    """What a person or a file says of a target; docs/indicators.md explains each."""

    code: str
    label_vi: str
    indicator: str
    comparator: str
    label_en: str = ""
    goal: Decimal | None = None
    goal_to: Decimal | None = None
    per: str = ""
    per_only: str = ""
    yearly: bool = False
    within: str = ""
    total_in: str = ""
    phrase: str = ""
    reading_vi: str = ""
    reading_en: str = ""

    @classmethod
    def of(cls, target: Target) -> TargetTerms:
        return cls(**{field.name: getattr(target, field.name) for field in fields(cls)})


def as_goal(target: Target | TargetTerms) -> Goal:
    """Return what a value of the target is held against."""
    return Goal(
        Comparator(target.comparator),
        None if target.goal is None else float(target.goal),
        None if target.goal_to is None else float(target.goal_to),
    )


def as_period(plan: Plan | PlanTerms) -> Period:
    """Return the first and last day of the plan."""
    return Period(plan.begins_on, plan.ends_on)
