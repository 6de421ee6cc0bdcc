"""Decisions: the papers recognitions and revocations stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.batches import AT_ONCE
from saolang.base.kit.codes import fresh_codes
from saolang.base.kit.facts import counted_from
from saolang.base.kit.models import Precision
from saolang.core.text import normalise
from saolang.programme.certification import rules
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Decision
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from random import Random

    from saolang.base.files.models import StoredFile
    from saolang.base.places.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """What is known of a decision: what the source does not say stays empty."""

    number: str = ""
    decided_on: date | None = None
    decided_precision: Precision = Precision.DAY
    authority: str = ""
    level: Level = Level.PROVINCE
    place: Place | None = None
    file: StoredFile | None = None
    origin: Origin = Origin.ENTERED
    source: str = ""


@transaction.atomic
def enter(*, decision: NewDecision, by: str) -> Decision:
    """Enter a decision an authority has signed. Raises Refusal when it is there already."""
    (entered,) = _add([decision], by=by, at=timezone.now(), random=None)
    record(
        by=by,
        action=Action.CREATE,
        kind="decision",
        code=entered.code,
        after={
            "number": entered.number,
            "decided_on": entered.decided_on,
            "level": entered.level,
            "place": entered.place.public_code if entered.place else None,
        },
    )
    return entered


@transaction.atomic
def enter_many(
    *,
    decisions: Sequence[NewDecision],
    by: str,
    batch: str,
    at: datetime | None = None,
    random: Random | None = None,
) -> list[Decision]:
    """Enter many decisions by the same rule, in the order given, with one entry in the list of changes.

    `batch` names what they came in, such as a register's code. `at` is an earlier moment of entry, which only the
    demonstration and an import of old books may declare; `random` makes the codes repeatable.
    """
    entered = _add(decisions, by=by, at=at or timezone.now(), random=random)
    record(by=by, action=Action.IMPORT, kind="decision", code=batch, after={"count": len(entered)})
    return entered


def _add(decisions: Sequence[NewDecision], *, by: str, at: datetime, random: Random | None) -> list[Decision]:
    codes = fresh_codes(Decision.objects.all(), "QD", len(decisions), random)
    rows = [
        Decision(
            code=code,
            number=normalise(new.number),
            decided_on=new.decided_on and counted_from(new.decided_on, new.decided_precision),
            decided_precision=new.decided_precision,
            authority=normalise(new.authority),
            level=new.level,
            place=new.place,
            file=new.file,
            origin=new.origin,
            source=new.source,
            recorded_at=at,
            recorded_by=by,
        )
        for new, code in zip(decisions, codes, strict=True)
    ]
    _check_new(rows)
    return Decision.objects.bulk_create(rows, AT_ONCE)


def _check_new(decisions: Sequence[Decision]) -> None:
    """Raise Refusal when a numbered decision of the same place and day is there, or comes twice."""
    numbered = [decision for decision in decisions if decision.number]
    wanted = Decision.objects.filter(number__in={decision.number for decision in numbered})
    known: set[tuple[int | None, str, date | None]] = set(wanted.values_list("place_id", "number", "decided_on"))
    for decision in numbered:
        key = (decision.place_id, decision.number, decision.decided_on)
        if key in known:
            raise rules.DECISION_TWICE
        known.add(key)
