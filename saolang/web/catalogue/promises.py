"""What the province promised and where it stands: the plans issued, with sums only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.core.indicators.targets import Verdict
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.models import Plan
from saolang.reports.exports.table import rows
from saolang.reports.publishing import public
from saolang.reports.standings import Sight, default_day, read_plan
from saolang.web.pages import page_of
from saolang.web.verdicts import TONES, WITHOUT_VALUE

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from saolang.reports.exports.table import Row


@dataclass(frozen=True)
class Promise:
    """One target as the public sees it: the words, the sum, the verdict."""

    row: Row
    verdict: Verdict

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "")

    @property
    def too_few(self) -> bool:
        """Say whether the number is kept back: it is personal data about fewer than five."""
        return self.row.value is None and self.verdict not in WITHOUT_VALUE


@opened
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Show the plans issued, place by place, the latest first."""
    page = page_of(request, issued_plans().order_by("place__sort_key", "-begins_on", "-pk"))
    return render(request, "catalogue/plans/list.html", {"page": page})


@opened
@require_safe
def promise(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a plan promised, and where each target stands today, or on the plan's last day."""
    plan = get_object_or_404(issued_plans(), code=code)
    sight = Sight(as_at=default_day(plan), as_known=timezone.now(), shown_on=plan.place.map)
    reading = public(read_plan(plan, sight))
    listed = zip(rows(reading), reading.targets, strict=True)
    told = [Promise(row, target.standing.verdict) for row, target in listed]
    context = {
        "plan": plan,
        "promises": told,
        "day": sight.as_at,
        "reached": sum(each.verdict in {Verdict.REACHED, Verdict.ABOVE} for each in told),
        "title": plan.title_en if get_language() == "en" and plan.title_en else plan.title_vi,
        "title_language": "en" if get_language() == "en" and plan.title_en else "vi",
    }
    return render(request, "catalogue/plans/plan.html", context)


def issued_plans() -> QuerySet[Plan]:
    """Return the plans that are no drafts any more."""
    issued = Plan.objects.filter(state__in=[PlanState.ISSUED, PlanState.CLOSED])
    return issued.select_related("place__map")
