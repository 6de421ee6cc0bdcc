"""Business plans: how a producer means to make and sell, with the figures of each year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.dossiers.models import BusinessPlan, Idea, PlanYear
from saolang.programme.dossiers.rules import ideas as rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

TEXTS = (
    "goal",
    "product_line",
    "materials",
    "technology",
    "market",
    "promotion",
    "staffing",
    "environment",
    "risks",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The figures of a year: output in its unit, price of a unit, costs and investment in million đồng."""

    year: int
    output: Decimal
    unit: str
    price: Decimal
    cost: Decimal
    investment: Decimal
    workers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a business plan says: texts by section (`TEXTS`) and the years, the first one first."""

    years: Sequence[Year]
    texts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def write(*, idea: Idea, plan: Plan, version: int, by: str) -> BusinessPlan:
    """Keep the plan of the idea in the place of what it was; `version` is the one the person saw, 0 for none.

    Raises Refusal where somebody has written it since, no year is given, years do not follow each other, or a figure is
    below zero. Revenue and profit are never taken: they are computed.
    """
    locked = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    known = BusinessPlan.objects.filter(idea=locked).first()
    if refusal := rules.check_plan_version(known, version):
        raise refusal
    written = known or BusinessPlan(idea=locked)
    texts = {name: plan.texts.get(name, "").strip() for name in TEXTS}
    years = [PlanYear(**_figures(year)) for year in plan.years]
    written.first_year = years[0].year if years else 0
    if refusal := rules.check_plan(written, years, list(texts.values())):
        raise refusal
    for name, text in texts.items():
        setattr(written, name, text)
    written.recorded_at, written.recorded_by, written.version = timezone.now(), by, version + 1
    written.save()
    written.years.all().delete()
    for year in years:
        year.plan = written
    PlanYear.objects.bulk_create(years)
    record(
        by=by,
        action=Action.CHANGE if known else Action.CREATE,
        kind="business_plan",
        code=locked.code,
        after={"texts": texts, "years": [_figures(year) for year in plan.years]},
    )
    return written


def _figures(year: Year) -> dict[str, object]:
    return {
        "year": year.year,
        "output": year.output,
        "unit": year.unit.strip(),
        "price": year.price,
        "cost": year.cost,
        "investment": year.investment,
        "workers": year.workers,
    }
