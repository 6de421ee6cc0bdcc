"""Counting working days: weekdays without the holidays, and the days worked in exchange.

A limit counts from the day after (Civil Code 2015, Article 147: the first day is not counted), and one that would end
on a day off ends on the next working day (Article 148.5). Both are our reading of how the Decision's limits are meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days on which offices work. A year it does not describe has its weekdays only, and is not confirmed."""

    weekdays: frozenset[int]
    """1 is Monday, as in `date.isoweekday`."""
    holidays: Mapping[date, str] = field(default_factory=dict)
    """The names of the days off."""
    worked: frozenset[date] = frozenset()
    """Days off that are worked in exchange for another."""
    confirmed_years: frozenset[int] = frozenset()
    unconfirmed_days: frozenset[date] = frozenset()
    """Single days of a confirmed year that nobody has confirmed."""

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on the day."""
        return day in self.worked or (day.isoweekday() in self.weekdays and day not in self.holidays)

    def next_working(self, day: date) -> date:
        """Return the day itself when offices work then, else the first day after it on which they do."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def is_confirmed(self, first: date, last: date) -> bool:
        """Tell whether every day from the first to the last, both included, is known to be what it is here."""
        years = range(first.year, last.year + 1)
        return self.confirmed_years.issuperset(years) and not any(first <= day <= last for day in self.unconfirmed_days)


def read_calendar(data: Mapping[str, Any]) -> WorkCalendar:
    """Read the parsed file (`data/calendars`). Raises ValueError when a day stands in another year, or twice."""
    holidays: dict[date, str] = {}
    unconfirmed = set()
    for year, described in data["years"].items():
        for holiday in described["holidays"]:
            for day in holiday["days"]:
                if day.year != year or day in holidays:
                    message = f"{holiday['name']}: {day} is not a day of {year}, or stands twice."
                    raise ValueError(message)
                holidays[day] = holiday["name"]
                if not holiday.get("confirmed", True):
                    unconfirmed.add(day)
    worked = frozenset(day for described in data["years"].values() for day in described["worked"])
    if both := worked & holidays.keys():
        message = f"{min(both)} is a day off and worked in exchange."
        raise ValueError(message)
    return WorkCalendar(
        weekdays=frozenset(data["weekdays"]),
        holidays=holidays,
        worked=worked,
        confirmed_years=frozenset(year for year, described in data["years"].items() if described["confirmed"]),
        unconfirmed_days=frozenset(unconfirmed),
    )


def add_working_days(day: date, count: int, calendar: WorkCalendar) -> date:
    """Return the last of so many working days after the day, which itself is not counted; the day itself for none.

    Raises ValueError for a negative count.
    """
    if count < 0:
        message = f"{count} working days cannot be added."
        raise ValueError(message)
    for _ in range(count):
        day = calendar.next_working(day + ONE_DAY)
    return day


def add_days(day: date, count: int, calendar: WorkCalendar) -> date:
    """Return the day so many days later, or the next working day where that is a day off."""
    return calendar.next_working(day + timedelta(days=count))


def working_days_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Return how many working days come after the first up to the last, which is counted; below 0 when it is earlier.

    Of a deadline: how many are left. `working_days_between(day, add_working_days(day, n, calendar), calendar)` is n.
    """
    if last < first:
        return -working_days_between(last, first, calendar)
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return sum(map(calendar.is_working, days))
