"""Decisions: the list, and a decision's page with everything it gave and took back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.formats import day
from saolang.programme.certification.queries import DECIDED_LATEST, decisions_visible_to, with_state
from saolang.programme.certification.services import decisions as services
from saolang.web.acts import carry_out
from saolang.web.desk.acts import check_place
from saolang.web.desk.forms.decisions import NewDecisionForm
from saolang.web.desk.forms.filters import DecisionFilter
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask, why_not
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.certification.models import Decision
    from saolang.web.desk.access import DeskRequest

STANDING_RECOGNITIONS = Count("recognitions", filter=Q(recognitions__withdrawn_at=None), distinct=True)


def _signed(decision: Decision) -> str:
    return day(decision.decided_on, decision.decided_precision) if decision.decided_on else ""


COLUMNS = (
    Column(_("Mã"), lambda decision: decision.code),
    Column(_("Số quyết định"), lambda decision: decision.number),
    Column(_("Ngày quyết định"), _signed),
    Column(_("Cơ quan ban hành"), lambda decision: decision.authority),
    Column(_("Cấp"), lambda decision: decision.get_level_display()),
    Column(_("Địa bàn"), lambda decision: decision.place or ""),
    Column(_("Số lần công nhận"), lambda decision: decision.given),
    Column(_("Xuất xứ số liệu"), lambda decision: decision.get_origin_display()),
    Column(_("Nguồn"), lambda decision: decision.source),
)


@requires(Permission.READ_DESK)
@require_safe
def decisions(request: DeskRequest) -> HttpResponse:
    """Show the decisions the person may see, the latest first, narrowed as asked."""
    found = _filtered(request)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "may_add": may(request.user, Permission.EDIT_REGISTRY) is None,
    }
    return render(request, "desk/decisions/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def decisions_csv(request: DeskRequest) -> HttpResponse:
    return as_csv("quyet-dinh", COLUMNS, _filtered(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def decision(request: DeskRequest, code: str) -> HttpResponse:
    """Show a decision: what its paper says, what it gave, what it took back."""
    found = get_object_or_404(decisions_visible_to(request.user).select_related("place__parent"), code=code)
    given = with_state(found.recognitions.standing(), timezone.localdate(), timezone.now())
    revoked = found.revocations.standing().select_related("recognition__product")
    context = {
        "decision": found,
        "page": page_of(request, given.select_related("product").order_by("product__sort_key", "pk")),
        "papers": found.papers.filter(withdrawn_at=None).select_related("file"),
        "refusal": why_not(request.user, found.place),
        "may_issue": may(request.user, Permission.ISSUE_CERTIFICATES, found.place) is None,
        "revocations": revoked.order_by("recognition__product__sort_key", "pk"),
    }
    return render(request, "desk/decisions/decision.html", context)


@requires(Permission.EDIT_REGISTRY)
def add_decision(request: DeskRequest) -> HttpResponse:
    form = NewDecisionForm(request.POST or None)
    entered = carry_out(
        form,
        lambda: services.enter(decision=form.new, by=request.user.actor),
        check=lambda: check_place(request.user, form.cleaned_data["place"]),
    )
    if entered:
        messages.success(request, gettext("Đã thêm quyết định."))
        return redirect("desk:decision", entered.code)
    return ask(request, form, title=gettext("Thêm quyết định"), back=back_to("desk:decisions", _("Quyết định")))


def _filtered(request: DeskRequest) -> DecisionFilter:
    listed = decisions_visible_to(request.user).annotate(given=STANDING_RECOGNITIONS)
    return DecisionFilter(request.GET, listed.select_related("place__parent").order_by(DECIDED_LATEST, "number", "pk"))
