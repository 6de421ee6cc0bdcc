"""Changing dated facts without losing what was known: every change withdraws a row and adds one.

For the services of the floors above; each names its actor and its reason, and runs in the caller's transaction.
"""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils import timezone

from saolang.base.kit.models import DatedFact, Precision
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date, datetime

    from django.db import models

FactT = TypeVar("FactT", bound=DatedFact)

NOT_COPIED = frozenset({"id", "recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by", "withdrawn_reason"})

ALREADY_WITHDRAWN = Refusal(
    gettext_noop("Thông tin này vừa được người khác sửa hoặc rút lại. Hãy tải lại trang rồi thử lại.")
)


def counted_from(day: date, precision: Precision | str) -> date:
    """Return the day a date counts from: a month or a year known without its day counts from its last one."""
    if precision == Precision.YEAR:
        return day.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day


def overlaps(fact: DatedFact, began_on: date, ended_on: date | None) -> bool:
    """Tell whether the fact is true on some day from `began_on` until before `ended_on` (None: without end)."""
    begins_before_the_end = ended_on is None or fact.began_on < ended_on
    ends_after_the_beginning = fact.ended_on is None or fact.ended_on > began_on
    return begins_before_the_end and ends_after_the_beginning


def end_fact(fact: FactT, *, on: date, by: str, reason: str, at: datetime | None = None) -> FactT:
    """Say that the fact was true only until before the day, and return the row that says so.

    Raises Refusal when the day is before the fact began, or the fact has been withdrawn meanwhile.
    """
    if on < fact.began_on:
        raise Refusal(
            gettext_noop("Ngày kết thúc %(ended_on)s trước ngày bắt đầu %(began_on)s."),
            ended_on=f"{on:%d/%m/%Y}",
            began_on=f"{fact.began_on:%d/%m/%Y}",
        )
    return correct_fact(fact, by=by, reason=reason, at=at, ended_on=on)


@transaction.atomic
def correct_fact(fact: FactT, *, by: str, reason: str, at: datetime | None = None, **changes: object) -> FactT:
    """Withdraw the row and return a new one with the changes; what points to the row follows it to the new one.

    `at` is the moment of entry, now unless the caller may declare an earlier one (demonstration, import of old books).
    Raises Refusal when the fact has been withdrawn meanwhile.
    """
    moment = at or timezone.now()
    _withdraw(fact, by=by, reason=reason, at=moment)
    corrected = copy_of(fact, **changes, recorded_at=moment, recorded_by=by)
    corrected.save(force_insert=True)
    for name, dependent in list(facts_of(fact, withdrawn_at=None)):
        correct_fact(dependent, by=by, reason=reason, at=moment, **{name: corrected})
    _bring_along(fact, corrected)
    return corrected


def copy_of(fact: FactT, **changes: object) -> FactT:
    """Return an unsaved fact that says the same with the changes, entered by nobody yet."""
    fields = fact._meta.concrete_fields  # noqa: SLF001 (Django documents _meta)
    kept = {
        field.attname: getattr(fact, field.attname) for field in fields if field.name not in NOT_COPIED | changes.keys()
    }
    return type(fact)(**kept, **changes)


@transaction.atomic
def withdraw_fact(fact: DatedFact, *, by: str, reason: str, at: datetime | None = None) -> None:
    """Say that the fact should never have been entered, nor any fact about it.

    Raises Refusal when the fact has been withdrawn meanwhile.
    """
    moment = at or timezone.now()
    for _, dependent in list(facts_of(fact, withdrawn_at=None)):
        withdraw_fact(dependent, by=by, reason=reason, at=moment)
    _withdraw(fact, by=by, reason=reason, at=moment)


@transaction.atomic
def restore_fact(fact: FactT, *, by: str, at: datetime, **changes: object) -> FactT:
    """Enter a withdrawn fact again, with the changes and with the facts about it that were withdrawn along with it."""
    restored = copy_of(fact, **changes, recorded_at=at, recorded_by=by)
    restored.save(force_insert=True)
    _bring_along(fact, restored)
    for name, dependent in list(facts_of(fact, withdrawn_at=fact.withdrawn_at)):
        restore_fact(dependent, by=by, at=at, **{name: restored})
    return restored


def withdraw_facts(facts: models.QuerySet[FactT], *, by: str, reason: str, at: datetime | None = None) -> int:
    """Withdraw the standing ones among many facts in one statement, and return how many. Facts about them stay."""
    withdrawn: int = facts.filter(withdrawn_at=None).update(
        withdrawn_at=at or timezone.now(), withdrawn_by=by, withdrawn_reason=reason
    )
    return withdrawn


def facts_of(record: models.Model, **where: object) -> Iterator[tuple[str, DatedFact]]:
    """Yield each such fact that points to the record, whatever app it lives in, with the field that points."""
    for relation in record._meta.related_objects:  # noqa: SLF001 (Django documents _meta)
        model = relation.related_model
        if isinstance(model, type) and issubclass(model, DatedFact):
            name = relation.field.name
            facts = model.objects.filter(**{name: record}, **where).order_by("pk")
            yield from ((name, fact) for fact in facts)


def is_built_on(record: models.Model, *, but: Collection[str] = ()) -> bool:
    """Tell whether anything that is no dated fact points to the record, such as a dossier or a certificate.

    `but`: the names of relations that do not count.
    """
    return any(
        model._default_manager.filter(**{relation.field.name: record}).exists()  # noqa: SLF001
        for relation in record._meta.related_objects  # noqa: SLF001 (Django documents _meta)
        if isinstance(model := relation.related_model, type)
        and not issubclass(model, DatedFact)
        and relation.name not in but
    )


def _bring_along(fact: DatedFact, corrected: DatedFact) -> None:
    """Let what is no dated fact and points to the row, such as a certificate, point to the new one."""
    for relation in fact._meta.related_objects:  # noqa: SLF001 (Django documents _meta)
        model = relation.related_model
        if isinstance(model, type) and not issubclass(model, DatedFact):
            model._default_manager.filter(**{relation.field.name: fact}).update(**{relation.field.name: corrected})  # noqa: SLF001


def _withdraw(fact: DatedFact, *, by: str, reason: str, at: datetime) -> None:
    """Mark the row withdrawn, if nobody else has: of two people at once, the second is told."""
    if not withdraw_facts(type(fact).objects.filter(pk=fact.pk), by=by, reason=reason, at=at):
        raise ALREADY_WITHDRAWN
