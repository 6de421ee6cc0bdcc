"""People are told at the nearest threshold alone, and told when to file."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.programme.certification.rules.expiry import THRESHOLDS, filing_window, threshold_for


@pytest.mark.parametrize(
    ("left", "threshold"),
    [(181, None), (180, 180), (121, 180), (120, 120), (61, 120), (60, 60), (31, 60), (30, 30), (0, 30), (-5, 30)],
)
def test_threshold_is_the_nearest_that_was_reached(left: int, threshold: int | None) -> None:
    assert threshold_for(left) == threshold


@given(st.integers(-200, 400))
def test_threshold_passes_each_once_on_the_way_down(left: int) -> None:
    told = [threshold_for(days) for days in range(400, left, -1)]

    distinct = [each for each, before in zip(told, [None, *told], strict=False) if each is not None and each != before]
    assert distinct == [each for each in THRESHOLDS if each > left]


def test_renewal_is_filed_from_180_to_120_days_before() -> None:
    assert filing_window(dt.date(2027, 6, 30)) == (dt.date(2027, 1, 1), dt.date(2027, 3, 2))
