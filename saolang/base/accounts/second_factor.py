"""Whoever decides signs in with a second factor: until there is one, nothing else is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.shortcuts import redirect

from saolang.base.accounts.choices import TERMS, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from saolang.base.accounts.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What counts: recovery codes stand in for one of these and are none themselves."""
SETTING_UP = "mfa_index"
OPEN_MEANWHILE = frozenset(
    {
        SETTING_UP,
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "account_reauthenticate",
        "account_logout",
        "set_language",
    }
)
"""The pages that set a second factor up, the way out, and the language to read them in."""


def decides(user: User) -> bool:
    """Tell whether one of the person's roles in force decides something."""
    roles = {grant.role for grant in user.grants_in_force}
    return any(TERMS[Role(role)].decides for role in roles & set(Role))


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Tell whether the person must have a second factor and has none. One query, for those who decide."""
    if not settings.SECOND_FACTOR or not user.is_authenticated:
        return False
    return decides(user) and not is_mfa_enabled(user, FACTORS)


def is_last_needed(factor: Authenticator) -> bool:
    """Tell whether a person who must have a second factor would be left with none."""
    if not settings.SECOND_FACTOR or factor.type not in FACTORS or not decides(factor.user):
        return False
    others = Authenticator.objects.filter(user=factor.user, type__in=FACTORS).exclude(pk=factor.pk)
    return not others.exists()


class SecondFactorMiddleware:
    """Sends who lacks a second factor to the page that sets one up, from every page but the few it takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        """Answer in the view's place where it must stay closed. The arguments are Django's."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES
        if name in OPEN_MEANWHILE or is_stranger or not lacks_second_factor(request.user):
            return None
        return redirect(SETTING_UP)
