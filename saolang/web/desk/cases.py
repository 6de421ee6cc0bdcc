"""What may cost a certificate: suspensions, cases to answer within 15 days; and print runs that bear the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.words import say
from saolang.programme.certification.queries import decisions_visible_to
from saolang.programme.certification.queries.certificates import (
    cases_visible_to,
    mark_runs_visible_to,
    open_cases,
    to_account_for,
)
from saolang.programme.certification.services import cases as services
from saolang.programme.certification.services import certificates, mark_runs
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.certificates import (
    CaseForm,
    CaseRevocationForm,
    DismissalForm,
    LeftOverForm,
    LiftingForm,
    RunForm,
    SuspensionForm,
)
from saolang.web.desk.issuing import back_to_certificate, show_certificate
from saolang.web.desk.pages import ask
from saolang.web.desk.products import product_to_certify
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.certification.models import CaseToAnswer, Recognition
    from saolang.web.desk.access import DeskRequest

ALL = "tat-ca"


# Suspending --------------------


@requires(Permission.ISSUE_CERTIFICATES)
def suspend(request: DeskRequest, code: str, number: int) -> HttpResponse:
    recognition = _recognition(request, code, number)
    form = SuspensionForm(request.POST or None, initial={"on": timezone.localdate()})
    if carry_out(form, lambda: certificates.suspend(recognition=recognition, by=request.user.actor, **form.said)):
        return show_certificate(request, recognition, gettext("Đã tạm dừng chứng nhận."))
    lead = gettext(
        "Trong thời gian tạm dừng, sản phẩm không được tính là còn sao; thời hạn của giấy không kéo dài thêm."
    )
    back = back_to_certificate(recognition)
    return ask(request, form, title=gettext("Tạm dừng chứng nhận"), back=back, lead=lead, button=gettext("Tạm dừng"))


@requires(Permission.ISSUE_CERTIFICATES)
def lift(request: DeskRequest, code: str, number: int) -> HttpResponse:
    recognition = _recognition(request, code, number)
    suspension = get_object_or_404(recognition.suspensions.standing().filter(ended_on=None))
    form = LiftingForm(request.POST or None, initial={"on": timezone.localdate()})
    if carry_out(form, lambda: certificates.lift(suspension=suspension, by=request.user.actor, **form.cleaned_data)):
        return show_certificate(request, recognition, gettext("Đã khôi phục chứng nhận."))
    back = back_to_certificate(recognition)
    return ask(request, form, title=gettext("Khôi phục chứng nhận"), back=back, button=gettext("Khôi phục"))


# Cases to answer --------------------


@requires(Permission.READ_DESK)
@require_safe
def cases(request: DeskRequest) -> HttpResponse:
    """Show the cases that wait for a decision, the most urgent first, with the days left; or all of them."""
    today = timezone.localdate()
    shown = cases_visible_to(request.user).select_related("recognition__product", "revocation")
    everything = ALL in request.GET
    page = page_of(request, shown.order_by("-found_on", "-pk") if everything else open_cases(shown))
    runs = to_account_for(mark_runs_visible_to(request.user), today, timezone.now())
    context = {
        "page": page,
        "rows": [(case, (case.decide_by - today).days) for case in page],
        "everything": everything,
        "runs": runs.select_related("recognition__product")[:50],
    }
    return render(request, "desk/certificates/cases.html", context)


@requires(Permission.READ_DESK)
@require_safe
def case(request: DeskRequest, number: int) -> HttpResponse:
    """Show a case: what was found, by when the authority decides, what came of it."""
    found = _case(request, number)
    context = {
        "case": found,
        "openable": decisions_visible_to(request.user).filter(revocations__answers=found),
        "left": (found.decide_by - timezone.localdate()).days,
        "certificate": found.recognition.certificates.order_by("-pk").first(),
        "refusal": say(may(request.user, Permission.ISSUE_CERTIFICATES, found.recognition.product.place)),
    }
    return render(request, "desk/certificates/case.html", context)


@requires(Permission.ISSUE_CERTIFICATES)
def add_case(request: DeskRequest, code: str, number: int) -> HttpResponse:
    recognition = _recognition(request, code, number)
    form = CaseForm(request.POST or None)
    entered = carry_out(form, lambda: services.enter(case=form.case_of(recognition), by=request.user.actor))
    if entered:
        return redirect("desk:case", entered.pk)
    back = back_to_certificate(recognition)
    return ask(request, form, title=gettext("Ghi kết luận cần xử lý"), back=back, button=gettext("Ghi kết luận"))


@requires(Permission.ISSUE_CERTIFICATES)
def dismiss_case(request: DeskRequest, number: int) -> HttpResponse:
    found = _case_to_answer(request, number)
    form = DismissalForm(request.POST or None)
    if carry_out(form, lambda: services.dismiss(case=found, by=request.user.actor, **form.cleaned_data)):
        return redirect("desk:case", number)
    back = back_to("desk:case", _("Vụ việc"), str(number))
    title = gettext("Kết thúc mà không thu hồi")
    return ask(request, form, title=title, back=back, button=gettext("Kết thúc vụ việc"))


@requires(Permission.ISSUE_CERTIFICATES)
def revoke_case(request: DeskRequest, number: int) -> HttpResponse:
    found = _case_to_answer(request, number)
    form = CaseRevocationForm(request.POST or None, decisions=decisions_visible_to(request.user))
    if carry_out(form, lambda: services.revoke(case=found, by=request.user.actor, **form.cleaned_data)):
        return redirect("desk:case", number)
    back = back_to("desk:case", _("Vụ việc"), str(number))
    lead = gettext("Từ ngày thu hồi, sản phẩm không còn mang sao của chứng nhận này.")
    return ask(request, form, title=gettext("Thu hồi chứng nhận"), back=back, lead=lead, button=gettext("Thu hồi"))


# Print runs --------------------


@requires(Permission.ISSUE_CERTIFICATES)
def add_run(request: DeskRequest, code: str, number: int) -> HttpResponse:
    recognition = _recognition(request, code, number)
    form = RunForm(request.POST or None)
    if carry_out(form, lambda: mark_runs.enter(run=form.run_of(recognition), by=request.user.actor)):
        return show_certificate(request, recognition, gettext("Đã ghi lượt in."))
    lead = gettext("Chỉ ghi được lượt in vào ngày chứng nhận có hiệu lực.")
    back = back_to_certificate(recognition)
    return ask(request, form, title=gettext("Ghi lượt in nhãn hiệu OCOP"), back=back, lead=lead)


@requires(Permission.ISSUE_CERTIFICATES)
def account_for_run(request: DeskRequest, number: int) -> HttpResponse:
    """Say what is left of a print run once the certificate has ended."""
    runs = mark_runs_visible_to(request.user).select_related("recognition__product__place")
    run = get_object_or_404(runs, pk=number)
    require(request.user, Permission.ISSUE_CERTIFICATES, run.recognition.product.place)
    form = LeftOverForm(request.POST or None)
    if carry_out(form, lambda: mark_runs.account_for(run=run, by=request.user.actor, **form.cleaned_data)):
        return show_certificate(request, run.recognition, gettext("Đã ghi số bao bì, tem còn lại."))
    back = back_to_certificate(run.recognition)
    return ask(request, form, title=gettext("Kiểm kê bao bì, tem còn lại"), back=back)


# Shared --------------------


def _recognition(request: DeskRequest, code: str, number: int) -> Recognition:
    product = product_to_certify(request, code)
    found: Recognition = get_object_or_404(product.recognitions.standing().select_related("product"), pk=number)
    return found


def _case(request: DeskRequest, number: int) -> CaseToAnswer:
    seen = cases_visible_to(request.user).select_related("recognition__product__place", "revocation__decision")
    return get_object_or_404(seen, pk=number)


def _case_to_answer(request: DeskRequest, number: int) -> CaseToAnswer:
    found = _case(request, number)
    require(request.user, Permission.ISSUE_CERTIFICATES, found.recognition.product.place)
    return found
