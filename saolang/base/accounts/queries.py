"""What a person may see, and who holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from allauth.mfa.models import Authenticator
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from saolang.base.accounts.choices import Permission, Role, ScopeKind, roles_with
from saolang.base.accounts.models import Grant, Invitation, Signature, User
from saolang.base.accounts.rules import Scope, roles_given_by, scopes_of, units_of, within
from saolang.base.accounts.second_factor import FACTORS
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import history_of
from saolang.base.kit.batches import AT_ONCE
from saolang.base.places.models import Place, Standing
from saolang.base.places.queries import with_public_codes
from saolang.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

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

    `lying_there` gives, for each kind the ground does not know, a query of the public codes in the person's area. Who
    manages no area but one producer finds those there whose role that person gives: the helpers.
    """
    scopes = scopes_of(user, Permission.MANAGE_ACCOUNTS) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return given
    reached = Q(pk=None)
    for kind, code in scopes:
        there = Q(scope_kind=kind, scope_code=code)
        reached |= there if kind == ScopeKind.PLACE else there & Q(role__in=roles_given_by(user))
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


def holding_over(
    people: QuerySet[User], places: QuerySet[Place], lying_there: Mapping[ScopeKind, QuerySet[Any]]
) -> QuerySet[User]:
    """Keep the people who hold a role today over one of the places, or over what lies there (as in `within_reach`)."""
    over = Q(scope_kind=ScopeKind.PLACE, scope_code__in=_public_codes(places))
    for kind, codes in lying_there.items():
        over |= Q(scope_kind=kind, scope_code__in=codes)
    return people.filter(Exists(Grant.objects.filter(over, user=OuterRef("pk")).on(timezone.localdate())))


def holding_scope(kind: ScopeKind, code: str, roles: Collection[Role]) -> QuerySet[User]:
    """Return those who hold one of the roles today over just that council, producer or place."""
    grants = Grant.objects.filter(user=OuterRef("pk"), scope_kind=kind, scope_code=code, role__in=roles)
    return User.objects.filter(Exists(grants.on(timezone.localdate())), is_active=True)


def holding_role_over(role: Role, place: Place) -> QuerySet[User]:
    """Return those who hold the role today over the place or a unit in which it lies, on whatever map.

    Where nobody does, those who hold it over the country. At most three queries.
    """
    inside = Q(pk=place.pk)
    for unit in Place.objects.filter(pk__in=Standing.objects.filter(place=place).values("unit")):
        inside |= Q(map=unit.map_id, lft__lte=unit.lft, rgt__gte=unit.rgt)
    codes = _public_codes(Place.objects.filter(inside))
    grants = Grant.objects.filter(user=OuterRef("pk"), role=role).on(timezone.localdate())
    people = User.objects.filter(is_active=True)
    near = people.filter(Exists(grants.filter(scope_kind=ScopeKind.PLACE, scope_code__in=codes)))
    return near if near.exists() else people.filter(Exists(grants.filter(scope_kind=ScopeKind.COUNTRY)))


def called(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Keep the people whose name or address holds the text, written with or without marks.

    Compared here, not by the database: an installation has hundreds of people, and SQLite folds no Vietnamese letter.
    """
    wanted = fold(text)
    listed = people.order_by().values_list("pk", "full_name", "email")
    return people.filter(pk__in=[key for key, name, email in listed if wanted in fold(f"{name} {email}")])


def with_second_factor(people: QuerySet[User]) -> QuerySet[Any]:
    """Add whether the person signs in with a second factor: `has_second_factor`."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return people.annotate(has_second_factor=Exists(factors))


def waiting_grants() -> QuerySet[Grant]:
    """Return the grants that wait for a confirmation, each with its person and the grant it follows."""
    waiting: QuerySet[Grant] = Grant.objects.filter(awaits_confirmation=True).select_related("user", "follows")
    return waiting.order_by("pk")


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations nobody has accepted or withdrawn, those out of date included: they can be sent again."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def administrators() -> QuerySet[User]:
    """Return those who administer the installation today."""
    return holding(User.objects.filter(is_active=True), Role.ADMINISTRATOR)


def person_behind(actor: str) -> User | None:
    """Return the person whose id it is; None for a job or the command line, for which the operator answers.

    None, too, for a person of the installation that a record was taken from.
    """
    prefix, _, key = actor.partition(":")
    return User.objects.filter(pk=int(key)).first() if prefix == "user" else None


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


def is_recorded(signature: Signature) -> bool:
    """Tell whether the list of changes tells of the signature: the key it names may be anybody's."""
    told = history_of(signature.kind, signature.code).filter(action=Action.SIGN, actor=f"user:{signature.signer_id}")
    return signature.value in map(_signature_in, told.values_list("after", flat=True))


def signatures_gone() -> Iterator[Change]:
    """Yield the changes that tell of a signature which is no longer there."""
    for change in Change.objects.filter(action=Action.SIGN).order_by("pk").iterator(AT_ONCE):
        value = _signature_in(change.after)
        if value and not Signature.objects.filter(value=value).exists():
            yield change


def _signature_in(after: object) -> object:
    return after.get("signature") if isinstance(after, dict) else None


def people_with(permission: Permission) -> QuerySet[User]:
    """Return who may sign in and holds the permission today, over whatever."""
    grants = Grant.objects.filter(role__in=roles_with(permission)).on(timezone.localdate())
    return User.objects.filter(is_active=True, pk__in=grants.values("user"))
