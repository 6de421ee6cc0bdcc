"""Facts about the registry's records: followed by the next, ended, corrected or withdrawn, and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, transaction

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.facts import correct_fact, end_fact, withdraw_fact
from saolang.base.kit.models import DatedFact
from saolang.base.places.models import Place
from saolang.programme.registry.rules import ONE_AT_A_TIME, check_alone, check_follows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from saolang.core.refusal import Refusal

FactT = TypeVar("FactT", bound=DatedFact)

OWNERS = {"product": "product", "producer": "producer", "village": "craft_village", "predecessor": "producer"}
"""The field by which a fact names what it is about, the nearest first, and the kind the list of changes calls it."""


@transaction.atomic
def end(*, fact: FactT, on: date, by: str, reason: str) -> FactT:
    """Say that the fact was true only until before the day."""
    _refuse(_check_alone(fact, {"ended_on": on}))
    ended = end_fact(fact, on=on, by=by, reason=reason)
    _record(fact, by=by, action=Action.CLOSE, after={"ended_on": on}, reason=reason)
    return ended


@transaction.atomic
def correct(*, fact: FactT, by: str, reason: str, at: datetime | None = None, **changes: object) -> FactT:
    """Withdraw the fact and enter it again with the changes; what was known before stays readable.

    Raises Refusal when the corrected fact would be true on the same days as another that excludes it.
    """
    _refuse(_check_alone(fact, changes))
    corrected = correct_fact(fact, by=by, reason=reason, at=at, **changes)
    _record(
        fact,
        by=by,
        action=Action.CHANGE,
        before=told(fact, changes),
        after=told(corrected, changes),
        personal=told_apart(corrected, changes, before=personal_values(fact, changes)),
        reason=reason,
    )
    return corrected


@transaction.atomic
def withdraw(*, fact: DatedFact, by: str, reason: str) -> None:
    """Say that the fact should never have been entered."""
    withdraw_fact(fact, by=by, reason=reason)
    _record(fact, by=by, action=Action.WITHDRAW, reason=reason)


def follow(fact: FactT, *, by: str) -> FactT:
    """Enter a fact that takes the place of the one open until then, which ends the day the new one begins.

    For the services of this app, whose record is locked. Raises Refusal when the open one began no earlier.
    """
    current = open_one(fact)
    _refuse(check_follows(current, fact.began_on))
    if current is not None:
        end_fact(current, on=fact.began_on, by=by, reason="")
    fact.recorded_by = by
    fact.save(force_insert=True)
    return fact


def open_one(fact: FactT) -> FactT | None:
    """Return the standing fact without end that excludes this one, if there is any."""
    found: FactT | None = _excluding(fact).filter(ended_on=None).first()
    return found


def told(thing: models.Model, names: Iterable[str]) -> dict[str, object]:
    """Return the values by name as the list of changes may keep them: of personal data, only that they are there."""
    personal = getattr(thing, "personal_data", ())
    public = {name: _said(getattr(thing, name)) for name in names if name not in personal}
    private = sorted(name for name in names if name in personal)
    return {**public, "personal_data": private} if private else public


def told_apart(
    thing: models.Model, names: Iterable[str], *, before: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return the values that are personal data, as the list of changes keeps them apart, under "after".

    `before` is what stood there, as `personal_values` gave it. Empty where neither has any.
    """
    compared = {"before": dict(before or {}), "after": personal_values(thing, names)}
    return {when: values for when, values in compared.items() if values}


def personal_values(thing: models.Model, names: Iterable[str]) -> dict[str, object]:
    """Return those of the values that are personal data and known."""
    values = {name: _said(getattr(thing, name)) for name in names if name in getattr(thing, "personal_data", ())}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _said(value: Any) -> object:
    if isinstance(value, Place):
        return value.public_code
    return str(getattr(value, "code", value.pk)) if isinstance(value, models.Model) else value


def _excluding(fact: FactT) -> models.QuerySet[Any]:
    model = type(fact)
    owner = ONE_AT_A_TIME[model]
    standing = model.objects.filter(withdrawn_at=None, **{owner: getattr(fact, f"{owner}_id")})
    return standing.exclude(pk=fact.pk)


def _check_alone(fact: DatedFact, changes: dict[str, Any]) -> Refusal | None:
    if type(fact) not in ONE_AT_A_TIME:
        return None
    began_on = changes.get("began_on", fact.began_on)
    return check_alone(began_on, changes.get("ended_on", fact.ended_on), _excluding(fact))


def _refuse(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal


def _record(
    fact: DatedFact,
    *,
    by: str,
    action: Action,
    reason: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    personal: dict[str, object] | None = None,
) -> None:
    field = next(name for name in OWNERS if hasattr(fact, f"{name}_id"))
    record(
        by=by,
        action=action,
        kind=OWNERS[field],
        code=getattr(fact, field).code,
        before={"fact": fact._meta.model_name, **(before or {})},  # noqa: SLF001 (Django documents _meta)
        after=after,
        personal=personal,
        reason=reason,
    )
