"""Whether a person may do a thing."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from saolang.base.accounts.choices import Permission, ScopeKind, roles_with
from saolang.base.places.models import Standing
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.contrib.auth.models import AnonymousUser

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place

NOT_SIGNED_IN = Refusal(gettext_noop("Bạn chưa đăng nhập. Hãy đăng nhập để tiếp tục."))
NOT_GRANTED = Refusal(
    gettext_noop("Tài khoản của bạn chưa được giao quyền này. Hãy liên hệ người quản trị để được cấp quyền.")
)


def may(user: User | AnonymousUser, permission: Permission, place: Place | None = None) -> Refusal | None:
    """Answer nothing when the person holds the permission today, over the place if one is given; else why not.

    A place counts as within a grant's unit when the unit wholly contains it on the unit's own map: a grant over old
    Hậu Giang covers the communes of new Cần Thơ that came from it, and not new Cần Thơ itself. At most three queries,
    and one for each further question in the same request.
    """
    if not user.is_authenticated or not user.is_active:
        return NOT_SIGNED_IN
    scopes = scopes_of(user, permission)
    if (ScopeKind.COUNTRY, "") in scopes or (place is None and scopes):
        return None
    units = units_of(user, permission)
    if place in units or (place and units and Standing.objects.filter(within(units), place=place).exists()):
        return None
    if place is None or not scopes:
        return NOT_GRANTED
    return Refusal(gettext_noop("%(place)s nằm ngoài địa bàn bạn được giao."), place=str(place))


def scopes_of(user: User, permission: Permission) -> set[tuple[str, str]]:
    """Return (kind, code) of every area over which the person holds the permission today."""
    roles = roles_with(permission)
    return {(grant.scope_kind, grant.scope_code) for grant in user.grants_in_force if grant.role in roles}


def units_of(user: User, permission: Permission) -> list[Place]:
    """Return the units over which the person holds the permission today; a grant over the country names none."""
    scopes = scopes_of(user, permission)
    return [unit for unit in user.granted_units if (ScopeKind.PLACE, unit.public_code) in scopes]


def within(units: Collection[Place]) -> Q:
    """Return the condition on standings for a place to lie wholly within one of the units."""
    return reduce(or_, (Q(map=unit.map_id, unit__lft__range=(unit.lft, unit.rgt)) for unit in units))
