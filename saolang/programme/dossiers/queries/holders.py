"""Who is to be told about a dossier: the producer's people, and those whose turn it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.queries import holding_role_over, holding_scope
from saolang.core.procedures import Holder
from saolang.programme.dossiers.rules.procedures import named

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier

ROLE_OF: dict[Holder, Role] = {
    Holder.COMMUNE: Role.COMMUNE,
    Holder.OFFICE: Role.COORDINATOR,
    Holder.ADVISERS: Role.ADVISER,
    Holder.COUNCIL: Role.COORDINATOR,
    Holder.CENTRE: Role.CENTRAL,
}
"""Who acts for each holder over the dossier's place. For a council the office is told, which puts it on a list."""


def producers_people(dossier: Dossier) -> QuerySet[User]:
    """Return those who look after the producer's dossiers today: the producer and its helpers. One query."""
    return holding_scope(ScopeKind.PRODUCER, dossier.producer.code, {Role.PRODUCER, Role.HELPER})


def holder_of(dossier: Dossier) -> Holder:
    """Return whose turn it is with the dossier."""
    return named(dossier.procedure).states[dossier.state].holder


def holders_people(dossier: Dossier) -> QuerySet[User]:
    """Return those whose turn it is: who holds the role over a unit in which the dossier's commune lies."""
    holder = holder_of(dossier)
    if holder == Holder.PRODUCER:
        return producers_people(dossier)
    if holder == Holder.NOBODY:
        return producers_people(dossier).none()
    return holding_role_over(ROLE_OF[holder], dossier.place)
