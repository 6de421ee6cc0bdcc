"""What a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.rules import scopes_of, units_of, within
from saolang.base.places.models import Place, Standing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.accounts.models import User


def places_of(user: User, permission: Permission = Permission.READ_DESK) -> QuerySet[Place]:
    """Return the places of every map over which the person holds the permission today, as `may` would say.

    Two queries at once; the answer is lazy and chains, as in `Producer.objects.filter(place__in=places_of(user))`.
    """
    scopes = scopes_of(user, permission)
    if (ScopeKind.COUNTRY, "") in scopes:
        return Place.objects.all()
    units = units_of(user, permission)
    if not units or not user.is_active:
        return Place.objects.none()
    return Place.objects.filter(pk__in=Standing.objects.filter(within(units)).values("place"))
