"""When a subscription is due, by its schedule."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.epcis.schedules import BOUNDS, Schedule, read_schedule
from saolang.core.refusal import Refusal

FRIDAY = datetime(2026, 11, 20, 18, 31, 5)  # noqa: DTZ001 - schedules are of local time, whichever that is


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({"second": "0", "minute": "0,30", "hour": "[6-18]", "dayOfWeek": "[1-5]"}, datetime(2026, 11, 23, 6)),  # noqa: DTZ001
        ({"second": "0", "minute": "0,30", "hour": "[6-19]"}, datetime(2026, 11, 20, 19)),  # noqa: DTZ001
        ({"second": 6}, datetime(2026, 11, 20, 18, 31, 6)),  # noqa: DTZ001
        ({"second": 5}, datetime(2026, 11, 20, 18, 32, 5)),  # noqa: DTZ001
        ({"hour": "18", "minute": "31", "second": "[0-5]"}, datetime(2026, 11, 21, 18, 31)),  # noqa: DTZ001
        ({"dayOfMonth": "31", "hour": 0, "minute": 0, "second": 0}, datetime(2026, 12, 31)),  # noqa: DTZ001
        ({"dayOfMonth": 29, "month": 2, "hour": 0, "minute": 0, "second": 0}, datetime(2028, 2, 29)),  # noqa: DTZ001
    ],
)
def test_next_time_is_the_first_that_fits(said: dict[str, object], due: datetime) -> None:
    assert read_schedule(said).next_after(FRIDAY) == due


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        "0 0 * * *",
        None,
        {"hours": "1"},
        {"hour": "24"},
        {"hour": "-1"},
        {"hour": "[5-3]"},
        {"hour": "1,,2"},
        {"hour": ""},
        {"hour": "*"},
        {"minute": "60"},
        {"dayOfMonth": "0"},
        {"dayOfWeek": "8"},
        {"month": [1, 2]},
        {"second": None},
        {"second": "٣"},
    ],
)
def test_what_is_no_schedule_is_refused(said: object) -> None:
    with pytest.raises(Refusal):
        read_schedule(said)


def test_schedule_of_a_day_that_never_comes_is_refused() -> None:
    with pytest.raises(Refusal):
        read_schedule({"dayOfMonth": 31, "month": 2}).next_after(FRIDAY)


def numbers(field: str) -> st.SearchStrategy[str]:
    low, high = BOUNDS[field]
    return st.lists(st.integers(low, high), min_size=1, max_size=3).map(lambda found: ",".join(map(str, found)))


SCHEDULES = st.fixed_dictionaries(
    {}, optional={field: numbers(field) for field in ("second", "minute", "hour", "month", "dayOfWeek")}
).filter(bool)


@given(SCHEDULES, st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_next_time_is_later_fits_and_skips_none(said: dict[str, str], now: datetime) -> None:
    schedule: Schedule = read_schedule(said)

    due = schedule.next_after(now)

    assert due > now
    assert (due.second in schedule.seconds, due.minute in schedule.minutes, due.hour in schedule.hours) == (True,) * 3
    assert due.month in schedule.months
    assert due.isoweekday() in schedule.weekdays
    assert schedule.next_after(due - timedelta(seconds=1)) == due


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner))
)
def test_anything_else_is_a_schedule_or_refused(said: object) -> None:
    with suppress(Refusal):
        assert read_schedule(said).hours
