"""Receiving a dossier at the commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.papers.services.numbers import next_number
from saolang.base.places.queries import unit_on
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.rules import receipts as rules

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def receive(*, dossier: Dossier, by: str, on: date | None = None) -> Dossier:
    """Take a filed dossier in: it gets the product's code and its slip's number, numbered by the commune each year.

    The codes are those of the unit in force on the day (19/2025/QĐ-TTg); for an older unit, of the one that wholly
    contains it. Raises Refusal when it has been taken in, or is not with the commune.
    """
    locked = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if refusal := rules.may_receive(locked):
        raise refusal
    day = on or timezone.localdate()
    commune = unit_on(locked.place, day)
    if commune is None:
        raise rules.PLACELESS
    number = next_number(rules.series_of(commune, day.year), by=by)
    locked.official_code = rules.official_code(commune, number, day.year)
    locked.save(update_fields=["official_code"])
    record(
        by=by,
        action=Action.CHANGE,
        kind="dossier",
        code=locked.code,
        before={"official_code": ""},
        after={"official_code": locked.official_code},
    )
    return locked
