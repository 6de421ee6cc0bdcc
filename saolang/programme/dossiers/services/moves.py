"""Moving a dossier from one hand to the next: the only way its state changes."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.notices.choices import Kind
from saolang.programme.dossiers.choices import Act, State
from saolang.programme.dossiers.models import Dossier, Move
from saolang.programme.dossiers.rules.procedures import calendar, check_day, may_move, named
from saolang.programme.dossiers.services.telling import tell_holders, tell_producer

if TYPE_CHECKING:
    from datetime import date

NOON = time(12)
"""The time of day of an earlier step, of which only the day is known; that of today may be still to come."""


@transaction.atomic
def move(*, dossier: Dossier, act: Act, by: str, note: str = "", on: date | None = None) -> Dossier:
    """Take the dossier one step on, as the table of its procedure has it.

    In order: the dossier is locked, its state and deadline change, the step is written down and recorded, the
    producer's people and those whose turn it is are told. `on` is the day of a step on paper; today where it is left
    out. Raises Refusal when the dossier, as it stands now, does not take the act, and for a day to come.
    """
    locked = Dossier.objects.select_for_update().get(pk=dossier.pk)
    today = timezone.localdate()
    if refusal := may_move(locked, act) or check_day(on, today):
        raise refusal
    turn = named(locked.procedure).turn(locked.state, act, locked.kind)
    assert turn is not None  # noqa: S101 - for the type checker: the rule has found it
    at = timezone.make_aware(datetime.combine(on, NOON)) if on and on < today else timezone.now()
    before, after = State(turn.before), State(turn.after)
    locked.state, locked.state_since = after, at
    locked.due_on = _due_on(locked, timezone.localdate(at))
    if act == Act.FILE:
        locked.filed_at = at
    locked.version += 1
    locked.save(update_fields=["state", "state_since", "due_on", "filed_at", "version"])
    step = Move.objects.create(
        dossier=locked, act=act, before=before, after=after, due_on=locked.due_on, note=note, at=at, by=by
    )
    record(
        by=by,
        action=Action.CHANGE,
        kind="dossier",
        code=locked.code,
        before={"state": before},
        after={"state": after, "act": act, "due_on": locked.due_on, "on": timezone.localdate(at)},
        reason=note,
    )
    tell_producer(dossier=locked, kind=Kind.DOSSIER_MOVED, once=f"moved:{step.pk}", by=by)
    tell_holders(dossier=locked, kind=Kind.DOSSIER_ARRIVED, once=f"arrived:{step.pk}", by=by)
    return locked


def _due_on(dossier: Dossier, entered: date) -> date | None:
    """Return the day by which the dossier must leave the state it came into on that day; None where nothing says."""
    procedure = named(dossier.procedure)
    span = procedure.span(dossier.state, dossier.kind)
    began = _began(dossier, span.since, entered) if span else None
    return procedure.due_on(dossier.state, dossier.kind, entered=entered, span_began=began, calendar=calendar())


def _began(dossier: Dossier, state: str, entered: date) -> date | None:
    """Return the day the dossier last came into the state, which may be now."""
    if dossier.state == state:
        return entered
    moment = dossier.moves.filter(after=state).order_by("-at", "-id").values_list("at", flat=True).first()
    return timezone.localdate(moment) if moment else None
