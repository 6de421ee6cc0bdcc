"""What offices do with a dossier: receive it, ask for more, count its samples, hand it on, refuse it, report on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.codes import number_in
from saolang.base.kit.words import say
from saolang.programme.dossiers.choices import Assessor, SampleAct
from saolang.programme.dossiers.queries.dossiers import proofs_of
from saolang.programme.dossiers.services import assessments, checks, receipts, samples, supplements
from saolang.programme.evaluation.queries.results import result_of
from saolang.programme.evaluation.rules import results as result_rules
from saolang.programme.evaluation.services import results
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.access import refuse_page, require
from saolang.web.desk.dossier_rules import (
    WORKING,
    WRITTEN_BY,
    dossier_of,
    dossier_run,
    may_check,
    may_write_report,
    require_any,
)
from saolang.web.desk.forms.dossiers import AskForm, RefuseForm, ReportForm, SampleForm
from saolang.web.desk.pages import ask
from saolang.web.pages import Back, back_to

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.dossiers.models import Dossier
    from saolang.web.desk.access import DeskRequest


@requires(Permission.CHECK_DOSSIERS)
@require_POST
def dossier_receive(request: DeskRequest, code: str) -> HttpResponse:
    """Take the dossier in: it gets its product code and slip number."""
    found = dossier_of(request.user, code)
    require(request.user, Permission.CHECK_DOSSIERS, found.place)
    attempt(
        request,
        lambda: receipts.receive(dossier=found, by=request.user.actor),
        done=gettext("Đã tiếp nhận hồ sơ và cấp mã số sản phẩm."),
    )
    return redirect("desk:dossier", found.code)


@requires(Permission.READ_DESK)
def dossier_ask(request: DeskRequest, code: str) -> HttpResponse:
    """Ask for several items at once; the dossier goes back to its producer."""
    found = dossier_of(request.user, code)
    refuse_page(may_check(request.user, found))
    form = AskForm(request.POST or None, dossier=found)
    if carry_out(
        form,
        lambda: supplements.ask(
            dossier=found, wanted=form.wanted, due_on=form.cleaned_data["due_on"], by=request.user.actor
        ),
    ):
        return _done(request, found, gettext("Đã gửi yêu cầu bổ sung cho chủ thể."))
    lead = gettext("Mọi yêu cầu gửi cùng lúc; hồ sơ trở về chủ thể cho đến khi nộp lại.")
    return ask(
        request,
        form,
        title=gettext("Yêu cầu bổ sung"),
        lead=lead,
        back=_back(found),
        button=gettext("Gửi yêu cầu"),
    )


@requires(Permission.READ_DESK)
@require_POST
def supplement_settle(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Take a request as met."""
    found = dossier_of(request.user, code)
    refuse_page(may_check(request.user, found))
    supplement = get_object_or_404(found.supplements.select_related("dossier"), pk=number)
    attempt(
        request,
        lambda: supplements.settle(supplement=supplement, by=request.user.actor),
        done=gettext("Đã xác nhận nội dung bổ sung."),
    )
    return redirect("desk:dossier", found.code)


@requires(Permission.READ_DESK)
def sample_add(request: DeskRequest, code: str) -> HttpResponse:
    """Write a line in the book of samples."""
    found = dossier_of(request.user, code)
    require_any(request.user, WORKING, found)
    form = SampleForm(request.POST or None)
    if carry_out(form, lambda: _move_samples(form, found, by=request.user.actor)):
        return _done(request, found, gettext("Đã ghi sổ mẫu."))
    return ask(request, form, title=gettext("Ghi sổ mẫu sản phẩm"), back=_back(found))


@requires(Permission.RUN_PROCEDURE)
@require_POST
def dossier_accept(request: DeskRequest, code: str) -> HttpResponse:
    """Hand the dossier to the advisory team."""
    found = dossier_run(request.user, code)
    attempt(
        request,
        lambda: checks.accept(dossier=found, by=request.user.actor),
        done=gettext("Đã chuyển hồ sơ cho tổ tư vấn."),
    )
    return redirect("desk:dossier", found.code)


@requires(Permission.RUN_PROCEDURE)
@require_POST
def dossier_to_council(request: DeskRequest, code: str) -> HttpResponse:
    """Put to the council a dossier that needs no survey."""
    found = dossier_run(request.user, code)
    attempt(
        request,
        lambda: checks.put_to_council(dossier=found, by=request.user.actor),
        done=gettext("Đã trình hồ sơ lên hội đồng."),
    )
    return redirect("desk:dossier", found.code)


@requires(Permission.RUN_PROCEDURE)
@require_POST
def dossier_send_up(request: DeskRequest, code: str) -> HttpResponse:
    """Send a dossier of 90 points and more to the centre."""
    found = dossier_run(request.user, code)
    result = result_of(found)
    if result is None:
        messages.error(request, say(result_rules.NOT_FINAL))
        return redirect("desk:dossier", found.code)
    attempt(
        request,
        lambda: results.send_up(result=result, by=request.user.actor),
        done=gettext("Đã chuyển hồ sơ sang bước trung ương. Hãy lập gói hồ sơ để gửi."),
    )
    return redirect("desk:dossier", found.code)


@requires(Permission.READ_DESK)
def dossier_refuse(request: DeskRequest, code: str) -> HttpResponse:
    """Refuse the dossier on a ground of its set."""
    found = dossier_of(request.user, code)
    refuse_page(may_check(request.user, found))
    form = RefuseForm(request.POST or None, dossier=found)
    if carry_out(form, lambda: checks.refuse(dossier=found, by=request.user.actor, **form.cleaned_data)):
        return _done(request, found, gettext("Đã từ chối hồ sơ; chủ thể được báo lý do."))
    lead = gettext("Hồ sơ kết thúc tại đây. Chủ thể được báo căn cứ và lý do, và có thể lập hồ sơ khác.")
    return ask(
        request, form, title=gettext("Từ chối hồ sơ"), lead=lead, back=_back(found), button=gettext("Từ chối hồ sơ")
    )


@requires(Permission.READ_DESK)
def dossier_report(request: DeskRequest, code: str, assessor: str) -> HttpResponse:
    """Write the report of the commune (Mẫu số 03) or of the advisory team, beside what the producer claims."""
    found, side = dossier_of(request.user, code), _assessor(assessor)
    refuse_page(may_write_report(request.user, found, side))
    kept = found.assessments.filter(assessor=side, locked_at=None).prefetch_related("findings").first()
    form = ReportForm(request.POST or None, dossier=found, assessor=side, kept=kept)
    if carry_out(
        form,
        lambda: assessments.save(
            dossier=found,
            assessor=side,
            written=form.written,
            version=form.cleaned_data["version"],
            by=request.user.actor,
        ),
    ):
        messages.success(request, gettext("Đã lưu báo cáo."))
        return redirect("desk:dossier_report", found.code, side)
    refusal = assessments.may_hand_on(found, kept, kept.version) if kept else None
    context = {
        "dossier": found,
        "form": form,
        "kept": kept,
        "side": side,
        "proofs": proofs_of(found),
        "refusal": say(refusal),
    }
    return render(request, "desk/dossiers/report.html", context, status=422 if form.is_bound else 200)


@requires(Permission.READ_DESK)
@require_POST
def dossier_hand_on(request: DeskRequest, code: str, assessor: str) -> HttpResponse:
    """Lock the report and send the dossier on."""
    found, side = dossier_of(request.user, code), _assessor(assessor)
    require(request.user, WRITTEN_BY[side], found.place)
    version = number_in(request.POST.get("version", "")) or 0
    attempt(
        request,
        lambda: assessments.hand_on(dossier=found, assessor=side, version=version, by=request.user.actor),
        done=gettext("Đã khóa báo cáo và chuyển hồ sơ."),
    )
    return redirect("desk:dossier", found.code)


def _move_samples(form: SampleForm, found: Dossier, *, by: str) -> object:
    said = form.cleaned_data
    return samples.move(
        dossier=found, act=SampleAct(said["act"]), units=said["units"], on=said["on"], note=said["note"], by=by
    )


def _assessor(name: str) -> Assessor:
    if name not in Assessor.values:
        raise Http404
    return Assessor(name)


def _back(found: Dossier) -> Back:
    return back_to("desk:dossier", found.code, found.code)


def _done(request: DeskRequest, found: Dossier, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("desk:dossier", found.code)
