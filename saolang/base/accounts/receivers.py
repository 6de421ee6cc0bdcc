"""What allauth tells only by signals. Signals of our own there are none; these are a library's, and have no hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.dispatch import receiver

from saolang.base.accounts.second_factor import FACTORS
from saolang.base.accounts.services import sign_ins

if TYPE_CHECKING:
    from django.http import HttpRequest

    from saolang.base.accounts.models import User


@receiver([authenticator_added, authenticator_reset])
def factor_added(user: User, authenticator: Authenticator, request: HttpRequest, **_: Any) -> None:
    """Note a second factor, or the recovery codes that came with the first, or a new set of them.

    With the first factor every other session ends: the password alone opened it, and may be in a stranger's hands.
    """
    sign_ins.note_factor_added(user=user, factor=authenticator, by=user.actor)
    if authenticator.type in FACTORS and Authenticator.objects.filter(user=user, type__in=FACTORS).count() == 1:
        others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
        sign_ins.end_sessions(sessions=others, by=user.actor)


@receiver(authenticator_removed)
def factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    sign_ins.note_factor_removed(user=user, factor=authenticator, by=user.actor)
