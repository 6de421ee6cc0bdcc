"""A person's own page: who one is here, what one may do where, what guards the sign-in, what one did last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.access import signed_in
from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import User
from saolang.base.accounts.queries import scopes_by_key
from saolang.base.accounts.second_factor import FACTORS
from saolang.base.accounts.services.people import choose_language
from saolang.base.accounts.services.sign_ins import FACTORS as FACTORS_IN_WORDS
from saolang.base.audit.choices import THINGS, Action
from saolang.base.audit.models import Change

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpResponse

    from saolang.web.account.pages import AccountRequest

LATEST = 10


class LanguageForm(forms.ModelForm[User]):
    """The language of letters and notices."""

    class Meta:
        model = User
        fields = ("language",)
        labels = {"language": _("Ngôn ngữ của thư và thông báo")}


@dataclass(frozen=True)
class Held:
    """A role in force, in words; `until` is the day it ends before, None while no end was set."""

    role: str
    scope: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Act:
    at: datetime
    what: str


@signed_in
def profile(request: AccountRequest) -> HttpResponse:
    """Show the person's own data, and take the language letters shall be in. Reads in five queries."""
    form = LanguageForm(request.POST or None, instance=request.user)
    if form.is_valid():
        language = form.cleaned_data["language"]
        choose_language(user=request.user, language=language, by=request.user.actor)
        with translation.override(language if language != "km" else None):
            messages.success(request, gettext("Từ nay thư và thông báo gửi bạn bằng ngôn ngữ này."))
        return redirect("account:profile")
    context = {
        "form": form,
        "roles": _roles(request.user),
        "has_second_factor": is_mfa_enabled(request.user, FACTORS),
        "acts": _latest_acts(request.user),
    }
    return render(request, "own_account/profile.html", context)


def _roles(user: User) -> list[Held]:
    scopes = scopes_by_key(user.grants_in_force, {})
    return [
        Held(
            role=str(Role(grant.role).label) if grant.role in set(Role) else grant.role,
            scope=str(scopes[grant.scope_kind, grant.scope_code]),
            since=grant.valid_from,
            until=grant.valid_to,
        )
        for grant in user.grants_in_force
    ]


def _latest_acts(user: User) -> list[Act]:
    return [
        Act(change.at, _in_words(change)) for change in Change.objects.filter(actor=user.actor).order_by("-pk")[:LATEST]
    ]


def _in_words(change: Change) -> str:
    action = Action(change.action).label if change.action in set(Action) else change.action
    if change.action in {Action.SIGN_IN, Action.SIGN_OUT}:
        return str(action)
    of_factor = change.kind == "second_factor"
    thing = FACTORS_IN_WORDS[change.after["type"]] if of_factor else THINGS.get(change.kind, "")
    code = "" if change.code.startswith("user:") else change.code
    return " ".join(filter(None, [str(action), str(thing), code]))
