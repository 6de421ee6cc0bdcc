from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.indicators.forecast import (
    BY_OWN_RATE,
    BY_RHYTHM,
    FOUR_IN_FIVE,
    Expected,
    Rhythm,
    expected_events,
    forecast_events,
    forecast_stock,
)

counts = st.integers(0, 500)
three = st.lists(counts, min_size=3, max_size=3)


def rhythm(season: list[float], years: list[float], whole_years: int = 0, elapsed: float = 0.5) -> Rhythm:
    return Rhythm(season, years, whole_years, elapsed)


def test_expected_is_the_mean_of_the_matching_seasons() -> None:
    assert expected_events(0, rhythm([10, 20, 30], [50, 50, 50])).mean == 20


def test_expected_adds_whole_years_at_their_mean() -> None:
    assert expected_events(0, rhythm([10, 20, 30], [40, 50, 60], whole_years=2)).mean == 20 + 2 * 50


def test_expected_forgets_the_years_before_the_first_record() -> None:
    assert expected_events(0, rhythm([12, 8, 0], [30, 20, 0])).mean == 10


def test_expected_keeps_an_empty_year_between_two_others() -> None:
    assert expected_events(0, rhythm([12, 0, 6], [30, 0, 20])).mean == 6


def test_expected_without_past_goes_on_at_the_rate_so_far() -> None:
    assert expected_events(10, rhythm([0, 0, 0], [0, 0, 0], elapsed=0.25)).mean == 30


def test_expected_before_the_period_and_without_past_is_nothing() -> None:
    assert expected_events(0, rhythm([0, 0, 0], [0, 0, 0], elapsed=0)) == Expected(0, 0)


def test_expected_spread_is_never_less_than_that_of_chance() -> None:
    steady = expected_events(0, rhythm([20, 20, 20], [40, 40, 40]))
    wild = expected_events(0, rhythm([0, 20, 40], [40, 40, 40]))

    assert (steady.variance, round(wild.variance, 1)) == (20, 266.7)


def test_band_holds_four_in_five() -> None:
    forecast = forecast_events(5, rhythm([16, 16, 16], [30, 30, 30]))

    assert (forecast.low, forecast.middle, forecast.high) == pytest.approx(
        (21 - FOUR_IN_FIVE * 4, 21, 21 + FOUR_IN_FIVE * 4)
    )


@given(counts, three, three, st.integers(0, 4), st.floats(0.01, 1))
def test_events_are_never_forecast_under_what_has_happened(
    so_far: int, season: list[float], years: list[float], whole_years: int, elapsed: float
) -> None:
    forecast = forecast_events(so_far, rhythm(season, years, whole_years, elapsed))

    assert so_far <= forecast.low <= forecast.middle <= forecast.high
    assert forecast.basis in {BY_RHYTHM, BY_OWN_RATE}


def test_stock_loses_what_ends_and_is_not_kept() -> None:
    forecast = forecast_stock(100, 20, due=10, kept=9, new=Expected(5, 5))

    assert forecast.middle == 100 - 2 + 5


def test_stock_with_nothing_ending_only_grows() -> None:
    assert forecast_stock(100, 0, due=0, kept=0, new=Expected(5, 5)).middle == 105


@given(counts, st.floats(0, 1), counts, st.floats(0, 1), st.floats(0, 100))
def test_stock_lies_within_its_band(holding: int, ending: float, due: int, rate: float, new: float) -> None:
    forecast = forecast_stock(holding, holding * ending, due=due, kept=due * rate, new=Expected(new, new))

    assert 0 <= forecast.low <= forecast.middle <= forecast.high


@given(st.integers(1, 500), st.floats(0, 1), st.integers(1, 500))
def test_stock_forecast_rises_with_the_share_kept(holding: int, ending: float, due: int) -> None:
    middles = [
        forecast_stock(holding, holding * ending, due=due, kept=kept, new=Expected(0, 0)).middle for kept in (0, due)
    ]

    assert middles == sorted(middles)
