"""Print runs that bear the OCOP mark, and what is left of them when the certificate ends (D26, Article 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.lifecycle import HELD
from saolang.core.text import normalise
from saolang.programme.certification.models import MarkRun, Recognition
from saolang.programme.certification.queries.certificates import state_of
from saolang.programme.certification.rules import cases as rules

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """So many packs or stamps printed with the mark on a day."""

    recognition: Recognition
    what: str
    quantity: int
    printed_on: date


@transaction.atomic
def enter(*, run: NewRun, by: str) -> MarkRun:
    """Enter a print run. Raises Refusal for one of a day on which the certificate did not hold, or of nothing."""
    recognition = _locked(run.recognition)
    state = state_of(recognition, run.printed_on, timezone.now())
    if refusal := rules.check_run(
        recognition, state, quantity=run.quantity, on=run.printed_on, today=timezone.localdate()
    ):
        raise refusal
    entered = MarkRun.objects.create(
        recognition=recognition,
        what=normalise(run.what),
        quantity=run.quantity,
        printed_on=run.printed_on,
        recorded_by=by,
    )
    record(
        by=by,
        action=Action.CREATE,
        kind="mark_run",
        code=str(entered.pk),
        after={
            "product": recognition.product.code,
            "what": entered.what,
            "quantity": entered.quantity,
            "printed_on": entered.printed_on,
        },
    )
    return entered


@transaction.atomic
def account_for(*, run: MarkRun, left_over: int, note: str, by: str) -> MarkRun:
    """Say how much of the run is left now that the certificate has ended, and what becomes of it; once.

    Raises Refusal while the certificate holds, and for more than was printed.
    """
    recognition = _locked(run.recognition)
    locked = MarkRun.objects.select_for_update().get(pk=run.pk)
    state = state_of(recognition, timezone.localdate(), timezone.now())
    if refusal := rules.check_account(locked, left_over=left_over, is_held=state in HELD):
        raise refusal
    locked.left_over, locked.left_over_note = left_over, normalise(note)
    locked.closed_at, locked.closed_by = timezone.now(), by
    locked.save(update_fields=["left_over", "left_over_note", "closed_at", "closed_by"])
    record(
        by=by,
        action=Action.CLOSE,
        kind="mark_run",
        code=str(locked.pk),
        after={"left_over": left_over, "left_over_note": locked.left_over_note},
    )
    return locked


def _locked(recognition: Recognition) -> Recognition:
    return Recognition.objects.select_for_update(of=("self",)).select_related("product").get(pk=recognition.pk)
