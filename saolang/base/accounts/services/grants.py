"""Roles: giving them, taking them back, and letting them follow a unit when the map changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.models import Grant, User
from saolang.base.accounts.queries import administrators, person_behind, scopes_by_key
from saolang.base.accounts.rules import Scope, fits, may_confirm, may_decide_on, may_give, may_withdraw
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.notices.choices import Kind
from saolang.base.places.choices import Part
from saolang.base.places.models import Map, Place, PlaceLink
from saolang.base.places.queries import with_public_codes, within
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.accounts.rules import Whereabouts

KIND = "grant"
ENDS_BEFORE_IT_BEGINS = Refusal(gettext_noop("Ngày kết thúc của quyền trước ngày bắt đầu."))
INSTALLATION = "Sao Làng"
"""Who gives and invites, in a notice, where no person does: whoever runs the installation, at its command line."""
HELD_ALREADY = Refusal(gettext_noop("Người này đang giữ vai trò đó trên phạm vi đó."))


# Giving and taking back --------------------


@transaction.atomic
def give(
    *,
    user: User,
    role: Role,
    scope: Scope,
    by: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    tell: bool = True,
) -> Grant:
    """Give the person the role over the scope, from today by default, record it and, if `tell`, tell the person.

    Raises Refusal when whoever gives may not, when the role is not held over such a thing, when the person holds it
    already, and when the last day is before the first.
    """
    first_day = valid_from or timezone.localdate()
    holder = User.objects.select_for_update().get(pk=user.pk)
    giver = person_behind(by)
    refusal = may_give(giver, role, scope, to=holder.email) if giver else fits(role, scope)
    if refusal:
        raise refusal
    if valid_to is not None and valid_to < first_day:
        raise ENDS_BEFORE_IT_BEGINS
    if standing_grant(holder, role, scope, first_day):
        raise HELD_ALREADY
    grant = enter(user=holder, role=role, scope=scope, valid_from=first_day, valid_to=valid_to, given_by=by, by=by)
    if tell:
        giver_name = giver.full_name if giver else INSTALLATION
        told = {"giver": giver_name, "role": role.label, "scope": scope.words, "since": first_day}
        _tell_holder(grant, Kind.GRANT_GIVEN, told, by=by)
    return grant


@transaction.atomic
def withdraw(*, grant: Grant, whereabouts: Whereabouts, by: str, reason: str) -> Grant:
    """End the grant today, or on its first day when that is still to come, record it and tell the person why.

    `whereabouts` tells where its producer or council lies. Raises Refusal when whoever withdraws may not, when it has
    ended already, and when nobody would administer the installation any more.
    """
    # All who administer at once: of two who withdraw each other's grants, the second is refused.
    list(Grant.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk"))
    locked = Grant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    scope = scope_of(locked, whereabouts)
    if refusal := may_withdraw(person_behind(by), locked, scope):
        raise refusal
    _end(locked, by=by, reason=reason)
    _tell_holder(
        locked,
        Kind.GRANT_WITHDRAWN,
        {"role": Role(locked.role).label, "scope": scope.words, "reason": reason},
        by=by,
    )
    return locked


def standing_grant(user: User, role: Role, scope: Scope, day: date) -> Grant | None:
    """Return the person's grant of the role over the scope on the day, if there is one."""
    same = Grant.objects.filter(user=user, role=role, scope_kind=scope.kind, scope_code=scope.code)
    found: Grant | None = same.on(day).first()
    return found


def enter(
    *,
    user: User,
    role: Role,
    scope: Scope,
    valid_from: date,
    valid_to: date | None,
    given_by: str,
    by: str,
    follows: Grant | None = None,
    awaits_confirmation: bool = False,
) -> Grant:
    """Write the grant and its entry in the list of changes, in the transaction of whoever has asked the rules."""
    grant: Grant = Grant.objects.create(
        user=user,
        role=role,
        scope_kind=scope.kind,
        scope_code=scope.code,
        valid_from=valid_from,
        valid_to=valid_to,
        given_by=given_by,
        follows=follows,
        awaits_confirmation=awaits_confirmation,
    )
    after: dict[str, object] = {"user": user.actor, "role": role, "scope": list(scope.key), "valid_from": valid_from}
    after |= {"valid_to": valid_to} if valid_to else {}
    after |= {"follows": follows.pk, "awaits_confirmation": awaits_confirmation} if follows else {}
    record(by=by, action=Action.CREATE, kind=KIND, code=str(grant.pk), after=after)
    return grant


def scope_of(grant: Grant, whereabouts: Whereabouts) -> Scope:
    """Return what the grant is over. One query."""
    return scopes_by_key([grant], whereabouts)[grant.scope_kind, grant.scope_code]


# Following the map --------------------


@transaction.atomic
def follow_places(*, by: str) -> int:
    """Let every grant over a unit of a map that has ended follow it to the next map; return how many were made.

    A grant follows that is in force and was given before its map ended. In order, from the oldest map on, so that a
    unit that changed twice is followed twice: all of it went into one unit, and the new grant is over that, and its
    holder is told; it was divided, and there is a grant over each part, which awaits a confirmation. Then the
    administrators are told how many wait. A grant that has been followed is not followed again, whatever became of its
    followers. The old grants stay: what was entered on the old map lies in their units.
    """
    today = timezone.localdate()
    made: list[Grant] = []
    # Locked first: of two processes that follow at once, the second finds done what the first did.
    for ended in list(Map.objects.select_for_update().filter(valid_to__lt=today).order_by("number")):
        made += _follow_from(ended, today, by)
    if waiting := sum(grant.awaits_confirmation for grant in made):
        _tell_administrators(waiting, by=by)
    return len(made)


@transaction.atomic
def confirm(*, grant: Grant, by: str) -> Grant:
    """Let a grant over a part of a divided unit count, record it and tell its holder. Raises Refusal.

    Should the part's own map have ended meanwhile, the next `follow_places` takes it on.
    """
    locked = Grant.objects.select_for_update(of=("self",)).select_related("user", "follows").get(pk=grant.pk)
    scope = scope_of(locked, {})
    if refusal := may_confirm(person_behind(by), locked, scope):
        raise refusal
    locked.awaits_confirmation, locked.confirmed_at, locked.confirmed_by = False, timezone.now(), by
    locked.save(update_fields=["awaits_confirmation", "confirmed_at", "confirmed_by"])
    awaited, counts = {"awaits_confirmation": True}, {"awaits_confirmation": False}
    record(by=by, action=Action.CHANGE, kind=KIND, code=str(locked.pk), before=awaited, after=counts)
    _tell_followed(locked, scope, by=by)
    return locked


@transaction.atomic
def refuse(*, grant: Grant, by: str, reason: str) -> Grant:
    """End a grant over a part of a divided unit before it counted, and record why. Raises Refusal.

    It stays as a grant that ended on its first day, so that nobody is asked again.
    """
    locked = Grant.objects.select_for_update(of=("self",)).select_related("user").get(pk=grant.pk)
    if refusal := may_decide_on(person_behind(by), locked, scope_of(locked, {})):
        raise refusal
    locked.awaits_confirmation, locked.valid_to = False, locked.valid_from
    locked.save(update_fields=["awaits_confirmation", "valid_to"])
    awaited, ended = {"awaits_confirmation": True}, {"awaits_confirmation": False, "valid_to": locked.valid_to}
    record(by=by, action=Action.REFUSE, kind=KIND, code=str(locked.pk), before=awaited, after=ended, reason=reason)
    return locked


def _follow_from(ended: Map, today: date, by: str) -> list[Grant]:
    """Make the followers of the grants over units of one map."""
    assert ended.valid_to is not None  # noqa: S101 - for the type checker: the map has ended
    since = ended.valid_to + timedelta(days=1)
    over_its_units = Grant.objects.filter(
        scope_kind=ScopeKind.PLACE, scope_code__startswith=f"{ended.number}-", valid_from__lt=since, followers=None
    )
    followed = list(over_its_units.on(today).select_for_update(of=("self",)).select_related("user").order_by("pk"))
    units = {
        unit.public_code: unit
        for unit in with_public_codes(Place.objects.all(), {grant.scope_code for grant in followed})
    }
    return [
        follower
        for grant in followed
        if grant.scope_code in units
        for follower in _followers(grant, units[grant.scope_code], since, by)
    ]


def _followers(grant: Grant, unit: Place, since: date, by: str) -> list[Grant]:
    successors, divided = _became(unit)
    followers = []
    for successor in successors:
        scope = Scope.over(successor)
        follower = enter(
            user=grant.user,
            role=Role(grant.role),
            scope=scope,
            valid_from=since,
            valid_to=grant.valid_to,
            given_by=grant.given_by,
            by=by,
            follows=grant,
            awaits_confirmation=divided,
        )
        if not divided:
            _tell_followed(follower, scope, by=by)
        followers.append(follower)
    return followers


def _became(unit: Place) -> tuple[list[Place], bool]:
    """Return the units of the next map that took the unit's territory, and whether it was divided among them.

    A unit without links of its own, such as a district, became what its lowest units became.
    """
    links = PlaceLink.objects.select_related("successor").order_by("successor__lft")
    told = list(links.filter(predecessor=unit)) or list(
        links.filter(predecessor__in=within(Place.objects.filter(children=None), unit))
    )
    successors = list(dict.fromkeys(link.successor for link in told))
    return successors, len(successors) > 1 or any(link.part == Part.SPLIT for link in told)


# Shared --------------------


def _end(grant: Grant, *, by: str, reason: str) -> None:
    before = {"valid_to": grant.valid_to}
    grant.valid_to, grant.awaits_confirmation = max(timezone.localdate(), grant.valid_from), False
    grant.save(update_fields=["valid_to", "awaits_confirmation"])
    after = {"valid_to": grant.valid_to}
    record(by=by, action=Action.WITHDRAW, kind=KIND, code=str(grant.pk), before=before, after=after, reason=reason)


def _tell_holder(grant: Grant, kind: Kind, params: Mapping[str, object], *, by: str) -> None:
    if grant.user.is_active:
        tell(grant.user, kind, params, path=reverse("account:profile"), by=by)


def _tell_followed(follower: Grant, scope: Scope, *, by: str) -> None:
    assert follower.follows is not None  # noqa: S101 - for the type checker: only what follows is told
    old = scope_of(follower.follows, {})
    role = Role(follower.role).label
    params = {"role": role, "old": str(old), "new": str(scope), "since": follower.valid_from}
    _tell_holder(follower, Kind.GRANT_FOLLOWED, params, by=by)


def _tell_administrators(waiting: int, *, by: str) -> None:
    for person in administrators():
        tell(person, Kind.GRANTS_WAITING, {"count": waiting}, path=reverse("desk:waiting_grants"), by=by)
