"""What shoppers report in the area: the queue, one report, its answer. Who sent it is shown on demand, and noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.monitoring import services
from saolang.programme.monitoring.choices import ReportKind, ReportState
from saolang.programme.monitoring.models import ConsumerReport
from saolang.programme.monitoring.queries import reports_visible_to, waiting
from saolang.programme.monitoring.rules import ENDED
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.pages import ask
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.web.desk.access import DeskRequest

ANY = _("tất cả")


class ReportFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """What the queue is narrowed by."""

    code = django_filters.CharFilter(label=_("Mã phản ánh"), lookup_expr="iexact")
    kind = django_filters.ChoiceFilter(label=_("Về việc"), choices=ReportKind, empty_label=ANY)
    state = django_filters.ChoiceFilter(label=_("Tình trạng"), choices=ReportState, empty_label=_("chưa trả lời"))

    class Meta:
        model = ConsumerReport
        fields = ("code", "kind", "state")


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Trả lời"),
        widget=forms.Textarea({"rows": 6}),
        max_length=4_000,
        help_text=_("Ai có mã phản ánh đều đọc được. Không ghi dữ liệu cá nhân của ai."),
    )
    set_aside = forms.BooleanField(label=_("Không đủ căn cứ để xử lý"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


@requires(Permission.ANSWER_REPORTS)
@require_safe
def consumer_reports(request: DeskRequest) -> HttpResponse:
    """Show what waits to be answered in the area, the longest waiting first; what was answered, when asked for."""
    listed = reports_visible_to(request.user).select_related("product", "place")
    narrowed = {"state", "code"} & {name for name, value in request.GET.items() if value}
    found = ReportFilter(request.GET, listed if narrowed else waiting(listed))
    return render(request, "desk/consumer_reports/list.html", {"filter": found, "page": page_of(request, found.qs)})


@requires(Permission.ANSWER_REPORTS)
@require_safe
def consumer_report(request: DeskRequest, code: str) -> HttpResponse:
    """Show a report without who sent it."""
    return _show(request, _report(request, code), is_told=False)


@requires(Permission.ANSWER_REPORTS)
@require_POST
def consumer_report_sender(request: DeskRequest, code: str) -> HttpResponse:
    """Show the report with who sent it; that somebody looked is recorded."""
    found = _report(request, code)
    record(by=request.user.actor, action=Action.READ_PERSONAL_DATA, kind="consumer_report", code=found.code)
    return _show(request, found, is_told=True)


@requires(Permission.ANSWER_REPORTS)
@require_safe
def consumer_report_photo(request: DeskRequest, code: str) -> HttpResponseBase:
    """Hand out the picture sent with the report."""
    found = get_object_or_404(reports_visible_to(request.user).exclude(photo=None), code=code)
    assert found.photo is not None  # noqa: S101 - those without are left out
    return hand_out(request, found.photo, name=found.code)


@requires(Permission.ANSWER_REPORTS)
@require_POST
def consumer_report_take(request: DeskRequest, code: str) -> HttpResponse:
    """Say that somebody looks into it."""
    found = _report(request, code)
    version = found.version
    attempt(
        request,
        lambda: services.take_in_hand(report=found, version=version, by=request.user.actor),
        done=gettext("Đã nhận xử lý phản ánh."),
    )
    return redirect("desk:consumer_report", found.code)


@requires(Permission.ANSWER_REPORTS)
def consumer_report_answer(request: DeskRequest, code: str) -> HttpResponse:
    """Answer the report, or set it aside and say why."""
    found = _report(request, code)
    form = AnswerForm(request.POST or None, initial={"version": found.version})
    if carry_out(form, lambda: services.answer(report=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã trả lời phản ánh."))
        return redirect("desk:consumer_report", found.code)
    title = gettext("Trả lời phản ánh %(code)s") % {"code": found.code}
    return ask(request, form, title=title, back=back_to("desk:consumer_report", found.code, found.code))


def _report(request: DeskRequest, code: str) -> Any:
    listed = reports_visible_to(request.user).select_related("product", "place__parent", "photo")
    return get_object_or_404(listed, code=code)


def _show(request: DeskRequest, found: ConsumerReport, *, is_told: bool) -> HttpResponse:
    context = {
        "report": found,
        "is_told": is_told,
        "is_ended": found.state in ENDED,
        "has_sender": bool(found.name or found.contact),
    }
    return render(request, "desk/consumer_reports/report.html", context)
