"""What a person may see, and who holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from saolang.base.accounts.choices import Permission, Role, ScopeKind
from saolang.base.accounts.models import Grant, Invitation, Signature, User
from saolang.base.accounts.rules import Scope, scopes_of, units_of, within
from saolang.base.places.models import Place, Standing
from saolang.base.places.queries import with_public_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saolang.base.accounts.rules import Whereabouts

GivenT = TypeVar("GivenT", Grant, Invitation)


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


def within_reach(
    given: QuerySet[GivenT], user: User, lying_there: Mapping[ScopeKind, QuerySet[Any]]
) -> QuerySet[GivenT]:
    """Keep the grants, or the invitations, over what the person manages accounts for today.

    `lying_there` gives, for each kind the ground does not know, a query of the public codes in the person's area.
    """
    scopes = scopes_of(user, Permission.MANAGE_ACCOUNTS) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return given
    reached = Q(pk=None)
    for kind, code in scopes:
        reached |= Q(scope_kind=kind, scope_code=code)
    if any(kind == ScopeKind.PLACE for kind, _ in scopes):
        inside = _public_codes(places_of(user, Permission.MANAGE_ACCOUNTS))
        reached |= Q(scope_kind=ScopeKind.PLACE, scope_code__in=inside)
        for kind, codes in lying_there.items():
            reached |= Q(scope_kind=kind, scope_code__in=codes)
    return given.filter(reached)


def people_visible_to(user: User, lying_there: Mapping[ScopeKind, QuerySet[Any]]) -> QuerySet[User]:
    """Return the people who hold, held or shall hold something the person manages; everybody, over the country."""
    if (ScopeKind.COUNTRY, "") in scopes_of(user, Permission.MANAGE_ACCOUNTS) and user.is_active:
        return User.objects.all()
    return User.objects.filter(pk__in=within_reach(Grant.objects.all(), user, lying_there).values("user"))


def holding(people: QuerySet[User], role: Role) -> QuerySet[User]:
    """Keep the people who hold the role today, wherever."""
    in_force = Grant.objects.filter(user=OuterRef("pk"), role=role).on(timezone.localdate())
    return people.filter(Exists(in_force))


def holding_over(people: QuerySet[User], places: QuerySet[Place]) -> QuerySet[User]:
    """Keep the people who hold a role today over one of the places."""
    in_force = Grant.objects.filter(user=OuterRef("pk"), scope_kind=ScopeKind.PLACE).on(timezone.localdate())
    return people.filter(Exists(in_force.filter(scope_code__in=_public_codes(places))))


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations nobody has accepted or withdrawn, those out of date included: they can be sent again."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def administrators() -> QuerySet[User]:
    """Return those who administer the installation today."""
    return holding(User.objects.filter(is_active=True), Role.ADMINISTRATOR)


def person_behind(actor: str) -> User | None:
    """Return the person whose id it is; None for a job or the command line, for which the operator answers."""
    prefix, _, key = actor.partition(":")
    return User.objects.get(pk=int(key)) if prefix == "user" else None


def scopes_by_key(given: Iterable[Grant | Invitation], whereabouts: Whereabouts) -> dict[tuple[str, str], Scope]:
    """Return what each grant or invitation is over, by kind and code, with the unit it lies in. One query."""
    keys = {(each.scope_kind, each.scope_code) for each in given}
    codes = [code for kind, code in keys if kind == ScopeKind.PLACE]
    units = {unit.public_code: unit for unit in with_public_codes(Place.objects.select_related("parent"), codes)}
    return {
        (kind, code): Scope(
            ScopeKind(kind), code, units.get(code) if kind == ScopeKind.PLACE else whereabouts.get((kind, code))
        )
        for kind, code in keys
    }


def _public_codes(places: QuerySet[Place]) -> QuerySet[Any]:
    public = Concat(Cast("map_id", CharField()), Value("-"), "code", output_field=CharField())
    return places.order_by().annotate(public=public).values("public")


def signatures_of(kind: str, codes: Iterable[str]) -> QuerySet[Signature]:
    """Return the signatures of those things, the earliest first, with the keys that made them."""
    return Signature.objects.filter(kind=kind, code__in=list(codes)).select_related("key", "state_signature")
