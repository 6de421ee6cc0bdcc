"""Steps that wait for an officer to vouch for them, and one step with all it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.traceability.models import Event, EventCheck
from saolang.programme.traceability.queries.checks import events_to_vouch_for, vouched_for, waiting
from saolang.programme.traceability.queries.events import events_visible_to
from saolang.programme.traceability.queries.lineage import lots_named
from saolang.programme.traceability.queries.lots import recorded
from saolang.programme.traceability.rules.checks import check_vouchable
from saolang.programme.traceability.services import checks as services
from saolang.web.acts import carry_out
from saolang.web.desk.forms.recalls import CheckForm, CheckWithdrawalForm
from saolang.web.desk.pages import ask
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.web.desk.access import DeskRequest

VOUCHED = "da-kiem"


@requires(Permission.CHECK_EVENTS)
@require_safe
def events(request: DeskRequest) -> HttpResponse:
    """Show the steps of the area that nobody vouches for, the latest first; or those somebody does."""
    is_vouched = VOUCHED in request.GET
    seen = events_to_vouch_for(request.user)
    checks = Prefetch("checks", EventCheck.objects.filter(withdrawn_at=None))
    chosen = (vouched_for(seen) if is_vouched else waiting(seen)).order_by("-event_time", "-pk")
    page = page_of(request, chosen.select_related("producer").prefetch_related(checks))
    context = {"page": page, "lines": recorded(page), "is_vouched": is_vouched}
    return render(request, "desk/events/list.html", context)


@requires(Permission.READ_DESK)
@require_safe
def event(request: DeskRequest, number: int) -> HttpResponse:
    """Show what a step says, the lots it is about, who vouched for it and when."""
    found = _event(request.user, number)
    named = lots_named(found.identifiers.values_list("identifier", flat=True))
    checks = list(found.checks.order_by("-checked_at", "-pk"))
    is_wrong = not Event.objects.filter(pk=found.pk).standing().exists()
    is_checked = any(check.withdrawn_at is None for check in checks)
    context = {
        "recorded": recorded([found])[0],
        "lots": list({lot.pk: lot for lot in named.values()}.values()),
        "photos": found.photos.all(),
        "checks": checks,
        "is_wrong": is_wrong,
        "may_check": events_to_vouch_for(request.user).filter(pk=number).exists(),
        "may_vouch": check_vouchable(found, is_wrong=is_wrong, is_checked=is_checked) is None,
        "document": orjson.dumps(orjson.loads(found.document), option=orjson.OPT_INDENT_2).decode(),
    }
    return render(request, "desk/events/event.html", context)


@requires(Permission.READ_DESK)
@require_safe
def event_photo(request: DeskRequest, number: int, photo: int) -> HttpResponseBase:
    """Hand out a photo of a step to whoever may read the step."""
    found = get_object_or_404(_event(request.user, number).photos.select_related("file"), pk=photo)
    return hand_out(request, found.file, name=f"{number}-{photo}")


@requires(Permission.CHECK_EVENTS)
def check_event(request: DeskRequest, number: int) -> HttpResponse:
    """Vouch for a step, with the day and the office."""
    found = get_object_or_404(events_to_vouch_for(request.user), pk=number)
    form = CheckForm(request.POST or None, initial={"checked_on": timezone.localdate()})
    if carry_out(form, lambda: services.vouch(event=found, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã ghi lần kiểm. Trang người mua quét nay nói ai bảo đảm bước này."))
        return redirect("desk:event", number)
    back = back_to("desk:event", gettext("Bước đã ghi"), number)
    return ask(request, form, title=gettext("Ghi lần kiểm"), back=back, button=gettext("Ghi lần kiểm"))


@requires(Permission.CHECK_EVENTS)
def withdraw_check(request: DeskRequest, number: int) -> HttpResponse:
    """Take back that a step is vouched for."""
    found = get_object_or_404(events_to_vouch_for(request.user), pk=number)
    check = get_object_or_404(found.checks.filter(withdrawn_at=None))
    form = CheckWithdrawalForm(request.POST or None)
    if carry_out(form, lambda: services.withdraw(check=check, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã rút lần kiểm."))
        return redirect("desk:event", number)
    back = back_to("desk:event", gettext("Bước đã ghi"), number)
    return ask(request, form, title=gettext("Rút lần kiểm"), back=back, button=gettext("Rút lần kiểm"))


def _event(user: User, number: int) -> Event:
    """Return an event the person may read, or of the area where the person checks. Raises Http404."""
    seen = events_visible_to(user) | events_to_vouch_for(user)
    return get_object_or_404(seen.distinct().select_related("producer", "job"), pk=number)
