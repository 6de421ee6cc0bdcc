"""One target: the records its number counted, and editing it with a look at what it would count."""

from __future__ import annotations

import csv
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.spreadsheets import harmless
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.plans import services
from saolang.programme.plans.models import Target
from saolang.programme.plans.rules import TargetTerms, check_target, read_definitions
from saolang.programme.registry.choices import Origin
from saolang.reports.exports.table import sight_in_words
from saolang.reports.publishing import is_personal
from saolang.reports.standings import PlanReading, names_behind, read_target
from saolang.web.desk.forms.plans import RemovalForm, TargetForm, with_version
from saolang.web.desk.forms.sight import SightForm
from saolang.web.desk.lines import line_of, shown_to
from saolang.web.desk.plans import overtaking, plan_for, plan_to_change

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.programme.plans.models import Plan
    from saolang.reports.facts.answers import Name
    from saolang.reports.standings import Sight, TargetReading
    from saolang.web.desk.access import DeskRequest
    from saolang.web.desk.lines import Line

A_PAGE = 100
PERSONAL = Refusal(
    gettext_noop(
        "Danh sách này cho biết giới tính hoặc dân tộc của từng người, nên chỉ người được giao quyền xem dữ liệu cá "
        "nhân mới mở được. Con số tổng vẫn xem được khi từ 5 trở lên."
    )
)
"""Why the names behind a figure on persons stay closed."""


@requires(Permission.READ_DESK)
@require_safe
def target(request: DeskRequest, code: str, target_code: str) -> HttpResponse:
    """List exactly the records that the target's number counted."""
    plan = plan_for(request.user, code)
    form = SightForm(plan, request.GET)
    reading = read_target(_target(plan, target_code), form.sight)
    _open_personal(request.user, reading, plan)
    names = names_behind(reading, plan, form.sight)
    context = {
        "plan": plan,
        "form": form,
        "query": form.query,
        "line": _line(request.user, plan, reading, form.sight),
        "page": Paginator(names, A_PAGE).get_page(request.GET.get("page")),
        "sight_in_words": sight_in_words(form.sight),
    }
    return render(request, "desk/plans/names.html", context)


@requires(Permission.READ_DESK)
@require_safe
def target_names(request: DeskRequest, code: str, target_code: str) -> HttpResponse:
    """Hand out the same list as CSV, whole."""
    plan = plan_for(request.user, code)
    form = SightForm(plan, request.GET)
    reading = read_target(_target(plan, target_code), form.sight)
    _open_personal(request.user, reading, plan)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{plan.code}-{reading.target.code}.csv"'
    response.write("\ufeff")
    _write(response, names_behind(reading, plan, form.sight))
    return response


def _write(response: HttpResponse, names: list[Name]) -> None:
    writer = csv.writer(response)
    writer.writerow([gettext("Mã"), gettext("Tên"), gettext("Nguồn gốc")])
    for name in names:
        writer.writerow([harmless(name.code), harmless(name.name), Origin(name.origin).label])


@requires(Permission.EDIT_PLANS)
def target_add(request: DeskRequest, code: str) -> HttpResponse:
    """Add a target to a plan, after a look at what it would count today."""
    plan = plan_to_change(request.user, code)
    return _edit(request, plan, TargetForm(request.POST or None, plan=plan))


@requires(Permission.EDIT_PLANS)
def target_edit(request: DeskRequest, code: str, target_code: str) -> HttpResponse:
    """Change a target, after a look at what it would count today."""
    plan = plan_to_change(request.user, code)
    return _edit(request, plan, TargetForm(request.POST or None, plan=plan, target=_target(plan, target_code)))


@requires(Permission.EDIT_PLANS)
@require_POST
def target_remove(request: DeskRequest, code: str, target_code: str) -> HttpResponse:
    """Take a target out of the plan; its history stays."""
    plan = plan_to_change(request.user, code)
    form = RemovalForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    reason = request.POST.get("reason", "")
    try:
        services.remove_target(target=_target(plan, target_code), version=version, by=request.user.actor, reason=reason)
    except Refusal as refused:
        messages.error(request, say(refused))
        return redirect("desk:target_edit", plan.code, target_code)
    messages.success(request, gettext("Đã bỏ chỉ tiêu %(code)s khỏi kế hoạch.") % {"code": target_code})
    return redirect("desk:plan", plan.code)


def _edit(request: DeskRequest, plan: Plan, form: TargetForm) -> HttpResponse:
    preview, overtaken = None, []
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                preview = _preview(request.user, plan, form)
            else:
                saved = _save(plan, form, by=request.user.actor)
                messages.success(request, gettext("Đã lưu chỉ tiêu %(code)s.") % {"code": saved.code})
                return redirect("desk:plan", plan.code)
        except Refusal as refused:
            form.add_error(None, say(refused))
            overtaken = overtaking(plan, form.cleaned_data["version"])
            with_version(form, plan.version)
    context = {"plan": plan, "form": form, "line": preview, "overtaken": overtaken}
    return render(request, "desk/plans/target_form.html", context, status=422 if form.errors else 200)


def _save(plan: Plan, form: TargetForm, *, by: str) -> Target:
    version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    if form.target:
        return services.revise_target(target=form.target, terms=form.terms, version=version, by=by, reason=reason)
    return services.add_target(plan=plan, terms=form.terms, version=version, by=by, reason=reason)


def _preview(user: User, plan: Plan, form: TargetForm) -> Line:
    """Return what the target as typed would say today. Raises Refusal when the plan could not hold it."""
    others = {one.code: TargetTerms.of(one) for one in plan.targets.filter(removed_at=None)}
    others.pop(form.terms.code, None)
    refusal = check_target(form.terms, level=plan.level, others=others, definitions=read_definitions())
    if refusal:
        raise refusal
    sight = SightForm(plan, {}).sight
    return _line(user, plan, read_target(Target(plan=plan, position=0, **asdict(form.terms)), sight), sight)


def _target(plan: Plan, code: str) -> Target:
    return get_object_or_404(plan.targets.filter(removed_at=None), code=code)


def _line(user: User, plan: Plan, reading: TargetReading, sight: Sight) -> Line:
    return line_of(shown_to(user, PlanReading(plan, sight, [reading])))


def _open_personal(user: User, reading: TargetReading, plan: Plan) -> None:
    """Let only those who may read personal data pass where the list tells of persons, and note that they read it.

    The one thing a GET writes: reading in bulk leaves a trace (architecture, rule 9). Raises PermissionDenied.
    """
    if not is_personal(reading.indicator):
        return
    if may(user, Permission.READ_PERSONAL_DATA, plan.place):
        raise PermissionDenied(say(PERSONAL))
    record(
        by=user.actor,
        action=Action.READ_PERSONAL_DATA,
        kind="target",
        code=f"{plan.code}/{reading.target.code}",
        after={"indicator": reading.indicator.code},
    )
