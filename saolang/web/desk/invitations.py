"""Invitations: who has been invited and has not come yet, inviting, sending the letter again, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import roles_given_by
from saolang.base.accounts.services import invitations as services
from saolang.web.acts import attempt, carry_out
from saolang.web.desk.accounts import as_held, invitations_seen, whereabouts_of
from saolang.web.desk.forms.accounts import InvitationForm
from saolang.web.desk.grants import producers_managed
from saolang.web.desk.pages import ask
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from saolang.base.accounts.models import Invitation
    from saolang.web.desk.access import DeskRequest


@requires(Permission.MANAGE_ACCOUNTS)
@require_safe
def invitations(request: DeskRequest) -> HttpResponse:
    """Show the invitations within one's reach that nobody has answered, the latest first."""
    page = page_of(request, invitations_seen(request.user).order_by("-invited_at", "-pk"))
    context = {"page": page, "invited": as_held(request.user, page), "now": timezone.now()}
    return render(request, "desk/accounts/invitations.html", context)


@requires(Permission.MANAGE_ACCOUNTS)
def invite(request: DeskRequest) -> HttpResponse:
    """Invite somebody by letter to hold a role."""
    form = InvitationForm(
        request.POST or None, roles=roles_given_by(request.user), producers=producers_managed(request.user)
    )
    invited = carry_out(
        form,
        lambda: services.invite(
            email=form.cleaned_data["email"],
            full_name=form.cleaned_data["full_name"],
            language=form.cleaned_data["language"],
            role=form.role_given,
            scope=form.scope,
            valid_to=form.cleaned_data["valid_to"],
            by=request.user.actor,
        ),
    )
    if invited:
        messages.success(request, gettext("Đã gửi lời mời đến %(email)s.") % {"email": invited.email})
        return redirect("desk:invitations")
    back = back_to("desk:accounts", _("Người dùng"))
    lead = gettext("Người được mời nhận một thư có liên kết, tự đặt mật khẩu rồi đăng nhập.")
    return ask(request, form, title=gettext("Mời người dùng"), lead=lead, back=back, button=gettext("Gửi lời mời"))


@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def send_invitation_again(request: DeskRequest, number: int) -> HttpResponse:
    """Send a new link; the earlier one leads nowhere from now on."""
    return _act(request, number, services.send_again, done=gettext("Đã gửi lại lời mời."))


@requires(Permission.MANAGE_ACCOUNTS)
@require_POST
def withdraw_invitation(request: DeskRequest, number: int) -> HttpResponse:
    """Make the link worthless."""
    return _act(request, number, services.withdraw, done=gettext("Đã rút lời mời."))


def _act(request: DeskRequest, number: int, service: Callable[..., Invitation], *, done: str) -> HttpResponse:
    invitation = get_object_or_404(invitations_seen(request.user), pk=number)
    where = whereabouts_of([invitation])
    attempt(request, lambda: service(invitation=invitation, whereabouts=where, by=request.user.actor), done=done)
    return redirect("desk:invitations")
