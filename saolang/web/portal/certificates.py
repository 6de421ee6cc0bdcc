"""A producer's own certificates: what each is today, its paper and code, and what was printed with the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.core.lifecycle import HELD
from saolang.programme.certification.choices import State
from saolang.programme.certification.models import Certificate, MarkRun
from saolang.programme.certification.queries.certificates import with_certificate_state
from saolang.programme.certification.services import mark_runs
from saolang.programme.registry.queries import own_producers
from saolang.web.acts import carry_out
from saolang.web.pages import back_to
from saolang.web.portal.forms import LeftOverForm, RunForm
from saolang.web.portal.pages import ask

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.web.requests import PersonRequest


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def certificates(request: PersonRequest) -> HttpResponse:
    """Show the certificates issued to the person's producers, the latest first, those replaced left out."""
    issued = _own(request.user).exclude(state=State.SUPERSEDED).order_by("-issued_on", "-pk")
    return render(request, "portal/certificates.html", {"certificates": [(each, State(each.state)) for each in issued]})


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def certificate(request: PersonRequest, code: str) -> HttpResponse:
    """Show a certificate of the person's producers, and the print runs that bear the mark by it."""
    found = _certificate(request.user, code)
    context = {
        "certificate": found,
        "state": State(found.state),
        "is_held": found.state in HELD,
        "runs": found.recognition.mark_runs.all(),
    }
    return render(request, "portal/certificate.html", context)


@requires(Permission.EDIT_DOSSIERS)
def add_run(request: PersonRequest, code: str) -> HttpResponse:
    """Enter packs or stamps printed with the mark."""
    found = _certificate(request.user, code)
    form = RunForm(request.POST or None)
    if carry_out(form, lambda: mark_runs.enter(run=form.run_of(found.recognition), by=request.user.actor)):
        messages.success(request, gettext("Đã ghi lượt in."))
        return redirect("portal:certificate", code)
    lead = gettext("Chỉ ghi được lượt in vào ngày chứng nhận có hiệu lực.")
    back = back_to("portal:certificate", found.number, code)
    return ask(request, form, title=gettext("Ghi lượt in nhãn hiệu OCOP"), back=back, lead=lead)


@requires(Permission.EDIT_DOSSIERS)
def account_for_run(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Say what is left of a print run once the certificate has ended."""
    found = _certificate(request.user, code)
    run = get_object_or_404(MarkRun.objects.filter(recognition=found.recognition), pk=number)
    form = LeftOverForm(request.POST or None)
    if carry_out(form, lambda: mark_runs.account_for(run=run, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã ghi số bao bì, tem còn lại."))
        return redirect("portal:certificate", code)
    back = back_to("portal:certificate", found.number, code)
    return ask(request, form, title=gettext("Kiểm kê bao bì, tem còn lại"), back=back)


def _own(user: User) -> QuerySet[Any]:
    """Return the certificates issued to the person's producers, each with its `state` today."""
    issued = Certificate.objects.filter(holder__in=own_producers(user), recognition__withdrawn_at=None)
    read = ("recognition__product", "recognition__decision", "holder")
    return with_certificate_state(issued, timezone.localdate(), timezone.now()).select_related(*read)


def _certificate(user: User, code: str) -> Any:
    """Return one of them that no other replaced: once passed on, only its new holder sees the print runs."""
    return get_object_or_404(_own(user).filter(replaced_by=None), public_code=code)
