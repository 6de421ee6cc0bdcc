"""The Vietnamese calendar that comes with the software, held against the moon and against the law's fixed days."""

from __future__ import annotations

import datetime as dt
from math import floor, radians, sin

import pytest

from saolang.programme.dossiers.rules.procedures import calendar

EPOCH = dt.date(2000, 1, 1)
YEARS = range(2024, 2028)
HANOI = dt.timedelta(hours=7)


def moon_of(lunation: int) -> dt.date:
    """Return the day, in Hà Nội, of the new moon so many lunations after that of 6 January 2000 (Meeus, chapter 49)."""
    sun = radians(2.5534 + 29.10535670 * lunation)
    moon = radians(201.5643 + 385.81693528 * lunation)
    node = radians(160.7108 + 390.67050284 * lunation)
    days = 2451550.09766 + 29.530588861 * lunation
    days += -0.40720 * sin(moon) + 0.17241 * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    days += 0.00739 * sin(moon - sun) - 0.00514 * sin(moon + sun) + 0.00208 * sin(2 * sun)
    since_midnight = days - 70 / 86400 - 2451544.5 + HANOI / dt.timedelta(days=1)  # dynamical time runs 70 s ahead
    return EPOCH + dt.timedelta(days=floor(since_midnight))


def moons_from(first: dt.date) -> list[dt.date]:
    lunation = floor((first - EPOCH).days / 29.530588861) - 1
    return [moon for moon in map(moon_of, range(lunation, lunation + 6)) if moon >= first]


@pytest.mark.parametrize(
    ("year", "tet"), [(2024, "2024-02-10"), (2025, "2025-01-29"), (2026, "2026-02-17"), (2027, "2027-02-06")]
)
def test_lunar_new_year_is_the_new_moon_after_20_january_and_off(year: int, tet: str) -> None:
    [first_of_year, *_] = moons_from(dt.date(year, 1, 21))

    assert first_of_year == dt.date.fromisoformat(tet)
    assert calendar().holidays[first_of_year] == "Tết Nguyên đán"


@pytest.mark.parametrize("year", YEARS)
def test_day_of_the_hung_kings_is_the_tenth_of_the_third_month(year: int) -> None:
    [_, _, third_month, *_] = moons_from(dt.date(year, 1, 21))

    kings = third_month + dt.timedelta(days=9)

    assert [day for day, name in calendar().holidays.items() if name == "Giỗ Tổ Hùng Vương" and day.year == year] == [
        kings
    ]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("month", "day"), [(1, 1), (4, 30), (5, 1), (9, 2)])
def test_fixed_days_of_the_labour_code_are_off(year: int, month: int, day: int) -> None:
    assert not calendar().is_working(dt.date(year, month, day))


@pytest.mark.parametrize("year", YEARS)
def test_tet_gives_five_weekdays_or_more_around_the_new_year(year: int) -> None:
    tet = sorted(day for day, name in calendar().holidays.items() if "Tết Nguyên đán" in name and day.year == year)

    assert sum(day.isoweekday() <= 5 for day in tet) >= 5
    assert tet[-1] - tet[0] == dt.timedelta(days=len(tet) - 1)


@pytest.mark.parametrize(("gone", "worked"), [("2024-04-29", "2024-05-04"), ("2025-05-02", "2025-04-26")])
def test_day_given_off_in_exchange_is_worked_on_a_saturday(gone: str, worked: str) -> None:
    assert not calendar().is_working(dt.date.fromisoformat(gone))
    assert calendar().is_working(dt.date.fromisoformat(worked))


def test_year_that_was_not_announced_is_not_confirmed() -> None:
    assert calendar().is_confirmed(dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assert not calendar().is_confirmed(dt.date(2027, 1, 1), dt.date(2027, 1, 2))
