"""API keys: the one a secret belongs to, and those of a producer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import scopes_of
from saolang.programme.registry.models import Producer
from saolang.programme.registry.queries import unmerged
from saolang.programme.traceability.models import ApiKey
from saolang.programme.traceability.rules.keys import is_of

if TYPE_CHECKING:
    from datetime import date

    from saolang.base.accounts.models import User

PREFIX_LENGTH = 11
"""Characters of a key by which it is found: "sl_" and eight more."""
SECRET = re.compile(r"sl_[0-9A-Z]{8}_[A-Za-z0-9_-]{43}", re.ASCII)
"""What a key looks like; anything else is none, whatever it is made of."""


def key_of(secret: str) -> ApiKey | None:
    """Return the key of that secret with its producer, whatever became of it; None where there is none. One query."""
    if not SECRET.fullmatch(secret):
        return None
    found = ApiKey.objects.select_related("producer").filter(prefix=secret[:PREFIX_LENGTH]).first()
    return found if found and is_of(found, secret) else None


def in_use(keys: QuerySet[ApiKey], today: date) -> QuerySet[ApiKey]:
    """Keep the keys that let somebody in on the day."""
    return keys.filter(Q(expires_on=None) | Q(expires_on__gte=today), revoked_at=None)


def keys_managed_by(user: User) -> QuerySet[ApiKey]:
    """Return the keys the person may see and revoke: those of the person's producers, of the producers in the area.

    Who manages keys in the whole country also finds those that belong to no producer.
    """
    scopes = scopes_of(user, Permission.MANAGE_API_KEYS) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return ApiKey.objects.all()
    return ApiKey.objects.filter(producer__in=producers_with_keys_of(user))


def producers_with_keys_of(user: User) -> QuerySet[Producer]:
    """Return the producers whose keys the person may make and revoke: one's own, and those in the area one manages."""
    scopes = scopes_of(user, Permission.MANAGE_API_KEYS) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return unmerged(Producer.objects.all())
    own = [code for kind, code in scopes if kind == ScopeKind.PRODUCER]
    reached = Q(code__in=own)
    if any(kind == ScopeKind.PLACE for kind, _ in scopes):
        reached |= Q(place__in=places_of(user, Permission.MANAGE_API_KEYS))
    return unmerged(Producer.objects.filter(reached))
