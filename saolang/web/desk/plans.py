"""The register of plans: lists, a plan's page, its states, its document, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.files.choices import Kinds
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.programme.plans import services
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.queries import history_of_plan, visible_to
from saolang.programme.plans.rules import check_change, check_move
from saolang.reports.exports.table import sight_in_words
from saolang.reports.standings import read_plan
from saolang.web.desk.access import require
from saolang.web.desk.forms.plans import AttachmentForm, MoveForm, PlanFilter, PlanForm, with_version
from saolang.web.desk.forms.sight import SightForm
from saolang.web.desk.histories import entries
from saolang.web.desk.lines import lines, shown_to
from saolang.web.downloads import hand_out
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.programme.plans.models import Plan
    from saolang.web.desk.access import DeskRequest

A_PAGE = 30
WITH_A_REASON = "-"
"""Whether a plan may be changed at all is asked as if a reason were given: the form asks for it later."""


def plan_for(user: User, code: str) -> Plan:
    """Return the plan the person may see; another's is simply not found."""
    return get_object_or_404(visible_to(user).select_related("place__map", "parent", "file"), code=code)


def plan_to_change(user: User, code: str) -> Plan:
    """Return the plan the person may change. Raises PermissionDenied for one that may only be seen."""
    plan = plan_for(user, code)
    require(user, Permission.EDIT_PLANS, plan.place)
    return plan


@requires(Permission.READ_DESK)
@require_safe
def plans(request: DeskRequest) -> HttpResponse:
    """List the plans of the person's area."""
    plan_filter = PlanFilter(request.GET, visible_to(request.user).select_related("place"))
    context = {
        "filter": plan_filter,
        "page": Paginator(plan_filter.qs, A_PAGE).get_page(request.GET.get("page")),
        "may_add": may(request.user, Permission.EDIT_PLANS) is None,
    }
    return render(request, "desk/plans/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def plan(request: DeskRequest, code: str) -> HttpResponse:
    """Show what is said of the plan, its targets with today's values, and what may be done with it."""
    plan = plan_for(request.user, code)
    form = SightForm(plan, request.GET)
    reading = shown_to(request.user, read_plan(plan, form.sight))
    refusal = may(request.user, Permission.EDIT_PLANS, plan.place)
    refusal = refusal or check_change(plan, version=plan.version, reason=WITH_A_REASON)
    context = {
        "plan": plan,
        "query": form.query,
        "lines": lines(reading),
        "statements": reading.double_statements,
        "sight_in_words": sight_in_words(reading.sight),
        "refusal": say(refusal),
        "may_edit": refusal is None,
        "moves": [state for state in PlanState if check_move(plan, to=state, version=plan.version) is None],
    }
    return render(request, "desk/plans/plan.html", context)


@requires(Permission.EDIT_PLANS)
def plan_add(request: DeskRequest) -> HttpResponse:
    """Add a plan in draft."""
    form = PlanForm(request.POST or None, plans=visible_to(request.user))
    if request.method == "POST" and form.is_valid():
        refusal = may(request.user, Permission.EDIT_PLANS, form.terms.place)
        try:
            if refusal:
                raise refusal
            plan = services.draft_plan(terms=form.terms, by=request.user.actor)
        except Refusal as refused:
            form.add_error(None, say(refused))
        else:
            messages.success(request, gettext("Đã thêm kế hoạch. Hãy thêm từng chỉ tiêu của nó."))
            return redirect("desk:plan", plan.code)
    return render(request, "desk/plans/add.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.EDIT_PLANS)
def plan_edit(request: DeskRequest, code: str) -> HttpResponse:
    """Change what is said of a plan; who was overtaken by another sees what the other changed and keeps the form."""
    plan = plan_to_change(request.user, code)
    form = PlanForm(request.POST or None, plans=visible_to(request.user), plan=plan)
    overtaken = []
    if request.method == "POST" and form.is_valid():
        version, reason = form.cleaned_data["version"] or 0, form.cleaned_data["reason"]
        try:
            require(request.user, Permission.EDIT_PLANS, form.terms.place)
            services.revise_plan(plan=plan, terms=form.terms, version=version, by=request.user.actor, reason=reason)
        except Refusal as refused:
            form.add_error(None, say(refused))
            overtaken = overtaking(plan, version)
            with_version(form, plan.version)
        else:
            messages.success(request, gettext("Đã lưu kế hoạch."))
            return redirect("desk:plan", plan.code)
    context = {"form": form, "plan": plan, "overtaken": overtaken}
    return render(request, "desk/plans/edit.html", context, status=422 if form.errors else 200)


def overtaking(plan: Plan, version: int) -> list[object]:
    """Return what others changed since the person saw the plan at the version: each change raised it by one."""
    return list(entries(history_of_plan(plan)[: max(plan.version - version, 0)]))


@requires(Permission.EDIT_PLANS)
@require_POST
def plan_move(request: DeskRequest, code: str) -> HttpResponse:
    """Take the plan to its next state."""
    plan = plan_to_change(request.user, code)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    to = PlanState(form.cleaned_data["to"])
    try:
        services.move_plan(
            plan=plan,
            to=to,
            version=form.cleaned_data["version"],
            by=request.user.actor,
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refused:
        messages.error(request, say(refused))
    else:
        messages.success(request, gettext("Kế hoạch đã chuyển sang “%(state)s”.") % {"state": to.label})
    return redirect("desk:plan", plan.code)


@requires(Permission.READ_DESK)
@require_safe
def plan_document(request: DeskRequest, code: str) -> HttpResponseBase:
    """Hand out the document the plan was issued as."""
    plan = plan_for(request.user, code)
    if plan.file is None:
        raise Http404
    return hand_out(request, plan.file, name=plan.file_name)


@requires(Permission.EDIT_PLANS)
def plan_attach(request: DeskRequest, code: str) -> HttpResponse:
    """Take in the document the plan was issued as."""
    plan = plan_to_change(request.user, code)
    form = AttachmentForm(request.POST or None, request.FILES or None, initial={"version": plan.version})
    if request.method == "POST" and form.is_valid():
        (sent,) = form.cleaned_data["file"]
        try:
            received = take_in(sent, kinds=Kinds.PAPERS, user=request.user)
            services.attach_file(
                plan=plan,
                file=received.file,
                file_name=received.name,
                version=form.cleaned_data["version"],
                by=request.user.actor,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refused:
            form.add_error("file", say(refused))
        else:
            messages.success(request, gettext("Đã lưu văn bản."))
            return redirect("desk:plan", plan.code)
    return render(request, "desk/plans/attach.html", {"form": form, "plan": plan}, status=422 if form.errors else 200)


@requires(Permission.READ_DESK)
@require_safe
def plan_history(request: DeskRequest, code: str) -> HttpResponse:
    """List every change of the plan, its targets and its reports, with the words before and after."""
    plan = plan_for(request.user, code)
    page = Paginator(history_of_plan(plan), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "desk/plans/history.html", {"plan": plan, "page": page, "entries": entries(page.object_list)}
    )
