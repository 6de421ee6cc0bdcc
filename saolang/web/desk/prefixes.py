"""Company prefixes at the desk: which producer GS1 gave which, entered from its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.formats import day
from saolang.core.gs1.prefixes import DEMONSTRATION, VIETNAM
from saolang.programme.registry import queries as registry
from saolang.programme.registry.models import Producer
from saolang.programme.traceability.queries.prefixes import prefixes_visible_to
from saolang.programme.traceability.services import prefixes as services
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.acts import check_place
from saolang.web.desk.forms.prefixes import EndPrefixForm, NewPrefixForm, PrefixFilter, WithdrawPrefixForm
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.pages import ask
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.programme.traceability.models import CompanyPrefix
    from saolang.web.desk.access import DeskRequest
    from saolang.web.pages import Back

COLUMNS = (
    Column(_("Tiền tố"), lambda row: row.prefix),
    Column(_("Mã chủ thể"), lambda row: row.producer.code),
    Column(pgettext_lazy("one", "Chủ thể"), lambda row: row.producer.name),
    Column(_("Địa bàn"), lambda row: row.producer.place or ""),
    Column(_("Được cấp từ ngày"), lambda row: day(row.began_on)),
    Column(_("Thôi dùng từ ngày"), lambda row: day(row.ended_on) if row.ended_on else ""),
    Column(_("Số giấy chứng nhận"), lambda row: row.source),
)


@requires(Permission.READ_DESK)
@require_safe
def company_prefixes(request: DeskRequest) -> HttpResponse:
    """Show the prefixes of the producers the person may see, narrowed as asked."""
    found = _filtered(request)
    context = {
        "filter": found,
        "page": page_of(request, found.qs),
        "may_add": may(request.user, Permission.EDIT_REGISTRY) is None,
        "vietnam": VIETNAM,
        "demonstration": DEMONSTRATION,
    }
    return render(request, "desk/prefixes/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def company_prefixes_csv(request: DeskRequest) -> HttpResponse:
    return as_csv("tien-to-ma-doanh-nghiep", COLUMNS, _filtered(request).qs.iterator(2000))


@requires(Permission.EDIT_REGISTRY)
def add_company_prefix(request: DeskRequest) -> HttpResponse:
    producers = registry.unmerged(registry.visible_to(Producer.objects.all(), request.user))
    form = NewPrefixForm(request.POST or None, producers=producers, producer=request.GET.get("producer", ""))
    entered = carry_out(
        form,
        lambda: services.enter(prefix=form.new, by=request.user.actor),
        check=lambda: check_place(request.user, form.cleaned_data["producer"].place),
    )
    if entered:
        messages.success(request, gettext("Đã ghi tiền tố mã doanh nghiệp."))
        return redirect("desk:company_prefixes")
    return ask(request, form, title=gettext("Ghi tiền tố mã doanh nghiệp"), back=_back())


@requires(Permission.EDIT_REGISTRY)
def end_company_prefix(request: DeskRequest, number: int) -> HttpResponse:
    """Say that the producer holds the prefix no longer."""
    found = _editable(request, number)
    form = EndPrefixForm(request.POST or None)
    if carry_out(form, lambda: services.end(prefix=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã ghi ngày thôi dùng tiền tố."))
        return redirect("desk:company_prefixes")
    return ask(request, form, title=gettext("Thôi dùng tiền tố %(prefix)s") % {"prefix": found.prefix}, back=_back())


@requires(Permission.EDIT_REGISTRY)
def withdraw_company_prefix(request: DeskRequest, number: int) -> HttpResponse:
    """Say that the prefix was entered by mistake."""
    found = _editable(request, number)
    form = WithdrawPrefixForm(request.POST or None)
    if carry_out(form, lambda: services.withdraw(prefix=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã rút tiền tố ghi nhầm."))
        return redirect("desk:company_prefixes")
    return ask(request, form, title=gettext("Rút tiền tố %(prefix)s") % {"prefix": found.prefix}, back=_back())


def _filtered(request: DeskRequest) -> PrefixFilter:
    return PrefixFilter(request.GET, prefixes_visible_to(request.user))


def _editable(request: DeskRequest, number: int) -> CompanyPrefix:
    """Return a prefix whose producer the person may change. Raises Http404 and PermissionDenied."""
    found = get_object_or_404(prefixes_visible_to(request.user), pk=number)
    require(request.user, Permission.EDIT_REGISTRY, found.producer.place)
    return found


def _back() -> Back:
    return back_to("desk:company_prefixes", gettext("Tiền tố mã doanh nghiệp"))
