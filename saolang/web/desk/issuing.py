"""Certificates at the desk: the list, a certificate's page, issuing them one by one or by decision, issuing again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.exceptions import TaskResultDoesNotExist

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.audit.models import SigningKey
from saolang.base.kit.formats import day
from saolang.base.kit.words import say
from saolang.core.lifecycle import HELD
from saolang.core.refusal import Refusal
from saolang.jobs.certificates import issue_certificates, print_certificates
from saolang.programme.certification.queries import decisions_visible_to
from saolang.programme.certification.queries.certificates import certificates_visible_to, with_certificate_state
from saolang.programme.certification.queries.papers import as_issued, print_of, to_print
from saolang.programme.certification.rules.credentials import holds
from saolang.programme.certification.services import certificates as services
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.certificates import CertificateFilter, ReasonForm
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask
from saolang.web.desk.products import back_to_product, product_to_certify
from saolang.web.desk.templatetags.records import state_in_words
from saolang.web.downloads import hand_out
from saolang.web.pages import Back, back_to, page_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from django_tasks import TaskResult

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Certificate, Decision, Recognition
    from saolang.web.desk.access import DeskRequest

WORK = "viec"
"""Names, in the address, the queued work that issues or prints a decision's certificates."""
READ_ALONG = ("recognition__product__place__parent", "recognition__decision", "holder", "replaces")

COLUMNS = (
    Column(_("Số giấy"), lambda each: each.number),
    Column(_("Mã kiểm tra"), lambda each: each.public_code),
    Column(_("Ngày cấp"), lambda each: day(each.issued_on)),
    Column(_("Mã sản phẩm"), lambda each: each.recognition.product.code),
    Column(_("Tên sản phẩm"), lambda each: each.recognition.product.name_vi),
    Column(_("Hạng sao"), lambda each: each.recognition.stars),
    Column(pgettext_lazy("one", "Chủ thể"), lambda each: each.holder.name),
    Column(_("Địa bàn"), lambda each: each.recognition.product.place or ""),
    Column(_("Quyết định"), lambda each: each.recognition.decision.number if each.recognition.decision else ""),
    Column(_("Có hiệu lực đến hết ngày"), lambda each: day(each.recognition.expires_on)),
    Column(_("Tình trạng hôm nay"), lambda each: state_in_words(each.state)),
)


class Progress(NamedTuple):
    """How many certificates a decision's recognitions have, of how many."""

    issued: int
    total: int

    @property
    def lacking(self) -> int:
        return self.total - self.issued


# Reading --------------------


@requires(Permission.READ_DESK)
@require_safe
def certificates(request: DeskRequest) -> HttpResponse:
    """Show the certificates the person may see, the latest first, narrowed as asked."""
    found = _filtered(request)
    return render(request, "desk/certificates/list.html", {"filter": found, "page": page_of(request, found.qs)})


@requires(Permission.READ_DESK)
@require_safe
def certificates_csv(request: DeskRequest) -> HttpResponse:
    return as_csv("giay-chung-nhan", COLUMNS, _filtered(request).qs.iterator(2000))


@requires(Permission.READ_DESK)
@require_safe
def certificate(request: DeskRequest, code: str) -> HttpResponse:
    """Show a certificate: what it says, its state today, what was found and printed, and what can be done."""
    found: Any = _certificate(request, code)
    recognition = found.recognition
    place = recognition.product.place
    context = {
        "certificate": found,
        "followed_by": found.replaced_by if hasattr(found, "replaced_by") else None,
        "is_held": found.state in HELD,
        "openable": decisions_visible_to(request.user).filter(recognitions=recognition),
        "suspension": recognition.suspensions.standing().filter(ended_on=None).first(),
        "suspensions": recognition.suspensions.standing(),
        "cases": recognition.findings.all(),
        "runs": recognition.mark_runs.all(),
        "warnings": recognition.warnings.all(),
        "verifies": holds(found.credential, SigningKey.objects.values_list("public", flat=True)),
        "refusal": _why_not(request, place),
    }
    return render(request, "desk/certificates/certificate.html", context)


# Issuing --------------------


@requires(Permission.ISSUE_CERTIFICATES)
@require_POST
def issue_certificate(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """Issue the certificate of one recognition, today."""
    recognition = product_to_certify(request, code).recognitions.standing().filter(pk=number)
    found = get_object_or_404(recognition)
    attempt(
        request,
        lambda: services.issue(recognition=found, by=request.user.actor),
        done=gettext("Đã cấp giấy chứng nhận."),
    )
    return redirect("desk:product", code)


@requires(Permission.ISSUE_CERTIFICATES)
def decision_certificates(request: DeskRequest, code: str) -> HttpResponse:
    """Queue the issuing of what a decision still lacks, and say how far that and the printing are."""
    decision = _decision_to_certify(request, code)
    if request.method == "POST":
        queued = issue_certificates.enqueue(code=decision.code, by=request.user.actor)
        return _back_to_work(request, decision, queued)
    queued = _work(request)
    if queued and queued.is_finished:
        _say_outcome(request, queued)
    to_keep = to_print(decision)
    context = {
        "decision": decision,
        "progress": _progress(decision),
        "printing": Progress(len(as_issued(to_keep)), to_keep.count()),
        "print": print_of(decision),
        "running": bool(queued and not queued.is_finished),
        "lacking": decision.recognitions.standing().filter(certificates=None).select_related("product"),
    }
    template = "desk/certificates/_issuing.html" if request.htmx else "desk/certificates/issuing.html"
    return render(request, template, context)


@requires(Permission.ISSUE_CERTIFICATES)
@require_POST
def print_decision(request: DeskRequest, code: str) -> HttpResponse:
    """Queue the making of a decision's certificates as papers, and of one file of them all."""
    decision = _decision_to_certify(request, code)
    return _back_to_work(request, decision, print_certificates.enqueue(code=decision.code, by=request.user.actor))


@requires(Permission.ISSUE_CERTIFICATES)
@require_safe
def printed_decision(request: DeskRequest, code: str) -> HttpResponseBase:
    """Hand out the latest file of a decision's certificates."""
    paper = print_of(_decision_to_certify(request, code))
    if paper is None:
        raise Http404
    return hand_out(request, paper.file, name=paper.file_name)


@requires(Permission.ISSUE_CERTIFICATES)
def replace_certificate(request: DeskRequest, code: str) -> HttpResponse:
    """Issue a certificate again that was lost, was damaged, or whose data was corrected."""
    found = _certificate_to_change(request, code)
    form = ReasonForm(request.POST or None, initial={"on": timezone.localdate()})
    issued = carry_out(form, lambda: services.replace(certificate=found, by=request.user.actor, **form.cleaned_data))
    lead = gettext("Giấy mới mang số mới; giấy cũ vẫn tra cứu được và dẫn đến giấy mới.")
    return _issued_or_ask(request, found, issued, form, (gettext("Cấp lại giấy chứng nhận"), lead))


@requires(Permission.ISSUE_CERTIFICATES)
def transfer_certificate(request: DeskRequest, code: str) -> HttpResponse:
    """Issue a certificate to the producer that owns the product now."""
    found = _certificate_to_change(request, code)
    form = ReasonForm(request.POST or None, initial={"on": timezone.localdate()})
    issued = carry_out(form, lambda: services.transfer(certificate=found, by=request.user.actor, **form.cleaned_data))
    lead = gettext("Chủ thể mới là chủ thể của sản phẩm trong hệ thống vào ngày cấp: do kế thừa hoặc được ghi lại.")
    return _issued_or_ask(request, found, issued, form, (gettext("Chuyển giấy chứng nhận cho chủ thể mới"), lead))


# Shared --------------------


def show_certificate(request: DeskRequest, recognition: Recognition, sentence: str) -> HttpResponse:
    """Lead back to the recognition's certificate with the sentence; to its product where there is none yet."""
    messages.success(request, sentence)
    latest = recognition.certificates.order_by("-pk").first()
    if latest is None:
        return redirect("desk:product", recognition.product.code)
    return redirect("desk:certificate", latest.public_code)


def back_to_certificate(recognition: Recognition) -> Back:
    """Return the way back to the recognition's certificate, or to its product where there is none yet."""
    latest = recognition.certificates.order_by("-pk").first()
    if latest is None:
        return back_to_product(recognition.product)
    return back_to("desk:certificate", latest.number, latest.public_code)


def _issued_or_ask(
    request: DeskRequest, found: Certificate, issued: Certificate | None, form: Form, words: tuple[str, str]
) -> HttpResponse:
    if issued:
        said = gettext("Đã cấp giấy số %(number)s.") % {"number": issued.number}
        return show_certificate(request, issued.recognition, said)
    title, lead = words
    back = back_to("desk:certificate", found.number, found.public_code)
    return ask(request, form, title=title, back=back, lead=lead, button=gettext("Cấp giấy"))


def _filtered(request: DeskRequest) -> CertificateFilter:
    listed = with_certificate_state(certificates_visible_to(request.user), timezone.localdate(), timezone.now())
    return CertificateFilter(request.GET, listed.select_related(*READ_ALONG).order_by("-issued_on", "-pk"))


def _certificate(request: DeskRequest, code: str) -> Certificate:
    listed = with_certificate_state(certificates_visible_to(request.user), timezone.localdate(), timezone.now())
    found: Certificate = get_object_or_404(listed.select_related(*READ_ALONG, "replaced_by"), public_code=code)
    return found


def _certificate_to_change(request: DeskRequest, code: str) -> Certificate:
    found = _certificate(request, code)
    require(request.user, Permission.ISSUE_CERTIFICATES, found.recognition.product.place)
    return found


def _decision_to_certify(request: DeskRequest, code: str) -> Decision:
    """Return a decision the person issues certificates of. Raises Http404 and PermissionDenied."""
    decision = get_object_or_404(decisions_visible_to(request.user).select_related("place"), code=code)
    require(request.user, Permission.ISSUE_CERTIFICATES, decision.place)
    return decision


def _back_to_work(request: DeskRequest, decision: Decision, queued: TaskResult[Any, Any]) -> HttpResponse:
    """Lead to how far the queued work is; say its outcome where it is done already."""
    page = reverse("desk:decision_certificates", args=[decision.code])
    if not queued.is_finished:
        return redirect(f"{page}?{WORK}={queued.id}")
    _say_outcome(request, queued)
    return redirect(page)


def _why_not(request: DeskRequest, place: Place | None) -> str:
    return say(may(request.user, Permission.ISSUE_CERTIFICATES, place))


def _progress(decision: Decision) -> Progress:
    counted = decision.recognitions.standing().aggregate(
        issued=Count("pk", filter=Q(certificates__replaces=None, certificates__isnull=False), distinct=True),
        total=Count("pk", distinct=True),
    )
    return Progress(**counted)


def _work(request: DeskRequest) -> TaskResult[Any, Any] | None:
    """Return the queued work the address names, when the person asked for it; None for any other."""
    try:
        number = UUID(request.GET.get(WORK, ""))
        queued = default_task_backend.get_result(str(number)) if default_task_backend.supports_get_result else None
    except (ValueError, TaskResultDoesNotExist):
        return None
    return queued if queued and queued.kwargs.get("by") == request.user.actor else None


def _say_outcome(request: DeskRequest, queued: TaskResult[Any, Any]) -> None:
    """Say what became of the work: which certificates were not issued and why, or that the papers are ready."""
    if queued.status != TaskResultStatus.SUCCESSFUL:
        messages.error(request, gettext("Việc này dừng giữa chừng. Những gì đã làm vẫn còn; hãy làm tiếp."))
    elif queued.task.name == print_certificates.name:
        _say_printed(request, queued.return_value)
    else:
        _say_issued(request, queued.return_value)


def _say_printed(request: DeskRequest, refused: dict[str, Any] | None) -> None:
    if refused:
        messages.error(request, say(Refusal.of(refused)))
    else:
        messages.success(request, gettext("Bản in của quyết định đã sẵn sàng."))


def _say_issued(request: DeskRequest, not_issued: list[dict[str, Any]]) -> None:
    for skipped in not_issued:
        sentence = say(Refusal.of(skipped["refusal"]))
        messages.warning(request, f"{skipped['product']}: {sentence}")
    if not not_issued:
        messages.success(request, gettext("Đã cấp mọi giấy chứng nhận của quyết định."))
