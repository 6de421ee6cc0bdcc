"""Company prefixes: entered with whom GS1 gave them to, ended, withdrawn when they were a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.facts import end_fact, withdraw_fact
from saolang.programme.registry.models import Producer
from saolang.programme.traceability.models import CompanyPrefix
from saolang.programme.traceability.queries.prefixes import overlapping
from saolang.programme.traceability.rules import prefixes as rules

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPrefix:
    """A prefix as the paper of GS1 says it; `source` names that paper."""

    producer: Producer
    prefix: str
    began_on: date
    source: str = ""


@transaction.atomic
def enter(*, prefix: NewPrefix, by: str) -> CompanyPrefix:
    """Enter to whom GS1 gave a prefix. Raises Refusal for one nobody can hold, and one that overlaps another's."""
    Producer.objects.select_for_update(of=("self",)).get(pk=prefix.producer.pk)
    digits = prefix.prefix.strip()
    if refusal := rules.check_new(digits, prefix.began_on, timezone.localdate()):
        raise refusal
    if refusal := rules.check_free(digits, overlapping(digits, rules.overlapping(digits))):
        raise refusal
    row = CompanyPrefix.objects.create(
        producer=prefix.producer, prefix=digits, began_on=prefix.began_on, source=prefix.source, recorded_by=by
    )
    record(by=by, action=Action.CREATE, kind="company_prefix", code=digits, after=_told(row))
    return row


@transaction.atomic
def end(*, prefix: CompanyPrefix, on: date, reason: str, by: str) -> CompanyPrefix:
    """Say that the prefix was the producer's only until before the day: GS1 took it back, or it was not paid for.

    Raises Refusal when it ended before, the day is before it began, or somebody has changed it meanwhile.
    """
    locked = _locked(prefix)
    if locked.ended_on is not None:
        raise rules.ENDED
    ended = end_fact(locked, on=on, by=by, reason=reason)
    record(
        by=by,
        action=Action.CLOSE,
        kind="company_prefix",
        code=ended.prefix,
        after={"producer": ended.producer.code, "ended_on": on},
        reason=reason,
    )
    return ended


@transaction.atomic
def withdraw(*, prefix: CompanyPrefix, reason: str, by: str) -> CompanyPrefix:
    """Say that the prefix should never have been entered. Raises Refusal when somebody withdrew it meanwhile."""
    locked = _locked(prefix)
    withdraw_fact(locked, by=by, reason=reason)
    record(
        by=by,
        action=Action.WITHDRAW,
        kind="company_prefix",
        code=locked.prefix,
        before=_told(locked),
        reason=reason,
    )
    return locked


def _locked(prefix: CompanyPrefix) -> CompanyPrefix:
    return CompanyPrefix.objects.select_for_update(of=("self",)).select_related("producer").get(pk=prefix.pk)


def _told(row: CompanyPrefix) -> dict[str, object]:
    return {"producer": row.producer.code, "prefix": row.prefix, "began_on": row.began_on, "source": row.source}
