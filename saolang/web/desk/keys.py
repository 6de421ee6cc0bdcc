"""Keys by which programs act for a producer, or for the office: made, shown once, revoked.

One page for producers, who manage their own, and for officials, who manage those of the area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.traceability.choices import KeyScope
from saolang.programme.traceability.queries.keys import keys_managed_by, producers_with_keys_of
from saolang.programme.traceability.rules.keys import check_in_force
from saolang.programme.traceability.services import keys as services
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.forms.keys import KeyForm
from saolang.web.desk.pages import ask
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from saolang.base.accounts.models import User
    from saolang.programme.traceability.models import ApiKey
    from saolang.web.desk.access import DeskRequest


class Line(NamedTuple):
    """A key as the list shows it."""

    key: ApiKey
    scopes: list[str | _StrPromise]
    is_in_force: bool


@requires(Permission.MANAGE_API_KEYS)
@require_safe
def api_keys(request: DeskRequest) -> HttpResponse:
    """Show the keys the person manages, the newest first: what each may do, until when, when it was last used."""
    page = page_of(request, keys_managed_by(request.user).select_related("producer"))
    today = timezone.localdate()
    return render(request, "desk/keys/list.html", {"page": page, "lines": [_line(key, today) for key in page]})


@requires(Permission.MANAGE_API_KEYS)
def add_key(request: DeskRequest) -> HttpResponse:
    """Make a key and show it, this once: the answer is no page to come back to, and none that is kept."""
    form = KeyForm(request.POST or None, user=request.user, initial={"producer": _only_producer(request.user)})
    if made := carry_out(form, lambda: services.make(**form.cleaned_data, by=request.user.actor)):
        return render(request, "desk/keys/made.html", {"made": made})
    back = back_to("desk:api_keys", gettext("Khóa của chương trình"))
    return ask(request, form, title=gettext("Tạo khóa"), back=back, button=gettext("Tạo khóa"))


@requires(Permission.MANAGE_API_KEYS)
@require_POST
def revoke_key(request: DeskRequest, prefix: str) -> HttpResponse:
    """Let the key open nothing any more."""
    key = get_object_or_404(keys_managed_by(request.user), prefix=prefix)
    attempt(request, lambda: services.revoke(key=key, by=request.user.actor), done=gettext("Đã hủy khóa."))
    return redirect("desk:api_keys")


def _line(key: ApiKey, today: date) -> Line:
    return Line(key, [KeyScope(scope).label for scope in key.scopes], check_in_force(key, today) is None)


def _only_producer(user: User) -> str:
    """Return the code of the one producer whose keys the person manages; nothing where there are several, or none."""
    codes = list(producers_with_keys_of(user).values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""
