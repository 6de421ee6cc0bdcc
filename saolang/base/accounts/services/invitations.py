"""Invitations: a letter with a link, by which somebody takes up a role and, where there is none, an account."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Invitation, User
from saolang.base.accounts.queries import open_invitations, person_behind, scopes_by_key
from saolang.base.accounts.rules import (
    INVITATION_LAPSED,
    INVITATION_USED,
    INVITATION_WITHDRAWN,
    NOT_YOURS,
    Scope,
    fits,
    may_accept,
    may_give,
)
from saolang.base.accounts.services.grants import INSTALLATION, enter, standing_grant
from saolang.base.accounts.services.people import create_user
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.notices.choices import Kind
from saolang.base.notices.services import notify
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop, normalise

if TYPE_CHECKING:
    from saolang.base.accounts.models import Grant
    from saolang.base.accounts.rules import Whereabouts

KIND = "invitation"
BEARER = "invitation"
"""Who is named for the account made by whoever opened the link: nobody is signed in at that moment."""
INVITED_ALREADY = Refusal(gettext_noop("Đã có lời mời đang chờ cho địa chỉ này. Hãy gửi lại lời mời đó."))
UNKNOWN = Refusal(gettext_noop("Không có lời mời nào như vậy. Hãy mở lại liên kết trong thư mời."))


@transaction.atomic
def invite(
    *,
    email: str,
    full_name: str,
    role: Role,
    scope: Scope,
    by: str,
    valid_to: date | None = None,
    language: str = settings.LANGUAGE_CODE,
) -> Invitation:
    """Invite somebody to hold the role over the scope, record it, and send the letter with the link.

    Raises Refusal when whoever invites may not give the role, or such an invitation to the address stands already.
    """
    address = email.strip().lower()
    inviter = person_behind(by)
    if refusal := may_give(inviter, role, scope, to=address) if inviter else fits(role, scope):
        raise refusal
    if valid_to is not None and valid_to <= timezone.localdate():
        raise Refusal(gettext_noop("Ngày kết thúc của vai trò phải sau hôm nay."))
    same = open_invitations().filter(email=address, role=role, scope_kind=scope.kind, scope_code=scope.code)
    if same.exists():
        raise INVITED_ALREADY
    invitation = Invitation(
        email=address,
        full_name=normalise(full_name),
        language=language,
        role=role,
        scope_kind=scope.kind,
        scope_code=scope.code,
        valid_to=valid_to,
        invited_by=by,
    )
    secret = _renew(invitation)
    invitation.save()
    record(
        by=by,
        action=Action.CREATE,
        kind=KIND,
        code=str(invitation.pk),
        after={"role": role, "scope": list(scope.key), "valid_to": valid_to},
        personal={"email": invitation.email, "full_name": invitation.full_name},
    )
    _send(invitation, scope, secret, by=by)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, whereabouts: Whereabouts, by: str) -> Invitation:
    """Make a new link, which replaces the one sent before, and send it. Raises Refusal as `invite` does."""
    locked = _locked_open(invitation)
    scope = scope_of(locked, whereabouts)
    _refuse_stranger(locked, scope, by)
    secret = _renew(locked)
    # Whoever sends it now answers for it: the one who sent it first may have left.
    locked.invited_by = by
    locked.save(update_fields=["secret_sha256", "expires_at", "invited_by"])
    record(by=by, action=Action.CHANGE, kind=KIND, code=str(locked.pk), after={"expires_at": locked.expires_at})
    _send(locked, scope, secret, by=by)
    return locked


@transaction.atomic
def withdraw(*, invitation: Invitation, whereabouts: Whereabouts, by: str) -> Invitation:
    """Make the link worthless and record it. Raises Refusal when it was used meanwhile, or is another's to withdraw."""
    locked = _locked_open(invitation)
    _refuse_stranger(locked, scope_of(locked, whereabouts), by)
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(by=by, action=Action.WITHDRAW, kind=KIND, code=str(locked.pk))
    return locked


@transaction.atomic
def accept_as_new(*, secret: str, password: str, whereabouts: Whereabouts, by: str = BEARER) -> User | None:
    """Make the account of whoever opened the link, with the password, and give it the role.

    None where the address has an account: its owner signs in first and then accepts, and a stranger who holds the
    link learns nothing. Raises Refusal for a link that does not stand and for a weak password.
    """
    invitation, scope = _standing(secret, whereabouts)
    if User.objects.filter(email=invitation.email).exists():
        return None
    user = create_user(
        email=invitation.email,
        full_name=invitation.full_name,
        password=password,
        language=invitation.language,
        by=by,
    )
    _give(invitation, scope, user, by=user.actor)
    return user


@transaction.atomic
def accept(*, secret: str, user: User, whereabouts: Whereabouts, by: str) -> Grant:
    """Give the role to the person who has signed in, whose address the invitation was sent to.

    Raises Refusal for a link that does not stand, or was sent to another.
    """
    invitation, scope = _standing(secret, whereabouts)
    if user.email != invitation.email:
        raise NOT_YOURS
    return _give(invitation, scope, user, by=by)


def invitation_of(secret: str) -> Invitation:
    """Return the invitation whose link it is. Raises Refusal (UNKNOWN) when there is none."""
    found = Invitation.objects.filter(secret_sha256=_digest(secret)).select_related("user").first()
    if found is None:
        raise UNKNOWN
    return found


def scope_of(invitation: Invitation, whereabouts: Whereabouts) -> Scope:
    """Return what the invitation is to a role over. One query."""
    return scopes_by_key([invitation], whereabouts)[invitation.scope_kind, invitation.scope_code]


def _give(invitation: Invitation, scope: Scope, user: User, *, by: str) -> Grant:
    """Note who accepted and enter the grant, or find the one the person holds already."""
    today = timezone.localdate()
    invitation.accepted_at, invitation.user = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "user"])
    record(by=by, action=Action.CHANGE, kind=KIND, code=str(invitation.pk), after={"accepted_by": user.actor})
    role = Role(invitation.role)
    return standing_grant(user, role, scope, today) or enter(
        user=user,
        role=role,
        scope=scope,
        valid_from=today,
        valid_to=invitation.valid_to,
        given_by=invitation.invited_by,
        by=by,
    )


def _standing(secret: str, whereabouts: Whereabouts) -> tuple[Invitation, Scope]:
    """Lock the invitation of the link; of two who open it at once, the second finds it used. Raises Refusal."""
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_of(secret).pk)
    if refusal := may_accept(locked, timezone.now()):
        raise refusal
    scope = scope_of(locked, whereabouts)
    inviter = person_behind(locked.invited_by)
    if inviter and may_give(inviter, Role(locked.role), scope, to=locked.email):
        raise INVITATION_LAPSED
    return locked, scope


def _locked_open(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise INVITATION_USED if locked.accepted_at else INVITATION_WITHDRAWN
    return locked


def _refuse_stranger(invitation: Invitation, scope: Scope, by: str) -> None:
    giver = person_behind(by)
    if giver and (refusal := may_give(giver, Role(invitation.role), scope)):
        raise refusal


def _renew(invitation: Invitation) -> str:
    """Give the invitation a new secret and a new last moment; return the secret, of which only the digest is kept."""
    secret = secrets.token_urlsafe(32)
    invitation.secret_sha256 = _digest(secret)
    invitation.expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    return secret


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _send(invitation: Invitation, scope: Scope, secret: str, *, by: str) -> None:
    inviter = person_behind(by)
    notify(
        address=invitation.email,
        language=invitation.language,
        kind=Kind.INVITATION,
        params={
            "inviter": inviter.full_name if inviter else INSTALLATION,
            "role": Role(invitation.role).label,
            "scope": scope.words,
            "until": invitation.expires_at,
        },
        path=reverse("account:invitation", args=[secret]),
        by=by,
    )
