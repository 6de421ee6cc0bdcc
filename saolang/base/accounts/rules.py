"""Whether a person may do a thing, and over what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self, TypeAlias

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy

from saolang.base.accounts.choices import TERMS, Permission, Role, ScopeKind, roles_giving, roles_with
from saolang.base.accounts.models import Grant
from saolang.base.audit.rules import canonical, verifies
from saolang.base.places.models import Place, Standing
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from saolang.base.accounts.models import Invitation, Signature, User

NOT_SIGNED_IN = Refusal(gettext_noop("Bạn chưa đăng nhập. Hãy đăng nhập để tiếp tục."))
NOT_GRANTED = Refusal(
    gettext_noop("Tài khoản của bạn chưa được giao quyền này. Hãy liên hệ người quản trị để được cấp quyền.")
)
NOT_TO_ONESELF = Refusal(gettext_noop("Không ai tự giao vai trò cho mình. Hãy nhờ một người quản trị khác."))
NOT_ONESELF = Refusal(gettext_noop("Bạn không được khóa hay mở lại tài khoản của chính mình."))
NOT_ALL_OF_THE_PERSON = Refusal(
    gettext_noop("Người này có vai trò ngoài phạm vi bạn được giao, nên chỉ người quản trị khóa hay mở lại tài khoản.")
)
OWN_ADMINISTRATION = Refusal(
    gettext_noop("Bạn không tự rút quyền quản trị cuối cùng của mình. Hãy nhờ một người quản trị khác.")
)
LAST_ADMINISTRATOR = Refusal(
    gettext_noop("Hệ thống phải còn ít nhất một người quản trị không có ngày kết thúc. Trước hết, hãy giao quyền này.")
)
NOT_LOCKED = Refusal(gettext_noop("Hãy khóa tài khoản trước, rồi mới xóa dữ liệu cá nhân."))
ERASED = Refusal(gettext_noop("Dữ liệu cá nhân của tài khoản này đã được xóa; tài khoản không mở lại được."))
ERASED_DOMAIN = "da-xoa.invalid"
"""Addresses there belong to nobody: no letter is ever delivered under .invalid (RFC 2606)."""
NOT_IN_FORCE = Refusal(gettext_noop("Vai trò này đã kết thúc."))
WITHDRAWN_MEANWHILE = Refusal(
    gettext_noop("Vai trò mà quyền này nối tiếp đã kết thúc, hoặc tài khoản đã bị khóa. Hãy từ chối quyền này.")
)
NOT_AWAITING = Refusal(gettext_noop("Vai trò này không còn chờ xác nhận."))
INVITATION_USED = Refusal(gettext_noop("Lời mời này đã được nhận. Hãy đăng nhập bằng tài khoản của bạn."))
INVITATION_WITHDRAWN = Refusal(gettext_noop("Lời mời này đã được rút lại. Hãy hỏi người đã mời bạn."))
NOT_YOURS = Refusal(
    gettext_noop("Lời mời này gửi đến một địa chỉ khác. Hãy đăng xuất, rồi đăng nhập bằng địa chỉ nhận thư mời.")
)
INVITATION_LAPSED = Refusal(gettext_noop("Người mời bạn không còn giao được vai trò này. Hãy xin một lời mời khác."))
INVITATION_EXPIRED = Refusal(gettext_noop("Lời mời này đã hết hạn. Hãy xin người đã mời bạn gửi lại."))

Scopes = set[tuple[str, str]]
"""(kind, public code) of areas, councils and producers."""
Whereabouts: TypeAlias = "Mapping[tuple[str, str], Place]"
"""The unit in which each council or producer lies, by kind and code; the app that owns the kind tells it."""


@dataclass(frozen=True)
class Scope:
    """What a role is held over, and the unit that lies in: of a place itself, of the country none."""

    kind: ScopeKind
    code: str = ""
    place: Place | None = None

    @classmethod
    def over(cls, place: Place | None) -> Self:
        """Return the place as a scope, or the whole country for None."""
        return cls(ScopeKind.PLACE, place.public_code, place) if place else cls(ScopeKind.COUNTRY)

    @property
    def key(self) -> tuple[str, str]:
        return str(self.kind), self.code

    @property
    def words(self) -> str | _StrPromise:
        """Return what it is called, to be said in any language later."""
        if self.kind == ScopeKind.PLACE and self.place:
            return str(self.place)
        return format_lazy("{kind} {code}", kind=self.kind.label, code=self.code) if self.code else self.kind.label

    def __str__(self) -> str:
        return str(self.words)


# What a person may do --------------------


def may(user: User | AnonymousUser, permission: Permission, place: Place | None = None) -> Refusal | None:
    """Answer nothing when the person holds the permission today, over the place if one is given; else why not.

    A place counts as within a grant's unit when the unit wholly contains it on the unit's own map: a grant over old
    Hậu Giang covers the communes of new Cần Thơ that came from it, and not new Cần Thơ itself. At most three queries,
    and one for each further question in the same request.
    """
    if place is not None:
        return may_over(user, permission, Scope.over(place))
    if not user.is_authenticated or not user.is_active:
        return NOT_SIGNED_IN
    return None if scopes_of(user, permission) else NOT_GRANTED


def may_over(user: User | AnonymousUser, permission: Permission, scope: Scope) -> Refusal | None:
    """Answer nothing when the person holds the permission today over the place, the council or the producer.

    A council or a producer is reached by a grant over itself, over a unit in which its own unit lies, or over the
    country. As many queries as `may`.
    """
    if not user.is_authenticated or not user.is_active:
        return NOT_SIGNED_IN
    scopes = scopes_of(user, permission)
    if not scopes:
        return NOT_GRANTED
    return None if _cover(user, scopes, scope) else _outside(scope)


def scopes_of(user: User, permission: Permission) -> Scopes:
    """Return (kind, code) of everything over which the person holds the permission today."""
    return _held_over(user, roles_with(permission))


def units_of(user: User, permission: Permission) -> list[Place]:
    """Return the units over which the person holds the permission today; a grant over the country names none."""
    return _units_among(user, scopes_of(user, permission))


def within(units: Collection[Place]) -> Q:
    """Return the condition on standings for a place to lie wholly within one of the units."""
    return reduce(or_, (Q(map=unit.map_id, unit__lft__range=(unit.lft, unit.rgt)) for unit in units))


# Giving and withdrawing --------------------


def fits(role: Role, scope: Scope) -> Refusal | None:
    """Answer whether the role is one that is held over such a thing at all: a chair has a council, not a province."""
    if scope.kind in TERMS[role].scopes:
        return None
    kinds = ", ".join(str(kind.label) for kind in ScopeKind if kind in TERMS[role].scopes)
    return Refusal(
        gettext_noop("Vai trò %(role)s không giao cho %(scope)s, chỉ cho: %(kinds)s."),
        role=role.label,
        scope=str(scope),
        kinds=kinds,
    )


def may_give(giver: User, role: Role, scope: Scope, *, to: str = "") -> Refusal | None:
    """Answer nothing when the person may give the role over the scope to whoever has the address; else why not.

    One of the giver's own roles in force must give that role (`TERMS`), over something that covers the scope. Nobody
    gives to oneself.
    """
    if not giver.is_active:
        return NOT_SIGNED_IN
    scopes = _held_over(giver, roles_giving(role))
    if not scopes:
        return Refusal(gettext_noop("Bạn không có quyền giao vai trò %(role)s."), role=role.label)
    if to.strip().lower() == giver.email:
        return NOT_TO_ONESELF
    return fits(role, scope) or (None if _cover(giver, scopes, scope) else _outside(scope))


def roles_given_by(giver: User) -> list[Role]:
    """Return the roles the person may give somewhere today, in the order of the table."""
    return [role for role in Role if giver.is_active and _held_over(giver, roles_giving(role))]


def may_withdraw(giver: User | None, grant: Grant, scope: Scope) -> Refusal | None:
    """Answer nothing when the grant, over that scope, may be ended today; else why not.

    Whoever may give a role withdraws it. None is the installation itself. One open-ended administrator always stays.
    """
    if grant.valid_to is not None and grant.valid_to <= max(timezone.localdate(), grant.valid_from):
        return NOT_IN_FORCE
    if giver and (refusal := may_give(giver, Role(grant.role), scope)):
        return refusal
    if grant.role != Role.ADMINISTRATOR:
        return None
    others = administrations().exclude(pk=grant.pk)
    if giver and grant.user_id == giver.pk and not others.filter(user=giver).exists():
        return OWN_ADMINISTRATION
    return None if others.filter(valid_to=None).exists() else LAST_ADMINISTRATOR


def may_decide_on(giver: User | None, grant: Grant, scope: Scope) -> Refusal | None:
    """Answer nothing when the grant awaits a confirmation that the person may give or refuse; else why not."""
    if not grant.awaits_confirmation:
        return NOT_AWAITING
    return may_give(giver, Role(grant.role), scope, to=grant.user.email) if giver else None


def may_confirm(giver: User | None, grant: Grant, scope: Scope) -> Refusal | None:
    """Answer nothing when the person may let the grant count: what it follows has not been taken back meanwhile."""
    original = grant.follows
    withdrawn = original is not None and original.valid_to is not None and original.valid_to <= timezone.localdate()
    if withdrawn or not grant.user.is_active:
        return WITHDRAWN_MEANWHILE
    return may_decide_on(giver, grant, scope)


def may_lock(giver: User | None, person: User, held: Collection[tuple[Role, Scope]]) -> Refusal | None:
    """Answer nothing when the person's account may be locked or opened again; else why not.

    `held` is every grant of the person in force: the giver must be one who may give them all, or, where there are
    none, manage accounts in the whole country.
    """
    if giver is None:
        return None
    if giver.pk == person.pk:
        return NOT_ONESELF
    if not held:
        return may_over(giver, Permission.MANAGE_ACCOUNTS, Scope.over(None))
    refused = any(may_give(giver, role, scope) for role, scope in held)
    return NOT_ALL_OF_THE_PERSON if refused else None


def may_erase(person: User) -> Refusal | None:
    """Answer nothing when what identifies the person may be erased: the account is locked, and not erased already."""
    if person.is_active:
        return NOT_LOCKED
    return ERASED if is_erased(person) else None


def is_erased(person: User) -> bool:
    """Tell whether what identified the person has been erased from the account."""
    return person.email.endswith(f"@{ERASED_DOMAIN}")


def leaves_an_administrator(person: User) -> Refusal | None:
    """Answer whether an open-ended administrator stays when this person's account is locked."""
    if not administrations().filter(user=person).exists():
        return None
    return None if administrations().filter(valid_to=None).exclude(user=person).exists() else LAST_ADMINISTRATOR


def administrations() -> QuerySet[Grant]:
    """Return the grants that make somebody who may sign in an administrator today."""
    found: QuerySet[Grant] = Grant.objects.on(timezone.localdate())
    return found.filter(role=Role.ADMINISTRATOR, user__is_active=True)


# Invitations --------------------


def may_accept(invitation: Invitation, moment: datetime) -> Refusal | None:
    """Answer nothing while the invitation stands: not accepted, not withdrawn, not out of date; else why not."""
    if invitation.accepted_at:
        return INVITATION_USED
    if invitation.withdrawn_at:
        return INVITATION_WITHDRAWN
    ended = invitation.valid_to is not None and invitation.valid_to <= timezone.localdate(moment)
    return INVITATION_EXPIRED if ended or invitation.expires_at <= moment else None


# Shared --------------------


def _held_over(user: User, roles: frozenset[Role]) -> Scopes:
    return {(grant.scope_kind, grant.scope_code) for grant in user.grants_in_force if grant.role in roles}


def _units_among(user: User, scopes: Scopes) -> list[Place]:
    return [unit for unit in user.granted_units if (ScopeKind.PLACE, unit.public_code) in scopes]


def _cover(user: User, scopes: Scopes, scope: Scope) -> bool:
    """Tell whether one of the person's scopes is the scope, covers the country, or is a unit that contains it."""
    if (ScopeKind.COUNTRY, "") in scopes or scope.key in scopes:
        return True
    units = _units_among(user, scopes) if scope.place else []
    if not units or scope.place in units:
        return bool(units)
    return Standing.objects.filter(within(units), place=scope.place).exists()


def _outside(scope: Scope) -> Refusal:
    if scope.kind == ScopeKind.PLACE:
        return Refusal(gettext_noop("%(place)s nằm ngoài địa bàn bạn được giao."), place=str(scope))
    return Refusal(gettext_noop("%(scope)s nằm ngoài phạm vi bạn được giao."), scope=str(scope))


# Signing --------------------


def signing_roles(user: User, scope: Scope) -> list[Role]:
    """Return the roles in which the person may sign things of the scope today, in the order of the table.

    A role counts that is held over the scope itself, over a unit in which it lies, or over the country. One query more
    than `may_over` asks.
    """
    if not user.is_active:
        return []
    scopes = {(ScopeKind.COUNTRY, ""), scope.key} | _units_over(user, scope)
    held = {grant.role for grant in user.grants_in_force if (grant.scope_kind, grant.scope_code) in scopes}
    return [role for role in Role if role in held & roles_with(Permission.SIGN)]


def _units_over(user: User, scope: Scope) -> Scopes:
    """Return those of the person's units in which the scope lies."""
    if scope.place is None:
        return set()
    stands_on = list(Place.objects.filter(pk__in=Standing.objects.filter(place=scope.place).values("unit")))
    return {
        (ScopeKind.PLACE, unit.public_code)
        for unit in user.granted_units
        if unit == scope.place or any(_lies_in(stood_on, unit) for stood_on in stands_on)
    }


def may_sign(user: User, role: Role, scope: Scope) -> Refusal | None:
    """Answer nothing when the person may sign things of the scope in that role today; else why not."""
    if refusal := may_over(user, Permission.SIGN, scope):
        return refusal
    if role in signing_roles(user, scope):
        return None
    return Refusal(gettext_noop("Bạn không giữ vai trò %(role)s ở %(place)s."), role=role.label, place=str(scope))


def statement_of(signature: Signature) -> str:
    """Return what the server signs: the thing, the digest of its bytes, who, in which role, when, how proved."""
    return canonical(
        {
            "kind": signature.kind,
            "code": signature.code,
            "sha256": signature.sha256,
            "name": signature.name,
            "role": str(signature.role),
            "at": signature.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "proof": str(signature.proof),
            "key": signature.key.public,
        }
    )


def signature_holds(signature: Signature) -> bool:
    """Tell whether the server signed just what the signature says. Asks nothing when its key has been read along."""
    said = statement_of(signature)
    return signature.statement == said and verifies(signature.key.public, said.encode(), signature.value)


def _lies_in(part: Place, unit: Place) -> bool:
    return part.map_id == unit.map_id and unit.lft <= part.lft <= unit.rgt
