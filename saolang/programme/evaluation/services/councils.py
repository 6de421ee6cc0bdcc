"""Councils: set up from a decision, their regulation, and who sits in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.services import grants
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.core.councils import read_regulation
from saolang.core.text import normalise
from saolang.programme.certification.choices import Level
from saolang.programme.evaluation.choices import SessionState
from saolang.programme.evaluation.models import Conflict, Council, Membership, ScoreSheet, Session
from saolang.programme.evaluation.queries.councils import scope_of, whereabouts
from saolang.programme.evaluation.rules.councils import ENDED_ALREADY, NO_SOURCE, ROLE_OF, may_seat
from saolang.programme.evaluation.rules.sessions import CHANGED_MEANWHILE, NO_REASON
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from saolang.base.accounts.models import User
    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place
    from saolang.programme.evaluation.choices import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCouncil:
    """A council as its decision sets it up. One of the centre has no place."""

    name: str
    decision_number: str
    decided_on: date
    place: Place | None
    level: Level = Level.PROVINCE
    decision_file: StoredFile | None = None
    ends_on: date | None = None
    origin: Origin = Origin.ENTERED


@transaction.atomic
def set_up(*, council: NewCouncil, by: str) -> Council:
    """Enter a council with nobody in it; it runs by our defaults, which nobody has confirmed, until it is regulated."""
    [code] = fresh_codes(Council.objects.all(), "HD", 1)
    entered = Council.objects.create(
        code=code,
        name=normalise(council.name),
        level=council.level,
        place=council.place,
        decision_number=normalise(council.decision_number),
        decided_on=council.decided_on,
        decision_file=council.decision_file,
        ends_on=council.ends_on,
        origin=council.origin,
        recorded_by=by,
    )
    record(
        by=by,
        action=Action.CREATE,
        kind="council",
        code=code,
        after={"name": entered.name, "decision": entered.decision_number, "decided_on": entered.decided_on},
    )
    return entered


@transaction.atomic
def regulate(
    *, council: Council, regulation: Mapping[str, object], source: str, reason: str, version: int, by: str
) -> Council:
    """Set what the council's regulation says, by name (`core.councils.SETTINGS`), with the paper that says so.

    What is left out is as our default. A session that is open goes on by the regulation it was opened under. Raises
    Refusal for a setting out of its bounds, without source or reason, and when somebody changed it meanwhile.
    """
    locked = Council.objects.select_for_update().get(pk=council.pk)
    if locked.version != version:
        raise CHANGED_MEANWHILE
    if not source.strip():
        raise NO_SOURCE
    if not reason.strip():
        raise NO_REASON
    kept = read_regulation(regulation)
    before = {"regulation": locked.regulation, "source": locked.regulation_source}
    locked.regulation = {name: str(getattr(kept, name)) for name in regulation}
    locked.regulation_source = normalise(source)
    locked.version += 1
    locked.save(update_fields=["regulation", "regulation_source", "version"])
    after = {"regulation": locked.regulation, "source": locked.regulation_source}
    record(by=by, action=Action.CHANGE, kind="council", code=locked.code, before=before, after=after, reason=reason)
    return locked


@transaction.atomic
def seat(
    *,
    council: Council,
    user: User,
    seat: Seat,
    by: str,
    organisation: str = "",
    since: date | None = None,
    tell: bool = True,
) -> Membership:
    """Seat a person in the council and give the role that goes with the seat; the person is told, if `tell`.

    Raises Refusal when the person sits there already, when there is a chair already, and as `grants.give` does.
    """
    locked = Council.objects.select_for_update(of=("self",)).select_related("place").get(pk=council.pk)
    seated = Membership.objects.filter(council=locked, until=None)
    if refusal := may_seat(user, seat, seated, is_bound=_is_bound(user, locked)):
        raise refusal
    first_day = since or timezone.localdate()
    grant = grants.give(user=user, role=ROLE_OF[seat], scope=scope_of(locked), valid_from=first_day, tell=tell, by=by)
    membership = Membership.objects.create(
        council=locked, user=user, seat=seat, organisation=normalise(organisation), grant=grant, since=first_day
    )
    after = {"seated": user.actor, "seat": seat, "since": first_day}
    record(by=by, action=Action.CHANGE, kind="council", code=locked.code, after=after)
    return membership


@transaction.atomic
def unseat(*, membership: Membership, reason: str, by: str) -> Membership:
    """End the seat today and take back its role, which the person is told with the reason. Raises Refusal.

    What the person has signed stays and counts.
    """
    if not reason.strip():
        raise NO_REASON
    locked = Membership.objects.select_for_update(of=("self",)).select_related("council", "grant").get(pk=membership.pk)
    if locked.until is not None:
        raise ENDED_ALREADY
    today = timezone.localdate()
    if locked.grant.valid_to is None or locked.grant.valid_to > today:
        key = (locked.grant.scope_kind, locked.grant.scope_code)
        grants.withdraw(grant=locked.grant, whereabouts=whereabouts([key]), reason=reason, by=by)
    locked.until = today
    locked.save(update_fields=["until"])
    record(
        by=by,
        action=Action.WITHDRAW,
        kind="council",
        code=locked.council.code,
        before={"seated": f"user:{locked.user_id}", "seat": locked.seat},
        after={"until": today},
        reason=reason,
    )
    return locked


def _is_bound(user: User, council: Council) -> bool:
    """Tell whether an earlier seat binds the person in a session that has not closed: a signed sheet, an interest."""
    ended = Membership.objects.filter(council=council, user=user).exclude(until=None)
    going_on = Session.objects.filter(council=council).exclude(state=SessionState.CLOSED)
    signed = ScoreSheet.objects.filter(membership__in=ended, case__session__in=going_on).exclude(signature=None)
    return signed.exists() or Conflict.objects.filter(membership__in=ended, case__session__in=going_on).exists()
