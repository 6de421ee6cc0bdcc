"""Accounts: making them, locking and opening them, what a person is called and reads in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Grant, User
from saolang.base.accounts.queries import person_behind, scopes_by_key
from saolang.base.accounts.rules import ERASED, is_erased, leaves_an_administrator, may_lock
from saolang.base.accounts.services.sign_ins import end_sessions
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop, normalise

if TYPE_CHECKING:
    from saolang.base.accounts.rules import Scope, Whereabouts

KIND = "user"
NO_NAME = Refusal(gettext_noop("Hãy ghi họ và tên."))


@transaction.atomic
def create_user(*, email: str, full_name: str, password: str, by: str, language: str = settings.LANGUAGE_CODE) -> User:
    """Make the account of a person who signs in with the e-mail address and the password.

    Raises Refusal when the address has an account already or the password is too weak.
    """
    address = email.strip().lower()
    taken = Refusal(gettext_noop("Đã có tài khoản dùng địa chỉ %(email)s."), email=address)
    if User.objects.filter(email=address).exists():
        raise taken
    user = User(email=address, full_name=normalise(full_name), language=language)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(gettext_noop("Mật khẩu chưa đạt: %(why)s"), why=" ".join(error.messages)) from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        # Somebody else made it at this very moment.
        raise taken from error
    personal = {"email": user.email, "full_name": user.full_name}
    record(by=by, action=Action.CREATE, kind=KIND, code=user.actor, after={"language": language}, personal=personal)
    return user


@transaction.atomic
def deactivate(*, user: User, whereabouts: Whereabouts, by: str, reason: str) -> User:
    """Lock the account: the person is signed out everywhere and no longer signs in; the roles stay for a return.

    `whereabouts` tells where the producers and councils lie that the person has a role for. Raises Refusal.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    list(Grant.objects.select_for_update().filter(role=Role.ADMINISTRATOR))
    refusal = may_lock(person_behind(by), locked, held_by(locked, whereabouts)) or leaves_an_administrator(locked)
    if refusal:
        raise refusal
    if locked.is_active:
        _set_active(locked, active=False, by=by, reason=reason)
        # Otherwise a session of before would be good again once the account is opened.
        end_sessions(sessions=UserSession.objects.filter(user=locked), by=by)
    return locked


@transaction.atomic
def reactivate(*, user: User, whereabouts: Whereabouts, by: str, reason: str) -> User:
    """Open a locked account again, with the roles still in force. Raises Refusal as `deactivate` does."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if is_erased(locked):
        raise ERASED
    if refusal := may_lock(person_behind(by), locked, held_by(locked, whereabouts)):
        raise refusal
    if not locked.is_active:
        _set_active(locked, active=True, by=by, reason=reason)
    return locked


@transaction.atomic
def rename(*, user: User, full_name: str, by: str) -> User:
    """Write the person's name as the person wants it. Raises Refusal for an empty one."""
    name = normalise(full_name)
    if not name:
        raise NO_NAME
    locked = User.objects.select_for_update().get(pk=user.pk)
    if name != locked.full_name:
        personal = {"before": {"full_name": locked.full_name}, "after": {"full_name": name}}
        locked.full_name = name
        locked.save(update_fields=["full_name"])
        record(by=by, action=Action.CHANGE, kind=KIND, code=locked.actor, personal=personal)
    return locked


@transaction.atomic
def choose_language(*, user: User, language: str, by: str) -> User:
    """Note the language the person reads notices and letters in. Raises ValueError for one we do not have."""
    if language not in dict(settings.LANGUAGES):
        message = f"There is no language {language}."
        raise ValueError(message)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if language != locked.language:
        before, locked.language = locked.language, language
        locked.save(update_fields=["language"])
        record(
            by=by,
            action=Action.CHANGE,
            kind=KIND,
            code=locked.actor,
            before={"language": before},
            after={"language": language},
        )
    return locked


def held_by(user: User, whereabouts: Whereabouts) -> list[tuple[Role, Scope]]:
    """Return what the person holds today. Two queries."""
    in_force = list(Grant.objects.filter(user=user).on(timezone.localdate()))
    scopes = scopes_by_key(in_force, whereabouts)
    return [(Role(grant.role), scopes[grant.scope_kind, grant.scope_code]) for grant in in_force]


def _set_active(user: User, *, active: bool, by: str, reason: str) -> None:
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(
        by=by,
        action=Action.CHANGE,
        kind=KIND,
        code=user.actor,
        before={"is_active": not active},
        after={"is_active": active},
        reason=reason,
    )
