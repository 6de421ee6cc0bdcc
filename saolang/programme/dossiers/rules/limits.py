"""How much time is left of a limit, in working days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.core.calendars import working_days_between
from saolang.programme.dossiers.rules.procedures import calendar

if TYPE_CHECKING:
    from datetime import date

SOON = 3
"""From how many working days left a limit is said to be near."""


@dataclass(frozen=True, slots=True)
class Left:
    """The last day, and the working days that remain until it; below 0 so many have passed since."""

    due_on: date
    days: int

    @property
    def is_over(self) -> bool:
        return self.days < 0

    @property
    def is_soon(self) -> bool:
        return 0 <= self.days <= SOON

    @property
    def passed(self) -> int:
        return -self.days


def left_of(due_on: date | None, today: date) -> Left | None:
    """Return what is left today of a limit; None where there is none.

    A limit whose day has passed over days nobody works is over by one working day at least.
    """
    if due_on is None:
        return None
    days = working_days_between(today, due_on, calendar())
    return Left(due_on, min(days, -1) if due_on < today else days)
