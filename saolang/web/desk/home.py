"""The year on one page: every target of a plan with value, verdict, pace and forecast, and what is behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import signed_in
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.programme.plans.queries import visible_to
from saolang.reports.exports.table import sight_in_words
from saolang.reports.standings import read_plan
from saolang.web.desk.forms.sight import PlanSightForm
from saolang.web.desk.lines import count_verdicts, lines, shown_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpResponse

    from saolang.programme.plans.models import Plan
    from saolang.web.desk.access import DeskRequest


@signed_in
@require_safe
def home(request: DeskRequest) -> HttpResponse:
    """Show the plan asked for; without one the province's own, or the choice of provinces to who sees several.

    Everybody comes here after signing in: who has no work at the desk is led to the page of one's own account.
    """
    if may(request.user, Permission.READ_DESK):
        return redirect("account:profile")
    plans = list(
        visible_to(request.user).select_related("place__map").order_by("place__sort_key", "-begins_on", "code")
    )
    if not plans:
        may_add = may(request.user, Permission.EDIT_PLANS) is None
        return render(request, "desk/home/empty.html", {"may_add": may_add})
    if "plan" not in request.GET and len({plan.place_id for plan in plans}) > 1:
        return render(request, "desk/home/provinces.html", {"plans": plans})
    plan = _chosen(plans, request.GET.get("plan"))
    form = PlanSightForm(plan, plans, request.GET)
    reading = shown_to(request.user, read_plan(plan, form.sight))
    listed = lines(reading)
    context = {
        "plan": plan,
        "form": form,
        "query": form.query,
        "lines": listed,
        "counts": count_verdicts(listed),
        "first_behind": next((line.row.code for line in listed if line.is_behind), ""),
        "has_floors": any(line.reading.target.per for line in listed),
        "statements": reading.double_statements,
        "sight_in_words": sight_in_words(reading.sight),
    }
    return render(request, "desk/home/year.html", context)


def plan_of_the_day(plans: Sequence[Plan], day: date) -> Plan:
    """Return the plan in course that began last, a year's before a period's; with none in course the last to end."""

    def latest(plan: Plan) -> tuple[bool, date]:
        in_course = plan.begins_on <= day <= plan.ends_on
        return in_course, plan.begins_on if in_course else plan.ends_on

    return max(plans, key=latest)


def _chosen(plans: Sequence[Plan], code: str | None) -> Plan:
    if code is None:
        return plan_of_the_day(plans, timezone.localdate())
    for plan in plans:
        if plan.code == code:
            return plan
    raise Http404
