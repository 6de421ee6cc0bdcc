"""Signing in and what guards it: the one place where it is written down and the person is told.

Allauth does the work and calls us: through its adapter (`accounts.adapter`) or, where it has no hook, by its signals
(`accounts.receivers`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.requests import current_address
from saolang.base.notices.choices import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allauth.usersessions.models import UserSession

    from saolang.base.accounts.models import User

VISITOR = "visitor"
"""The actor of what somebody tried who has not signed in."""
FACTORS = {
    Authenticator.Type.TOTP: _("ứng dụng xác thực"),
    Authenticator.Type.WEBAUTHN: _("khóa truy cập"),
    Authenticator.Type.RECOVERY_CODES: _("mã khôi phục"),
}
ONE_ENTRY_IN = 300
"""Seconds in which whoever goes on trying makes no further entry: nobody can flood the list."""


@transaction.atomic
def note_sign_in(*, user: User, proofs: list[str], device: str, is_new: bool, by: str) -> None:
    """Record that the person has signed in, and how; tell the person when the device is new to the account."""
    record(
        by=by,
        action=Action.SIGN_IN,
        kind="user",
        code=user.actor,
        after={"proofs": proofs, "new_device": is_new},
        personal={"device": device},
    )
    if is_new:
        _tell(user, Kind.NEW_DEVICE, device=device)


@transaction.atomic
def note_sign_out(*, user: User, by: str) -> None:
    record(by=by, action=Action.SIGN_OUT, kind="user", code=user.actor)


def note_refusal(*, user: User | None, address: str, by: str) -> None:
    """Record that somebody reached the limit of attempts on the person's account, or on an address nobody has."""
    whom = user.actor if user else "-"
    if cache.add(f"sign-in-refused:{whom}:{current_address()}", 1, ONE_ENTRY_IN):
        record(
            by=by, action=Action.REFUSE, kind="user", code=whom, personal={"email": address[:254]} if address else None
        )


@transaction.atomic
def note_password(*, user: User, is_reset: bool, by: str) -> None:
    """Record that the person chose a new password, as the holder of the old one or of a letter; tell the person."""
    record(by=by, action=Action.CHANGE, kind="password", code=user.actor, after={"by_letter": is_reset})
    _tell(user, Kind.PASSWORD_CHANGED)


@transaction.atomic
def note_factor_added(*, user: User, factor: Authenticator, by: str) -> None:
    """Record that the account has another second factor, or new recovery codes; tell the person."""
    _record_factor(Action.CREATE, user, factor, by)
    _tell(user, Kind.FACTOR_ADDED, factor=FACTORS[factor.type])


@transaction.atomic
def note_factor_removed(*, user: User, factor: Authenticator, by: str, reason: str = "") -> None:
    """Record that the account has a second factor less; tell the person."""
    _record_factor(Action.WITHDRAW, user, factor, by, reason)
    _tell(user, Kind.FACTOR_REMOVED, factor=FACTORS[factor.type])


@transaction.atomic
def end_sessions(*, sessions: Iterable[UserSession], by: str) -> int:
    """Sign the sessions out, record each, and return how many there were."""
    count = 0
    for session in sessions:
        number = session.pk
        session.end()
        record(
            by=by,
            action=Action.CLOSE,
            kind="session",
            code=str(number),
            after={"user": session.user.actor},
            personal={"ended_address": session.ip},
        )
        count += 1
    return count


def _record_factor(action: Action, user: User, factor: Authenticator, by: str, reason: str = "") -> None:
    after = {"type": str(factor.type)}
    record(by=by, action=action, kind="second_factor", code=user.actor, after=after, reason=reason)


def _tell(user: User, kind: Kind, **params: object) -> None:
    said = {"at": timezone.now(), "origin": current_address(), **params}
    tell(user, kind, said, path=reverse("account:profile"), by=user.actor)
