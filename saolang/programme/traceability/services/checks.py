"""Officers vouch for what producers declared, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.text import normalise
from saolang.programme.traceability.models import Event, EventCheck
from saolang.programme.traceability.queries.checks import pages_showing
from saolang.programme.traceability.rules import checks as rules
from saolang.programme.traceability.services.pages import touch

if TYPE_CHECKING:
    from datetime import date

    from saolang.programme.traceability.choices import Assurance


@transaction.atomic
def vouch(*, event: Event, assurance: Assurance, checked_on: date, office: str, note: str = "", by: str) -> EventCheck:
    """Say that the office read the proof of the event, or saw it on the spot; the public pages that show it say so.

    Raises Refusal for an event that is a correction, was declared wrong or is vouched for already, without an office,
    and for a day to come or before the event.
    """
    locked = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if refusal := rules.check_vouching(
        locked,
        assurance,
        office=office,
        note=note,
        checked_on=checked_on,
        today=timezone.localdate(),
        happened_on=timezone.localdate(locked.event_time),
        is_wrong=not Event.objects.filter(pk=locked.pk).standing().exists(),
        is_checked=locked.checks.filter(withdrawn_at=None).exists(),
    ):
        raise refusal
    check = EventCheck.objects.create(
        event=locked,
        assurance=assurance,
        checked_on=checked_on,
        office=normalise(office),
        note=normalise(note),
        checked_by=by,
    )
    after = {"assurance": check.assurance, "checked_on": checked_on, "office": check.office, "note": check.note}
    record(by=by, action=Action.CHANGE, kind="event", code=str(locked.pk), after=after)
    touch(pages_showing(locked))
    return check


@transaction.atomic
def withdraw(*, check: EventCheck, reason: str, by: str) -> EventCheck:
    """Take back that the event is vouched for, and say why. Raises Refusal without a reason, and the second time."""
    locked = EventCheck.objects.select_for_update(of=("self",)).select_related("event").get(pk=check.pk)
    if refusal := rules.check_withdrawal(locked, reason):
        raise refusal
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.withdrawn_reason = normalise(reason)
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    before = {"assurance": locked.assurance, "checked_on": locked.checked_on, "office": locked.office}
    code = str(locked.event_id)
    record(by=by, action=Action.WITHDRAW, kind="event", code=code, before=before, reason=locked.withdrawn_reason)
    touch(pages_showing(locked.event))
    return locked
