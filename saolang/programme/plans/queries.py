"""Reading plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from saolang.base.accounts.queries import places_of
from saolang.base.audit.models import Change
from saolang.programme.plans.models import Plan

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.accounts.models import User


def visible_to(user: User) -> QuerySet[Plan]:
    """Return the plans of the places the person may read today."""
    return Plan.objects.filter(place__in=places_of(user))


def history_of_plan(plan: Plan) -> QuerySet[Change]:
    """Return the changes of the plan, its targets and its reports, the latest first."""
    own = Q(kind="plan", code=plan.code)
    of_its_parts = Q(kind__in=["target", "plan_report"], code__startswith=f"{plan.code}/")
    return Change.objects.filter(own | of_its_parts).order_by("-id")
