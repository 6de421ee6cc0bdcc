"""Second factors of others: helping a person who has lost phone, passkey and recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from saolang.base.accounts.models import User
from saolang.base.accounts.queries import person_behind
from saolang.base.accounts.rules import may_lock
from saolang.base.accounts.services.people import held_by
from saolang.base.accounts.services.sign_ins import end_sessions, note_factor_removed

if TYPE_CHECKING:
    from saolang.base.accounts.rules import Whereabouts


@transaction.atomic
def take_away(*, user: User, whereabouts: Whereabouts, by: str, reason: str) -> User:
    """Let the person sign in with the password alone, to set up a second factor anew where the role asks for one.

    In order: every factor and the recovery codes go, each recorded, the person told; every session ends, since whoever
    holds the lost device may be in one. Whoever may lock the account may do it. `whereabouts` tells where the producers
    and councils lie that the person has a role for. Raises Refusal.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if refusal := may_lock(person_behind(by), locked, held_by(locked, whereabouts)):
        raise refusal
    for factor in Authenticator.objects.filter(user=locked).order_by("pk"):
        factor.delete()
        note_factor_removed(user=locked, factor=factor, by=by, reason=reason)
    end_sessions(sessions=UserSession.objects.filter(user=locked), by=by)
    return locked
