"""Where a person is signed in, and ending it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from saolang.base.accounts.access import signed_in
from saolang.base.accounts.services.sign_ins import end_sessions
from saolang.base.kit.devices import device_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.web.account.pages import AccountRequest


@dataclass(frozen=True)
class Session:
    """One session as its owner knows it: which device, since when, last used when and from where."""

    number: int
    device: str
    address: str
    since: datetime
    used_at: datetime
    is_this_one: bool


@signed_in
def sessions(request: AccountRequest) -> HttpResponse:
    """Show where the person is signed in, the session of this page first, then the last used."""
    listed = [
        Session(
            each.pk, device_of(each.user_agent), each.ip, each.created_at, each.last_seen_at, _is_this(request, each)
        )
        for each in _sessions_of(request.user)
    ]
    listed.sort(key=lambda session: (session.is_this_one, session.used_at), reverse=True)
    return render(request, "own_account/sessions.html", {"sessions": listed, "others": len(listed) > 1})


@signed_in
@require_POST
def end_session(request: AccountRequest, number: int) -> HttpResponse:
    """Sign one other session out."""
    found = get_object_or_404(UserSession, user=request.user, pk=number)
    if not _is_this(request, found):
        end_sessions(sessions=[found], by=request.user.actor)
        messages.success(request, gettext("Đã đăng xuất thiết bị đó."))
    return redirect("account:sessions")


@signed_in
@require_POST
def end_other_sessions(request: AccountRequest) -> HttpResponse:
    """Sign every session out but this one."""
    others = [each for each in _sessions_of(request.user) if not _is_this(request, each)]
    count = end_sessions(sessions=others, by=request.user.actor)
    said = ngettext("Đã đăng xuất %(count)s thiết bị khác.", "Đã đăng xuất %(count)s thiết bị khác.", count)
    messages.success(request, said % {"count": count})
    return redirect("account:sessions")


def _sessions_of(user: User) -> list[UserSession]:
    """Return the person's sessions that still hold, and forget those that ended by themselves."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return found


def _is_this(request: AccountRequest, session: UserSession) -> bool:
    return bool(session.session_key == request.session.session_key)
