"""What a province does with a dossier that went up to the centre: recognise meanwhile or on the answer, or go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.certification.choices import Level
from saolang.programme.certification.queries import DECIDED_LATEST, decisions_visible_to
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.queries.results import result_of
from saolang.programme.evaluation.rules.results import is_from_the_centre
from saolang.programme.evaluation.services import results
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.access import require
from saolang.web.desk.dossier_rules import dossier_of, dossier_run
from saolang.web.desk.forms.dossiers import DecisionForm
from saolang.web.desk.pages import ask
from saolang.web.pages import back_to

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Result
    from saolang.web.desk.access import DeskRequest


@requires(Permission.ISSUE_CERTIFICATES)
def dossier_recognise(request: DeskRequest, code: str) -> HttpResponse:
    """Recognise by a decision a product that went to the centre: the stars are those of its result, never typed."""
    found = dossier_of(request.user, code)
    require(request.user, Permission.ISSUE_CERTIFICATES, found.place)
    result = _result(found)
    decisions = decisions_visible_to(request.user).exclude(level=Level.DISTRICT).order_by(DECIDED_LATEST, "-pk")
    form = DecisionForm(request.POST or None, decisions=decisions, named=result.decision_id)
    if carry_out(form, lambda: results.recognise(results=[result], by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã công nhận sản phẩm và cấp giấy chứng nhận."))
        return redirect("desk:dossier", found.code)
    return ask(
        request,
        form,
        title=gettext("Công nhận theo quyết định"),
        lead=_lead(result),
        back=back_to("desk:dossier", found.code, found.code),
        button=gettext("Công nhận"),
    )


@requires(Permission.RUN_PROCEDURE)
@require_POST
def dossier_end(request: DeskRequest, code: str) -> HttpResponse:
    """End a dossier to which the centre gave fewer than 3 stars: kept, never certified."""
    found = dossier_run(request.user, code)
    result = _result(found)
    attempt(
        request,
        lambda: results.leave_unrecognised(result=result, by=request.user.actor),
        done=gettext("Đã kết thúc hồ sơ: không công nhận."),
    )
    return redirect("desk:dossier", found.code)


@requires(Permission.RUN_PROCEDURE)
@require_POST
def dossier_again(request: DeskRequest, code: str) -> HttpResponse:
    """Put the product before the province's council again (D26, Article 7.4g)."""
    found = dossier_run(request.user, code)
    attempt(
        request,
        lambda: results.evaluate_again(dossier=found, by=request.user.actor),
        done=gettext("Hồ sơ chờ hội đồng cấp tỉnh đánh giá lại."),
    )
    return redirect("desk:dossier", found.code)


def _lead(result: Result) -> str:
    if is_from_the_centre(result):
        return gettext(
            "Trung ương kết luận %(stars)s sao. Hạng sao lấy từ kết quả đó; giấy chứng nhận được cấp cùng lúc."
        ) % {"stars": result.stars}
    return gettext(
        "Trung ương chưa trả lời. Theo quyết định của tỉnh, sản phẩm giữ nhiều nhất 4 sao trong khi chờ và hồ sơ vẫn ở "
        "trung ương (cách hiểu chưa xác nhận); theo quyết định của Bộ trưởng, sản phẩm được hạng sao của kết quả."
    )


def _result(found: Dossier) -> Result:
    """Return the last result of a dossier that went to the centre. Raises Http404 for any other dossier."""
    result = result_of(found)
    if result is None or not (found.state == State.CENTRE or is_from_the_centre(result)):
        raise Http404
    return result
