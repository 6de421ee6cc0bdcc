"""When an office entered what happened: some days after, in working hours, now and then much later."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.config.demonstration.histories import LAST_DAY

if TYPE_CHECKING:
    from random import Random

SATURDAY = 5
OPENS, CLOSES = 8, 17
MINUTES_A_DAY = (CLOSES - OPENS) * 60
USUAL_DAYS = (3, 18)
LATE_DAYS = (40, 150)


def entered_after(happened_on: date, random: Random, *, late: bool = False) -> datetime:
    """Return a moment of work some days after the event, never after the last day of the demonstration."""
    return entered_on(happened_on + timedelta(days=random.randint(*(LATE_DAYS if late else USUAL_DAYS))), random)


def entered_on(day: date, random: Random) -> datetime:
    """Return a moment in working hours on the day, or on the Monday after a weekend."""
    working = min(day, LAST_DAY)
    if working.weekday() >= SATURDAY:
        working += timedelta(days=7 - working.weekday())
    opens = datetime.combine(working, time(OPENS), tzinfo=timezone.get_default_timezone())
    return opens + timedelta(minutes=random.randrange(MINUTES_A_DAY))
