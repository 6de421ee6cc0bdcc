"""Transfer packages at the desk: made for another installation, handed out, taken in, senders confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.audit.models import SigningKey
from saolang.programme.dossiers.models import TrustedKey
from saolang.programme.dossiers.rules import packages as rules
from saolang.programme.dossiers.services import packages as services
from saolang.programme.evaluation.services import transfers
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.dossier_rules import dossier_run
from saolang.web.desk.forms.dossiers import PackageForm, TrustForm
from saolang.web.desk.pages import ask
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.programme.dossiers.models import Package
    from saolang.web.desk.access import DeskRequest


@requires(Permission.RUN_PROCEDURE)
@require_POST
def package_make(request: DeskRequest, code: str) -> HttpResponse:
    """Make the package of a dossier at the centre, or, where it came as one, of the answer."""
    found = dossier_run(request.user, code)
    attempt(
        request,
        lambda: transfers.make(dossier=found, by=request.user.actor),
        done=gettext("Đã lập gói hồ sơ. Hãy tải về và gửi cho nơi nhận."),
    )
    return redirect("desk:dossier", found.code)


@requires(Permission.RUN_PROCEDURE)
@require_safe
def package_file(request: DeskRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out a package. It holds personal data of the dossier's forms; who made it is recorded."""
    found = dossier_run(request.user, code)
    package = found.packages.select_related("file").filter(pk=number).first()
    if package is None:
        raise Http404
    return hand_out(request, package.file, name=f"{package.code}.zip")


@requires(Permission.RUN_PROCEDURE)
def package_take_in(request: DeskRequest) -> HttpResponse:
    """Take in a package another installation has made. One of an unknown key names it, so that it can be compared."""
    form = PackageForm(request.POST or None, request.FILES or None)
    taken = carry_out(form, lambda: _take_in(form, by=request.user.actor))
    if taken:
        messages.success(request, gettext("Đã nhận gói %(code)s.") % {"code": taken.code})
        return redirect("desk:dossier", taken.dossier.code)
    own = SigningKey.objects.filter(in_use=True).first()
    context = {
        "form": form,
        "own": own and rules.fingerprint(own.public),
        "trusted": [(key, rules.fingerprint(key.public)) for key in TrustedKey.objects.all()],
    }
    return render(request, "desk/dossiers/take_in.html", context, status=422 if form.is_bound else 200)


@requires(Permission.RUN_PROCEDURE)
def package_trust(request: DeskRequest) -> HttpResponse:
    """Confirm the key of a sender."""
    form = TrustForm(request.POST or None)
    if carry_out(form, lambda: services.trust(by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã xác nhận khóa của nơi gửi."))
        return redirect("desk:package_take_in")
    lead = gettext("Chỉ xác nhận sau khi đã gọi cho nơi gửi và đối chiếu khóa; đừng tin khóa ghi trong chính gói.")
    return ask(
        request,
        form,
        title=gettext("Xác nhận khóa của nơi gửi"),
        lead=lead,
        back=back_to("desk:package_take_in", _("Nhận gói hồ sơ")),
        button=gettext("Xác nhận khóa"),
    )


def _take_in(form: PackageForm, *, by: str) -> Package:
    sent = form.cleaned_data["package"]
    if sent.size > rules.MOST_BYTES:
        raise rules.TOO_LARGE
    return transfers.take_in(content=sent.read(), by=by)
