"""The schedule of a subscription (EPCIS 2.0, 8.2.5.3): at which seconds, minutes, hours and days it is due.

{"second": "0", "minute": "0,30", "hour": "[6-18]", "dayOfWeek": "[1-5]"}: each field is a number, a range in brackets,
or a list of both; a field left out holds always. Days of the week count from Monday, 1. A schedule is of local time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

BOUNDS = {
    "second": (0, 59),
    "minute": (0, 59),
    "hour": (0, 23),
    "dayOfMonth": (1, 31),
    "month": (1, 12),
    "dayOfWeek": (1, 7),
}
_ELEMENT = re.compile(r"([0-9]{1,2})|\[([0-9]{1,2})-([0-9]{1,2})\]", re.ASCII)
YEARS_AHEAD = 9
"""Within which each day of the calendar comes once more, a 29 February across a year such as 2100 too."""

NOT_A_SCHEDULE = Refusal(
    gettext_noop("Lịch phải là một đối tượng có ít nhất một mục: second, minute, hour, dayOfMonth, month, dayOfWeek.")
)
NO_SUCH_FIELD = gettext_noop("Lịch không có mục “%(field)s”. Các mục: %(listed)s.")
NOT_A_FIELD = gettext_noop("Mục %(field)s của lịch không đúng: viết số từ %(low)s đến %(high)s, như 0,30 hoặc [1-5].")
NEVER = Refusal(gettext_noop("Lịch này không rơi vào ngày nào. Hãy sửa ngày và tháng."))


@dataclass(frozen=True, slots=True)
class Schedule:
    """The numbers that hold for each field."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def next_after(self, moment: datetime) -> datetime:
        """Return the first moment after the given one at which it is due, in the same zone. Raises Refusal: never."""
        start = moment.replace(microsecond=0) + timedelta(seconds=1)
        for days in range(YEARS_AHEAD * 366):
            day = start.date() + timedelta(days=days)
            if day.day not in self.days or day.month not in self.months or day.isoweekday() not in self.weekdays:
                continue
            earliest = start.time() if days == 0 else time()
            if (found := self._time_from(earliest)) is not None:
                return datetime.combine(day, found, tzinfo=moment.tzinfo)
        raise NEVER

    def _time_from(self, earliest: time) -> time | None:
        """Return the first time of a day from that one on; None where the day has none left."""
        for hour in self.hours:
            if hour < earliest.hour:
                continue
            for minute in self.minutes:
                if (hour, minute) < (earliest.hour, earliest.minute):
                    continue
                for second in self.seconds:
                    if (hour, minute, second) >= (earliest.hour, earliest.minute, earliest.second):
                        return time(hour, minute, second)
        return None


def read_schedule(said: object) -> Schedule:
    """Return the schedule of the object. Raises Refusal for what is none."""
    if not isinstance(said, dict) or not said:
        raise NOT_A_SCHEDULE
    if unknown := sorted(str(field) for field in said if field not in BOUNDS):
        raise Refusal(NO_SUCH_FIELD, field=unknown[0][:40], listed=", ".join(BOUNDS))
    numbers = {field: _numbers(field, said) for field in BOUNDS}
    return Schedule(
        seconds=numbers["second"],
        minutes=numbers["minute"],
        hours=numbers["hour"],
        days=frozenset(numbers["dayOfMonth"]),
        months=frozenset(numbers["month"]),
        weekdays=frozenset(numbers["dayOfWeek"]),
    )


def _numbers(field: str, said: Mapping[str, object]) -> tuple[int, ...]:
    low, high = BOUNDS[field]
    if field not in said:
        return tuple(range(low, high + 1))
    found: set[int] = set()
    written = said[field]
    for element in str(written).split(",") if isinstance(written, str | int) else [""]:
        read = _ELEMENT.fullmatch(element.strip())
        first, last = (int(read[1] or read[2]), int(read[1] or read[3])) if read else (high, low)
        if not low <= first <= last <= high:
            raise Refusal(NOT_A_FIELD, field=field, low=low, high=high)
        found.update(range(first, last + 1))
    return tuple(sorted(found))
