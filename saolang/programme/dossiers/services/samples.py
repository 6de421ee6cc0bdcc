"""The book of a product's samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.text import normalise
from saolang.programme.dossiers.models import Dossier, SampleMove
from saolang.programme.dossiers.queries.offices import sample_steps
from saolang.programme.dossiers.rules import samples as rules

if TYPE_CHECKING:
    from datetime import date

    from saolang.programme.dossiers.choices import SampleAct


@transaction.atomic
def move(*, dossier: Dossier, act: SampleAct, units: int, on: date, by: str, note: str = "") -> SampleMove:
    """Write down that so many units were received, passed on, tested, tasted, returned or destroyed on a day.

    Raises Refusal when no samples go with the dossier, or fewer units are there than are taken, on any day.
    """
    locked = Dossier.objects.select_for_update(of=("self",)).select_related("edition").get(pk=dossier.pk)
    if refusal := rules.may_move(locked, sample_steps(locked), (on, act, units), timezone.localdate()):
        raise refusal
    moved = SampleMove.objects.create(dossier=locked, act=act, units=units, on=on, note=normalise(note), recorded_by=by)
    record(
        by=by,
        action=Action.CREATE,
        kind="sample",
        code=f"{locked.code}/{moved.pk}",
        after={"act": act, "units": units, "on": on, "note": moved.note},
    )
    return moved
