"""Reports of a plan: as files of the page as it stands, and as issued, kept with their bytes for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.queries import signatures_of
from saolang.base.accounts.rules import may
from saolang.base.kit.downloads import deliver
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.programme.plans import services
from saolang.programme.plans.models import IssuedReport
from saolang.programme.plans.queries import visible_to
from saolang.reports.changes import what_changed
from saolang.reports.exports import as_csv, as_json, as_pdf, as_xlsx
from saolang.reports.exports.json_file import as_dict
from saolang.reports.publishing import public
from saolang.reports.standings import read_plan
from saolang.web.desk.access import require
from saolang.web.desk.forms.reports import ComparisonForm, ReportForm
from saolang.web.desk.forms.sight import SightForm
from saolang.web.desk.lines import shown_to
from saolang.web.desk.people import names_of
from saolang.web.desk.plans import plan_for
from saolang.web.downloads import hand_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import Signature, User
    from saolang.programme.plans.models import Plan
    from saolang.web.desk.access import DeskRequest

FORMATS = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (as_pdf, "application/pdf"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}


@requires(Permission.READ_DESK)
@require_safe
def plan_export(request: DeskRequest, code: str, extension: str) -> HttpResponse:
    """Hand out the plan's reading as it stands on the page."""
    if extension not in FORMATS:
        raise Http404
    write, content_type = FORMATS[extension]
    plan = plan_for(request.user, code)
    sight = SightForm(plan, request.GET).sight
    reading = shown_to(request.user, read_plan(plan, sight))
    name = f"{plan.code}-{sight.as_at}.{extension}"
    return deliver(write(reading), name=name, media_type=content_type)


@requires(Permission.READ_DESK)
def plan_reports(request: DeskRequest, code: str) -> HttpResponse:
    """List the reports issued of a plan, and issue another."""
    plan = plan_for(request.user, code)
    form = ReportForm(plan, request.POST or None)
    if request.method == "POST":
        require(request.user, Permission.ISSUE_REPORT, plan.place)
        if form.is_valid() and _issue(request, plan, form):
            return redirect("desk:plan_reports", plan.code)
    reports = list(plan.reports.select_related("file", "plan"))
    signatures = _signatures_by_report(reports)
    people = names_of(report.issued_by for report in reports)
    context = {
        "plan": plan,
        "form": form,
        "refusal": say(may(request.user, Permission.ISSUE_REPORT, plan.place)),
        "reports": [(report, people[report.issued_by], signatures[report.code]) for report in reports],
        "comparison": ComparisonForm(reports) if len(reports) > 1 else None,
    }
    return render(request, "desk/reports/list.html", context, status=422 if form.errors else 200)


def _signatures_by_report(reports: Iterable[IssuedReport]) -> dict[str, list[Signature]]:
    """Return who signed each report, the earliest first. One query."""
    signed: dict[str, list[Signature]] = {report.code: [] for report in reports}
    for signature in signatures_of("plan_report", signed):
        signed[signature.code].append(signature)
    return signed


def _issue(request: DeskRequest, plan: Plan, form: ReportForm) -> bool:
    """Make the report and keep it: no sum of personal data under five leaves the office."""
    reading = public(read_plan(plan, form.sight))
    extension = form.cleaned_data["extension"]
    write, _content_type = FORMATS[extension]
    try:
        services.issue_report(
            plan=plan,
            as_at=reading.sight.as_at,
            as_known=reading.sight.as_known,
            figures=as_dict(reading),
            content=write(reading),
            file_name=f"{plan.code}-{reading.sight.as_at}.{extension}",
            by=request.user.actor,
        )
    except Refusal as refused:
        form.add_error(None, say(refused))
        return False
    messages.success(request, gettext("Đã phát hành báo cáo. Bản này được giữ nguyên, không sửa được nữa."))
    return True


@requires(Permission.READ_DESK)
@require_safe
def report_file(request: DeskRequest, number: int) -> HttpResponseBase:
    """Hand out the bytes of an issued report, checked against their digest."""
    report = _report_for(request.user, number)
    return hand_out(request, report.file, name=report.file_name)


@requires(Permission.READ_DESK)
@require_safe
def report_changes(request: DeskRequest, code: str) -> HttpResponse:
    """Show what two issued reports of a plan say differently."""
    plan = plan_for(request.user, code)
    reports = list(plan.reports.all())
    form = ComparisonForm(reports, request.GET)
    if not form.is_valid():
        return render(request, "desk/reports/changes.html", {"plan": plan, "form": form, "changes": None})
    earlier, later = sorted((form.chosen("before"), form.chosen("after")), key=lambda report: report.issued_at)
    context = {
        "plan": plan,
        "form": form,
        "earlier": earlier,
        "later": later,
        "changes": what_changed(earlier.figures, later.figures),
    }
    return render(request, "desk/reports/changes.html", context)


def _report_for(user: User, number: int) -> IssuedReport:
    return get_object_or_404(IssuedReport.objects.filter(plan__in=visible_to(user)).select_related("file"), pk=number)
