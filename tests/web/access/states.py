"""Who may do what to a thing in which state: asked of the rules, or of the service itself where it holds the rule."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from saolang.base.accounts.choices import Permission, Role
from saolang.base.accounts.rules import may
from saolang.core.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.web.access.people import Asker
    from tests.web.access.records import Records


@dataclass(frozen=True)
class Act:
    """Something done to a thing, and the rule that says whether its state allows it.

    `takes` is the permission, or in words whose it is to do where no permission is asked.
    """

    words: str
    takes: Permission | str
    rule: Callable[[Any], Refusal | None]


@dataclass(frozen=True)
class Matter:
    """A kind of thing with its states, one thing in each, and what is done to it."""

    title: str
    states: Mapping[str, Any]
    acts: Sequence[Act]


@dataclass(frozen=True)
class Line:
    """One act: whose it is to do where the thing lies, and per state whether it may be done."""

    words: str
    who: Sequence[Role | str]
    allowed: Sequence[bool]


def lines(matter: Matter, records: Records, askers: Sequence[Asker]) -> list[Line]:
    """Ask every act of the matter in every state, and every role for the permission it takes."""
    return [
        Line(act.words, _who(act, records, askers), [act.rule(thing) is None for thing in matter.states.values()])
        for act in matter.acts
    ]


def _who(act: Act, records: Records, askers: Sequence[Asker]) -> Sequence[Role | str]:
    if not isinstance(act.takes, Permission):
        return [act.takes]
    near = [asker for asker in askers if asker.user and not asker.far]
    return [asker.column for asker in near if may(asker.user, act.takes, records.place) is None]


def refusal_of(service: Callable[[], object]) -> Refusal | None:
    """Return why the service refuses, where the rule is inside it; what it did is taken back."""
    with transaction.atomic():
        try:
            service()
        except Refusal as refusal:
            return refusal
        finally:
            transaction.set_rollback(True)
    return None


def as_if(thing: Any, **values: object) -> Any:
    """Return the thing as if it were so, unsaved."""
    changed = copy(thing)
    for name, value in values.items():
        setattr(changed, name, value)
    return changed
