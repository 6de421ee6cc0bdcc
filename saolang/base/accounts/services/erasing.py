"""Erasing what identifies a person, as the law lets the person ask (Law 91/2025/QH15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from saolang.base.accounts.models import Grant, Invitation, User
from saolang.base.accounts.rules import ERASED_DOMAIN, may_erase
from saolang.base.accounts.services import grants
from saolang.base.accounts.services.sign_ins import end_sessions
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.services.changes import record
from saolang.base.audit.services.erasing import erase_personal
from saolang.base.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saolang.base.accounts.rules import Whereabouts

MARK = "Người dùng đã xóa"
"""The name of everybody whose name was erased."""
OWN_TRACES = {"address", "device"}
"""What the list of changes keeps of whoever acted; whatever else stands beside it is about others, and stays."""


@transaction.atomic
def erase_person(*, user: User, whereabouts: Whereabouts, reason: str, by: str) -> User:
    """Erase what identifies the person whose account is locked; what the person did stays, under a neutral mark.

    In order: roles still held are withdrawn; sessions, second factors and notices go; name, addresses and password are
    replaced in the account and its invitations; the personal data in the list of changes are erased, where they are
    about the person; the entry. Signatures and issued documents stay as they are: the law asks for them. `whereabouts`
    tells where the producers and councils lie that the person has a role for. Raises Refusal.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if refusal := may_erase(locked):
        raise refusal
    _take_away(locked, whereabouts, reason=reason, by=by)
    invitations = Invitation.objects.filter(Q(user=locked) | Q(email=locked.email))
    about = list(invitations.values_list("pk", flat=True))
    address = f"{locked.pk}@{ERASED_DOMAIN}"
    invitations.update(email=address, full_name=MARK)
    locked.email, locked.full_name = address, MARK
    locked.set_unusable_password()
    locked.save(update_fields=["email", "full_name", "password"])
    erase_personal(changes=_changes_about(locked, about), reason=reason, by=by)
    record(by=by, action=Action.ERASE, kind="user", code=locked.actor, reason=reason)
    return locked


def _take_away(user: User, whereabouts: Whereabouts, *, reason: str, by: str) -> None:
    today = timezone.localdate()
    held = Grant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), user=user, awaits_confirmation=False)
    for grant in held.order_by("pk"):
        grants.withdraw(grant=grant, whereabouts=whereabouts, reason=reason, by=by)
    end_sessions(sessions=UserSession.objects.filter(user=user), by=by)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    Notice.objects.filter(Q(recipient=user.actor) | Q(address=user.email)).delete()


def _changes_about(user: User, invitations: list[int]) -> Iterator[int]:
    """Yield the keys of the changes whose personal data are the person's."""
    account = Q(kind__in=["user", "password", "second_factor"], code=user.actor)
    sessions = Q(kind="session", after__user=user.actor)
    invited = Q(kind="invitation", code__in=[str(number) for number in invitations])
    holding = Change.objects.filter(personal__isnull=False)
    yield from holding.filter(account | sessions | invited).values_list("pk", flat=True)
    for key, personal in holding.filter(actor=user.actor).exclude(account).values_list("pk", "personal"):
        if personal.keys() <= OWN_TRACES:
            yield key
