"""The page an invitation leads to: whoever opens it takes up the role, with an account there is or a new one.

To a visitor it looks and answers alike whether the address has an account or not.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from saolang.base.accounts.access import opened
from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import NOT_YOURS, may_accept
from saolang.base.accounts.services import invitations as services
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.programme.evaluation.queries.councils import whereabouts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from saolang.base.accounts.models import Invitation
    from saolang.base.places.models import Place


class NewPasswordForm(forms.Form):
    """A password, typed twice, for a person who has none yet."""

    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 8 ký tự; một câu dài dễ nhớ thì tốt hơn."),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any, *, invitation: Invitation) -> None:
        super().__init__(data)
        self.person = User(email=invitation.email, full_name=invitation.full_name)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("Hai lần nhập mật khẩu không giống nhau."))
        return again


@opened
@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what the person is invited to, and take the answer: a new password, or yes from who has signed in."""
    try:
        found = services.invitation_of(secret)
    except Refusal as refusal:
        return _refused(request, refusal, HTTPStatus.NOT_FOUND)
    if found.user and found.user == request.user:
        return redirect("account:profile")
    if ended := may_accept(found, timezone.now()):
        return _refused(request, ended, HTTPStatus.GONE)
    if request.user.is_authenticated:
        return _answer_of_owner(request, found, secret)
    return _answer_of_visitor(request, found, secret)


def _answer_of_owner(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    user = request.user
    if not user.is_authenticated or user.email != found.email:
        return _refused(request, NOT_YOURS, HTTPStatus.FORBIDDEN)
    if request.method != "POST":
        return _shown(request, found, None)
    try:
        services.accept(secret=secret, user=user, whereabouts=_whereabouts(found), by=user.actor)
    except Refusal as refusal:
        return _refused(request, refusal, HTTPStatus.GONE)
    messages.success(request, gettext("Bạn đã nhận vai trò."))
    return redirect("account:profile")


def _answer_of_visitor(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    form = NewPasswordForm(request.POST or None, invitation=found)
    if not form.is_valid():
        return _shown(request, found, form)
    try:
        services.accept_as_new(
            secret=secret, password=form.cleaned_data["password"], whereabouts=_whereabouts(found), by=services.BEARER
        )
    except Refusal as refusal:
        return _refused(request, refusal, HTTPStatus.GONE)
    messages.info(request, gettext("Hãy đăng nhập để nhận vai trò."))
    return redirect(_sign_in(request))


def _shown(request: HttpRequest, found: Invitation, form: NewPasswordForm | None) -> HttpResponse:
    context = {
        "invitation": found,
        "role": Role(found.role).label,
        "scope": services.scope_of(found, _whereabouts(found)),
        "form": form,
        "sign_in": _sign_in(request),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form and form.is_bound else HTTPStatus.OK
    return render(request, "own_account/invitation.html", context, status=status)


def _refused(request: HttpRequest, refusal: Refusal, status: HTTPStatus) -> HttpResponse:
    return render(request, "own_account/invitation_refused.html", {"refusal": say(refusal)}, status=status)


def _whereabouts(found: Invitation) -> dict[tuple[str, str], Place]:
    return whereabouts([(found.scope_kind, found.scope_code)])


def _sign_in(request: HttpRequest) -> str:
    """Return where to sign in and come back from."""
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"
