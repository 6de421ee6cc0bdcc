"""Importing a register: sent, read in the background, checked by a person, entered at once, undone if need be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Max, Min
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.exceptions import TaskResultDoesNotExist

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import may, scopes_of
from saolang.base.files.choices import Kinds
from saolang.base.files.queries import read
from saolang.base.files.sheets import read_sheets
from saolang.base.kit.words import say
from saolang.base.places.queries import map_on
from saolang.core.indicators.questions import Moment
from saolang.core.intake.layout import Layout
from saolang.core.refusal import Refusal
from saolang.jobs import registers as jobs
from saolang.programme.certification.models import Recognition
from saolang.programme.intake import services
from saolang.programme.intake.choices import Deed
from saolang.programme.intake.models import Register
from saolang.programme.intake.queries import counts, deeds, visible_to
from saolang.programme.intake.rules import check_mapping, check_not_undone, check_undo
from saolang.programme.plans.rules import read_definitions
from saolang.programme.registry import queries as registry
from saolang.programme.registry.models import Product
from saolang.reports.figures import measure
from saolang.reports.standings import Sight
from saolang.web.acts import carry_out
from saolang.web.desk.access import require
from saolang.web.desk.forms.registers import MappingForm, RowFilter, RowForm, UndoForm, UploadForm
from saolang.web.desk.pages import ask
from saolang.web.pages import Back, back_to, page_of
from saolang.web.uploads import take_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse
    from django_tasks import TaskResult

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Map
    from saolang.reports.figures import Figure
    from saolang.web.desk.access import DeskRequest

PRODUCTS, PRODUCERS = "products.certified", "producers.active"
PROGRESS = "tien-do"
"""The id of the part of the page that asks again."""
AN_INSTANT = dt.timedelta(microseconds=1)


# Sending and following --------------------


@requires(Permission.IMPORT_REGISTER)
@require_safe
def registers(request: DeskRequest) -> HttpResponse:
    """Show the registers that were sent, the latest first."""
    sent = visible_to(Register.objects.select_related("province"), request.user)
    return render(request, "desk/registers/list.html", {"page": page_of(request, sent)})


@requires(Permission.IMPORT_REGISTER)
def upload(request: DeskRequest) -> HttpResponse:
    """Take a file and queue its reading."""
    everywhere = (ScopeKind.COUNTRY, "") in scopes_of(request.user, Permission.IMPORT_REGISTER)
    places = places_of(request.user, Permission.IMPORT_REGISTER)
    form = UploadForm(request.POST or None, request.FILES or None, places=places, everywhere=everywhere)
    if queued := carry_out(form, lambda: _queue(form, request.user)):
        return _follow(request, queued)
    return render(request, "desk/registers/upload.html", {"form": form}, status=422 if form.is_bound else 200)


def _queue(form: UploadForm, user: User) -> TaskResult[Any, Any]:
    said = form.cleaned_data
    received = take_in(said["file"][0], kinds=Kinds.SHEETS, user=user)
    return jobs.stage.enqueue(
        sha256=received.file.sha256,
        name=received.name,
        province=said["province"] and said["province"].pk,
        entered_before=said["entered_before"] and said["entered_before"].isoformat(),
        by=user.actor,
    )


@requires(Permission.IMPORT_REGISTER)
@require_safe
def work(request: DeskRequest, number: UUID) -> HttpResponse:
    """Say how far the queued work is; once it is done, lead to what came of it."""
    if not default_task_backend.supports_get_result:
        raise Http404
    try:
        queued = default_task_backend.get_result(str(number))
    except TaskResultDoesNotExist:
        raise Http404 from None
    if queued.kwargs.get("by") != request.user.actor:
        raise Http404
    if queued.is_finished:
        return _follow(request, queued)
    # The upload, too, comes here by htmx: it wants the whole page.
    asks_again = request.htmx.target == PROGRESS
    template = "desk/registers/_progress.html" if asks_again else "desk/registers/progress.html"
    return render(request, template, {"queued": queued})


def _follow(request: DeskRequest, queued: TaskResult[Any, Any]) -> HttpResponse:
    """Lead to the register that the work is done on, to the work while it lasts, or back with why it was refused."""
    if not queued.is_finished:
        return redirect("desk:register_work", queued.id)
    outcome = queued.return_value if queued.status == TaskResultStatus.SUCCESSFUL else jobs.BROKEN_OFF
    if "refusal" in outcome:
        messages.error(request, say(Refusal.of(outcome["refusal"])))
    code = outcome.get("register") or queued.kwargs.get("code")
    to = redirect("desk:register", code) if code else redirect("desk:register_upload")
    return HttpResponseClientRedirect(to.url) if request.htmx else to


# Checking --------------------


@requires(Permission.IMPORT_REGISTER)
@require_safe
def register(request: DeskRequest, code: str) -> HttpResponse:
    """Show the rows as they were read, each with its verdict and reasons, and what entering them would do."""
    found = _register(request, code)
    rows = RowFilter(request.GET, found.rows.select_related("place__parent", "product"))
    would = deeds(found)
    context = {
        "register": found,
        "counts": counts(found),
        "deeds": [(Deed(deed).label, number) for deed, number in would.items()],
        "applicable": sum(would.values()),
        "filter": rows,
        "page": page_of(request, rows.qs),
        "columns_refusal": say(check_mapping(found)),
        "entering_refusal": say(check_not_undone(found)),
        "undo_refusal": say(check_undo(found)),
    }
    return render(request, "desk/registers/register.html", context)


@requires(Permission.IMPORT_REGISTER)
def columns(request: DeskRequest, code: str) -> HttpResponse:
    """Show what each column was taken for; a person corrects it, and the file is read again."""
    found = _register(request, code)
    if refusal := check_mapping(found):
        messages.error(request, say(refusal))
        return redirect("desk:register", found.code)
    layouts = [Layout.from_data(layout) for layout in found.layouts]
    form = MappingForm(request.POST or None, layouts=layouts, sheets=read_sheets(read(found.file)))
    if form.is_valid():
        queued = jobs.read_again.enqueue(code=found.code, layouts=form.layouts, by=request.user.actor)
        return _follow(request, queued)
    context = {"register": found, "form": form}
    return render(request, "desk/registers/columns.html", context, status=422 if form.is_bound else 200)


@requires(Permission.IMPORT_REGISTER)
def row(request: DeskRequest, code: str, position: int) -> HttpResponse:
    """Show one row; a person decides what is to become of it."""
    found = _register(request, code)
    staged = get_object_or_404(found.rows.select_related("place__parent", "product", "outcome"), position=position)
    form = RowForm(request.POST or None, row=staged, products=_products(request))
    if carry_out(
        form,
        lambda: services.decide_row(row=staged, by=request.user.actor, **form.decision),
        check=lambda: may(request.user, Permission.IMPORT_REGISTER, form.decision["place"]),
    ):
        messages.success(request, gettext("Đã ghi quyết định cho dòng %(row)s.") % {"row": staged.row})
        return redirect("desk:register", found.code)
    context = {"register": found, "row": staged, "form": form}
    return render(request, "desk/registers/row.html", context, status=422 if form.is_bound else 200)


# Entering and undoing --------------------


@requires(Permission.IMPORT_REGISTER)
@require_POST
def enter(request: DeskRequest, code: str) -> HttpResponse:
    """Queue the entering of what was accepted."""
    found = _register(request, code)
    return _follow(request, jobs.enter.enqueue(code=found.code, by=request.user.actor))


@requires(Permission.IMPORT_REGISTER)
def undo(request: DeskRequest, code: str) -> HttpResponse:
    """Ask why, then withdraw what the register entered."""
    found = _register(request, code)
    form = UndoForm(request.POST or None)
    withdrawn = carry_out(
        form,
        lambda: services.undo_register(register=found, by=request.user.actor, reason=form.cleaned_data["reason"]),
    )
    if withdrawn is not None:
        messages.success(request, gettext("Đã hoàn tác: rút lại %(count)s lần công nhận.") % {"count": withdrawn})
        return redirect("desk:register", found.code)
    lead = gettext("Mọi lần công nhận sổ này đã ghi sẽ được rút lại. Lịch sử vẫn giữ.")
    return ask(
        request, form, title=gettext("Hoàn tác lần nhập"), back=_back(found), lead=lead, button=gettext("Hoàn tác")
    )


@requires(Permission.IMPORT_REGISTER)
@require_safe
def moved(request: DeskRequest, code: str) -> HttpResponse:
    """Show the figures just before the register was entered and just after."""
    found = _register(request, code)
    entered = Recognition.objects.filter(source=found.source).aggregate(
        first=Min("recorded_at"), last=Max("recorded_at"), day=Max("began_on")
    )
    figures = _figures(found, **entered) if entered["first"] else []
    return render(request, "desk/registers/moved.html", {"register": found, "figures": figures})


def _figures(found: Register, *, first: dt.datetime, last: dt.datetime, day: dt.date) -> list[dict[str, object]]:
    """Return the figures before and after, at the end of the last year the register tells of; products also today."""
    today = timezone.localdate()
    year_end = min(today, dt.date(day.year, 12, 31))
    asked = dict.fromkeys([(PRODUCTS, year_end), (PRODUCERS, year_end), (PRODUCTS, today)])
    shown_on = found.province.map if found.province else map_on(today)
    rows = []
    for name, on in asked:
        before, after = (_measured(found, name, on, moment, shown_on) for moment in (first - AN_INSTANT, last))
        rows.append({"indicator": before.indicator, "on": on, "before": before.value, "after": after.value})
    return rows


def _measured(found: Register, name: str, on: dt.date, as_known: dt.datetime, shown_on: Map) -> Figure:
    sight = Sight(as_at=on, as_known=as_known, shown_on=shown_on)
    return measure(read_definitions()[name], found.province, sight, Moment(on, on))


# Shared --------------------


def _register(request: DeskRequest, code: str) -> Register:
    visible = visible_to(Register.objects.select_related("province__map", "file"), request.user)
    found = get_object_or_404(visible, code=code)
    require(request.user, Permission.IMPORT_REGISTER, found.province)
    return found


def _products(request: DeskRequest) -> Any:
    return registry.unmerged(registry.visible_to(Product.objects.all(), request.user))


def _back(found: Register) -> Back:
    return back_to("desk:register", found.name, found.code)
