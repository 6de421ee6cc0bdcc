from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from saolang.config.demonstration.entry import entered_after, entered_on
from saolang.config.demonstration.histories import LAST_DAY


@given(st.dates(date(2019, 12, 1), LAST_DAY), st.integers(), st.booleans())
def test_entry_is_on_a_working_day_after_the_event_and_never_after_the_last_day(
    happened_on: date,
    seed: int,
    late: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    moment = entered_after(happened_on, Random(seed), late=late)

    assert moment.weekday() < 5
    assert 8 <= moment.hour < 17
    assert moment.date() <= LAST_DAY
    assert moment.date() > happened_on or moment.date() == LAST_DAY


def test_entry_on_a_sunday_waits_for_monday() -> None:
    moment = entered_on(date(2023, 1, 15), Random(1))

    assert moment.date() == date(2023, 1, 16)
