"""The list of changes: who did what to which thing, and, on the page of one change, all that was written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.audit.choices import THINGS, Action
from saolang.base.audit.queries import history_of
from saolang.base.audit.services import erasing
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import number_in
from saolang.base.kit.formats import moment
from saolang.web.desk.forms.changes import ChangeFilter, ErasingForm
from saolang.web.desk.histories import differences_of, personal_differences_of
from saolang.web.desk.listing import Column, as_csv
from saolang.web.desk.people import names_of
from saolang.web.desk.things import changes_visible_to, page_of_thing
from saolang.web.pages import PER_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.base.audit.models import Change
    from saolang.web.desk.access import DeskRequest
    from saolang.web.desk.histories import Difference

MOST_EXPORTED = 100_000
"""Rows of one file, the latest; whoever needs more narrows by days, or exports the chain (`./run verify --export`)."""


@dataclass(frozen=True)
class Row:
    """One change in words. `position` is its place in the chain; None while it is not sealed."""

    change: Change
    who: str
    action: str
    thing: str
    url: str
    position: int | None

    @property
    def differences(self) -> tuple[Difference, ...]:
        return differences_of(self.change)


COLUMNS = (
    Column(_("Số"), lambda row: row.change.pk),
    Column(_("Thời điểm"), lambda row: moment(row.change.at)),
    Column(_("Người thực hiện"), lambda row: row.who),
    Column(_("Việc"), lambda row: row.action),
    Column(_("Loại đối tượng"), lambda row: row.thing),
    Column(_("Mã đối tượng"), lambda row: row.change.code),
    Column(_("Lý do"), lambda row: row.change.reason),
    Column(_("Trước"), lambda row: row.change.before or ""),
    Column(_("Sau"), lambda row: row.change.after or ""),
    Column(_("Vị trí trong chuỗi"), lambda row: row.position or ""),
)


@requires(Permission.READ_AUDIT)
@require_safe
def changes(request: DeskRequest) -> HttpResponse:
    """Show the changes the person may read, the latest first, a page at a time from one change on backwards."""
    found = ChangeFilter(request.GET, changes_visible_to(request.user))
    older_than = number_in(request.GET.get("before", ""))
    asked = found.qs if older_than is None else found.qs.filter(pk__lt=older_than)
    listed = list(_latest_first(asked)[: PER_PAGE + 1])
    shown = listed[:PER_PAGE]
    context = {
        "filter": found,
        "rows": list(rows(shown, request.user)),
        "older": shown[-1].pk if len(listed) > PER_PAGE else None,
        "is_first": older_than is None,
    }
    return render(request, "desk/changes/list.html", context)


@requires(Permission.READ_AUDIT)
@require_safe
def changes_csv(request: DeskRequest) -> HttpResponse:
    """Hand out the list as narrowed, without personal data; that it was taken is itself recorded."""
    found = ChangeFilter(request.GET, changes_visible_to(request.user))
    listed = list(_latest_first(found.qs)[:MOST_EXPORTED])
    asked = {name: value for name, value in request.GET.items() if name in found.filters and value}
    told = {"rows": len(listed), "narrowed_by": sorted(asked)}
    record(by=request.user.actor, action=Action.EXPORT, kind="changes", code="changes", after=told, personal=asked)
    return as_csv("nhat-ky", COLUMNS, rows(listed, request.user))


@requires(Permission.READ_AUDIT)
@require_safe
def change(request: DeskRequest, number: int) -> HttpResponse:
    """Show one change whole. Its personal data are shown to who may read such, and that is recorded."""
    found = _change_for(request.user, number)
    return render(request, "desk/changes/change.html", _all_of(request, found, ErasingForm()))


@requires(Permission.MANAGE_INSTALLATION)
def erase_change(request: DeskRequest, number: int) -> HttpResponse:
    """Erase the personal data of one change, for a reason that stays."""
    found = _change_for(request.user, number)
    form = ErasingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        erasing.erase_personal(changes=[found.pk], reason=form.cleaned_data["reason"], by=request.user.actor)
        messages.success(request, gettext("Đã xóa dữ liệu cá nhân của mục này. Chuỗi băm vẫn đúng."))
        return redirect("desk:change", found.pk)
    context = _all_of(request, found, form)
    return render(request, "desk/changes/change.html", context, status=422 if form.is_bound else 200)


def rows(listed: Iterable[Change], user: User) -> Iterator[Row]:
    """Yield the changes in words. One query, for the names of the people; a thing is linked for who may open it."""
    together = list(listed)
    people = names_of(change.actor for change in together)
    for each in together:
        yield Row(
            change=each,
            who=people[each.actor],
            action=str(Action(each.action).label) if each.action in Action.values else each.action,
            thing=str(THINGS.get(each.kind, each.kind)),
            url=page_of_thing(user, each.kind, each.code),
            position=each.link.position if hasattr(each, "link") else None,
        )


def _latest_first(found: QuerySet[Change]) -> QuerySet[Change]:
    return found.select_related("link").order_by("-pk")


def _change_for(user: User, number: int) -> Change:
    return get_object_or_404(changes_visible_to(user).select_related("link"), pk=number)


def _all_of(request: DeskRequest, found: Change, form: ErasingForm) -> dict[str, Any]:
    allowed = _reads_personal_data(request.user)
    if allowed and found.personal is not None:
        record(by=request.user.actor, action=Action.READ_PERSONAL_DATA, kind="change", code=str(found.pk))
    erased = history_of("change", str(found.pk)).filter(action=Action.ERASE)
    return {
        "row": next(rows([found], request.user)),
        "may_read_personal": allowed,
        "personal": personal_differences_of(found) if allowed else (),
        "erased": list(rows(erased.select_related("link")[:1], request.user)),
        "may_erase": may(request.user, Permission.MANAGE_INSTALLATION) is None,
        "form": form,
    }


def _reads_personal_data(user: User) -> bool:
    return may(user, Permission.READ_PERSONAL_DATA) is None or may(user, Permission.MANAGE_INSTALLATION) is None
