"""Counting working days: the day after counts first, holidays and weekends do not, days worked in exchange do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.calendars import WorkCalendar, add_days, add_working_days, read_calendar, working_days_between

WEEKDAYS = frozenset(range(1, 6))
TET = {dt.date(2026, 2, day): "Tết" for day in range(16, 21)}
CALENDAR = WorkCalendar(
    weekdays=WEEKDAYS,
    holidays=TET | {dt.date(2026, 8, 31): "Nghỉ hoán đổi", dt.date(2026, 11, 24): "Ngày Văn hóa Việt Nam"},
    worked=frozenset({dt.date(2026, 8, 22)}),
    confirmed_years=frozenset({2026}),
    unconfirmed_days=frozenset({dt.date(2026, 11, 24)}),
)
DAYS = st.dates(dt.date(2025, 12, 1), dt.date(2026, 12, 31))
COUNTS = st.integers(0, 60)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "works"),
    [
        ("2026-02-13", True),
        ("2026-02-14", False),  # a Saturday
        ("2026-02-16", False),  # Tết
        ("2026-08-22", True),  # a Saturday worked for Monday 31 August
        ("2026-08-31", False),
    ],
)
def test_day_is_worked_unless_weekend_or_holiday_or_given_in_exchange(on: str, works: bool) -> None:  # noqa: FBT001
    assert CALENDAR.is_working(day(on)) == works


@pytest.mark.parametrize(
    ("received", "count", "ends"),
    [
        ("2026-06-01", 15, "2026-06-22"),  # a Monday: three whole weeks, the first day not counted
        ("2026-06-06", 1, "2026-06-08"),  # a Saturday: Monday is the first day
        ("2026-02-13", 1, "2026-02-23"),  # over Tết
        ("2026-08-21", 1, "2026-08-22"),  # the Saturday worked
        ("2026-06-06", 0, "2026-06-06"),
    ],
)
def test_limit_in_working_days_counts_from_the_day_after(received: str, count: int, ends: str) -> None:
    assert add_working_days(day(received), count, CALENDAR) == day(ends)


def test_working_days_cannot_be_taken_away() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        add_working_days(day("2026-06-01"), -1, CALENDAR)


@pytest.mark.parametrize(("count", "ends"), [(4, "2026-06-05"), (5, "2026-06-08"), (7, "2026-06-08")])
def test_limit_in_days_that_ends_on_a_day_off_ends_on_the_next_working_day(count: int, ends: str) -> None:
    assert add_days(day("2026-06-01"), count, CALENDAR) == day(ends)


@given(DAYS, COUNTS)
def test_working_days_between_undoes_adding_them(received: dt.date, count: int) -> None:
    assert working_days_between(received, add_working_days(received, count, CALENDAR), CALENDAR) == count


@given(DAYS, COUNTS, COUNTS)
def test_adding_working_days_twice_is_adding_them_together(received: dt.date, some: int, more: int) -> None:
    once = add_working_days(received, some + more, CALENDAR)

    assert add_working_days(add_working_days(received, some, CALENDAR), more, CALENDAR) == once


@given(DAYS, st.integers(1, 60))
def test_limit_in_working_days_ends_on_a_working_day_after(received: dt.date, count: int) -> None:
    ends = add_working_days(received, count, CALENDAR)

    assert CALENDAR.is_working(ends)
    assert ends >= received + dt.timedelta(days=count)


@given(DAYS, DAYS)
def test_working_days_between_are_fewer_than_days_and_negative_backwards(first: dt.date, last: dt.date) -> None:
    between = working_days_between(first, last, CALENDAR)

    assert abs(between) <= abs((last - first).days)
    assert between == -working_days_between(last, first, CALENDAR)


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [
        ("2026-06-01", "2026-06-30", True),
        ("2026-11-01", "2026-11-30", False),  # the 24th is reported and not ordered
        ("2026-12-20", "2027-01-10", False),
    ],
)
def test_days_are_confirmed_where_year_and_each_day_are(first: str, last: str, known: bool) -> None:  # noqa: FBT001
    assert CALENDAR.is_confirmed(day(first), day(last)) == known


def written(**year: Any) -> dict[str, Any]:
    return {"weekdays": [1, 2, 3, 4, 5], "years": {2026: {"confirmed": True, "holidays": [], "worked": []} | year}}


def test_file_that_puts_a_day_into_another_year_is_refused() -> None:
    with pytest.raises(ValueError, match="2027-01-01 is not a day of 2026"):
        read_calendar(written(holidays=[{"name": "Tết Dương lịch", "days": [day("2027-01-01")]}]))


def test_file_that_names_a_day_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        read_calendar(written(holidays=[{"name": "Tết", "days": [day("2026-02-17"), day("2026-02-17")]}]))


def test_file_that_gives_a_day_off_and_has_it_worked_is_refused() -> None:
    holidays = [{"name": "Tết", "days": [day("2026-02-17")]}]

    with pytest.raises(ValueError, match="2026-02-17 is a day off and worked"):
        read_calendar(written(holidays=holidays, worked=[day("2026-02-17")]))
