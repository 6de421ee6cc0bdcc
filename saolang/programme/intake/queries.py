"""Reading registers and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.queries import places_of
from saolang.programme.intake.choices import Answer, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.programme.intake.models import Register, StagedRow

TAKEN = (Answer.TAKE, Answer.SAME)


def visible_to(registers: QuerySet[Register], user: User) -> QuerySet[Register]:
    """Keep the registers of the provinces where the person may import, and what the person sent."""
    return registers.filter(Q(province__in=places_of(user, Permission.IMPORT_REGISTER)) | Q(uploaded_by=user.actor))


def applicable(rows: QuerySet[StagedRow]) -> QuerySet[StagedRow]:
    """Keep the rows that applying enters: accepted or decided to be taken, and not applied yet."""
    as_read = Q(verdict__in=(Verdict.ACCEPT, Verdict.WARN), answer=Answer.NONE)
    return rows.filter(as_read | Q(answer__in=TAKEN), outcome=None)


def counts(register: Register) -> dict[str, int]:
    """Return how many rows have each verdict, zeros included."""
    found = dict(register.rows.order_by().values_list("verdict").annotate(Count("pk")))
    return {verdict: found.get(verdict, 0) for verdict in Verdict.values}


def deeds(register: Register) -> dict[str, int]:
    """Return how many of the rows that would be applied would do what."""
    return dict(applicable(register.rows.all()).order_by().values_list("deed").annotate(Count("pk")))
