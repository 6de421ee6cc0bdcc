from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.indicators.definitions import Condition
from saolang.core.indicators.forecast import BY_EXPIRY, BY_EXPIRY_UNKNOWN, BY_OWN_RATE, BY_RHYTHM, ENDED
from saolang.core.indicators.questions import Moment, Tally
from saolang.core.indicators.targets import (
    Comparator,
    Goal,
    Period,
    Question,
    Standing,
    Verdict,
    baselines_that_fit,
    judge,
    judge_floor,
    question,
    stand,
)
from saolang.core.indicators.words import COMPARATORS, VERDICTS
from tests.core.indicators.words import PROGRAMME, VOCABULARY, indicator

if TYPE_CHECKING:
    from saolang.core.indicators.definitions import Indicator

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))
MID_YEAR = date(2024, 7, 1)
LAST_DAY = date(2024, 12, 31)
FIVE_YEARS = Period(date(2021, 1, 1), date(2025, 12, 31))

values = st.floats(0, 1000)
comparators = st.sampled_from(Comparator)
days = st.dates(date(2019, 1, 1), date(2027, 12, 31))


def at_least(low: float) -> Goal:
    return Goal(Comparator.AT_LEAST, low)


def ask_about(
    chosen: Indicator | str, goal: Goal | None = None, day: date = MID_YEAR, period: Period = YEAR
) -> Question:
    known = PROGRAMME[chosen] if isinstance(chosen, str) else chosen
    return question(known, goal or at_least(30), period, day, VOCABULARY)


def numbers(asked: Question, default: float = 0, **named: Any) -> dict[Tally, float]:
    """Give every tally a number: those named by the question's attribute, the rest the default."""
    given = dict.fromkeys(asked.tallies, float(default))
    for name, value in named.items():
        part = getattr(asked, name)
        if isinstance(part, tuple):
            given.update(zip(part, value, strict=True))
        else:
            given[getattr(part, "part", part)] = value
    return given


# Goals and verdicts


@pytest.mark.parametrize(
    ("goal", "below", "at", "over"),
    [
        (Goal(Comparator.AT_LEAST, 50), False, True, True),
        (Goal(Comparator.MORE_THAN, 50), False, False, True),
        (Goal(Comparator.AT_MOST, 50), True, True, False),
        (Goal(Comparator.RANGE, 50, 60), False, True, True),
    ],
)
def test_goal_is_met_below_at_and_over_its_number(goal: Goal, below: bool, at: bool, over: bool) -> None:  # noqa: FBT001
    assert (goal.is_met(49.9), goal.is_met(50), goal.is_met(50.1)) == (below, at, over)


def test_some_is_met_by_the_first() -> None:
    assert (Goal(Comparator.SOME).is_met(0), Goal(Comparator.SOME).is_met(1)) == (False, True)


def test_maintain_is_met_by_all_only() -> None:
    assert (Goal(Comparator.MAINTAIN).is_met(99.9), Goal(Comparator.MAINTAIN).is_met(100)) == (False, True)


@pytest.mark.parametrize(("comparator", "verdict"), [("range", Verdict.ABOVE), (">=", Verdict.REACHED)])
def test_only_a_range_has_an_upper_end(comparator: str, verdict: Verdict) -> None:
    assert judge(Goal(Comparator(comparator), 25, 30), 31, None, is_over=True) is verdict


@pytest.mark.parametrize(
    ("value", "is_over", "verdict"),
    [
        (30, False, Verdict.REACHED),
        (30, True, Verdict.REACHED),
        (29, True, Verdict.MISSED),
        (15, False, Verdict.ON_COURSE),
        (14, False, Verdict.BEHIND),
    ],
)
def test_judge_holds_the_value_against_goal_and_pace(value: float, is_over: bool, verdict: Verdict) -> None:  # noqa: FBT001
    assert judge(at_least(30), value, 15, is_over=is_over) is verdict


def test_judge_without_pace_finds_an_open_target_on_course() -> None:
    assert judge(Goal(Comparator.SOME), 0, None, is_over=False) is Verdict.ON_COURSE


@pytest.mark.parametrize(
    ("value", "is_over", "verdict"),
    [
        (5, False, Verdict.ON_COURSE),
        (6, False, Verdict.BEHIND),
        (5, True, Verdict.REACHED),
        (6, True, Verdict.MISSED),
    ],
)
def test_at_most_is_kept_only_when_the_period_is_over(value: float, is_over: bool, verdict: Verdict) -> None:  # noqa: FBT001
    assert judge(Goal(Comparator.AT_MOST, 5), value, 5, is_over=is_over) is verdict


@given(comparators.filter(lambda one: one is not Comparator.AT_MOST), values, values, values, st.booleans())
def test_a_higher_value_never_loses_a_met_goal(
    comparator: Comparator,
    low: float,
    value: float,
    more: float,
    is_over: bool,  # noqa: FBT001
) -> None:
    goal = Goal(comparator, low, low + 1)
    met = {Verdict.REACHED, Verdict.ABOVE}

    before = judge(goal, value, None, is_over=is_over)

    after = judge(goal, value + more, None, is_over=is_over)
    assert before not in met or after in met


@given(comparators, values, values, values)
def test_once_over_nothing_is_on_course(comparator: Comparator, low: float, value: float, pace: float) -> None:
    verdict = judge(Goal(comparator, low, low + 1), value, pace, is_over=True)

    assert verdict in {Verdict.REACHED, Verdict.ABOVE, Verdict.MISSED}


def test_every_verdict_and_comparator_has_words() -> None:
    assert (set(VERDICTS), set(COMPARATORS)) == (set(Verdict), set(Comparator))


# Periods


def test_period_is_gone_by_days() -> None:
    assert [YEAR.elapsed(day) for day in (date(2023, 12, 31), date(2024, 1, 1), LAST_DAY, date(2025, 3, 1))] == [
        0,
        1 / 366,
        1,
        1,
    ]


@given(days, days)
def test_elapsed_grows_from_0_to_1(one: date, other: date) -> None:
    first, last = sorted([one, other])

    assert 0 <= FIVE_YEARS.elapsed(first) <= FIVE_YEARS.elapsed(last) <= 1


def test_period_is_over_on_its_last_day() -> None:
    assert [YEAR.is_over(day) for day in (date(2024, 12, 30), LAST_DAY)] == [False, True]


def test_year_of_a_day_is_cut_to_the_period() -> None:
    period = Period(date(2022, 10, 1), date(2024, 3, 31))

    years = [period.year_of(day) for day in (date(2020, 1, 1), date(2023, 5, 5), date(2030, 1, 1))]

    assert years == [
        Period(date(2022, 10, 1), date(2022, 12, 31)),
        Period(date(2023, 1, 1), date(2023, 12, 31)),
        Period(date(2024, 1, 1), date(2024, 3, 31)),
    ]


@given(days)
def test_years_until_a_day_follow_each_other_without_gap(day: date) -> None:
    period = Period(date(2021, 4, 1), date(2025, 9, 30))

    years = period.years_until(day)

    assert [year.begins_on.year for year in years] == list(range(2021, min(day.year, 2025) + 1))
    assert all(year.begins_on.year == year.ends_on.year for year in years)


# What is asked


def test_question_counts_events_from_the_first_day_to_the_day() -> None:
    assert ask_about("products.new").value.part.window == Moment(YEAR.begins_on, MID_YEAR)


def test_question_after_the_end_counts_to_the_last_day() -> None:
    asked = ask_about("products.new", day=date(2026, 1, 1))

    assert asked.value.part.window == Moment(YEAR.begins_on, LAST_DAY)


def test_question_on_a_stock_asks_the_eve_of_the_period_as_baseline() -> None:
    asked = ask_about("products.certified")

    assert asked.baseline is not None
    assert asked.baseline.part.on.day == date(2023, 12, 31)


def test_question_before_the_period_takes_what_there_is_as_baseline() -> None:
    asked = ask_about("products.certified", day=date(2023, 11, 22))

    assert asked.baseline is not None
    assert asked.baseline.part.on.day == date(2023, 11, 22)


def test_question_before_the_period_forecasts_a_stock_and_no_events() -> None:
    asked = {code: ask_about(code, day=date(2023, 11, 22)).years for code in ("products.certified", "products.new")}

    assert {code: len(years) for code, years in asked.items()} == {"products.certified": 3, "products.new": 0}


@pytest.mark.parametrize("code", ["products.new", "products.kept", "workers.share_trained"])
def test_question_on_events_and_shares_has_no_baseline(code: str) -> None:
    assert ask_about(code).baseline is None


def test_question_without_source_asks_only_the_value() -> None:
    asked = ask_about("rights.patents")

    assert asked.tallies == asked.value.tallies


def test_question_over_asks_nothing_for_a_forecast() -> None:
    asked = ask_about("products.certified", day=LAST_DAY)

    assert (asked.expiring, asked.due, asked.kept, asked.season, asked.years) == (None, None, None, (), ())


def test_question_on_a_stock_asks_what_ends_before_the_last_day() -> None:
    asked = ask_about("products.certified")

    assert asked.expiring is not None
    assert asked.expiring.where[-1] == Condition("expires_on", "between", (MID_YEAR, date(2024, 12, 30)))


def test_question_asks_the_same_season_of_three_past_years() -> None:
    asked = ask_about("products.new")

    assert [tally.window for tally in asked.season] == [
        Moment(date(year, 7, 2), date(year, 12, 31)) for year in (2023, 2022, 2021)
    ]
    assert [tally.window for tally in asked.years] == [
        Moment(date(year - 1, 7, 2), date(year, 7, 1)) for year in (2024, 2023, 2022)
    ]


def test_question_asks_whole_years_and_the_rest_apart() -> None:
    asked = ask_about("products.new", day=date(2023, 3, 31), period=FIVE_YEARS)

    assert asked.season[0].window == Moment(date(2022, 4, 1), date(2022, 12, 31))


def test_question_on_29_february_looks_back_to_the_28th() -> None:
    asked = ask_about("products.new", day=date(2024, 2, 29))

    assert asked.years[0].window == Moment(date(2023, 3, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("code", "kinds"), [("products.certified", ("first",)), ("products.certified_4_stars", ("first", "upgrade"))]
)
def test_stock_of_one_star_rank_grows_by_upgrades_too(code: str, kinds: tuple[str, ...]) -> None:
    asked = ask_about(code)

    assert asked.years[0].where[0] == Condition("kind", "is_in", kinds)


@given(st.sampled_from(sorted(PROGRAMME)), days, days, days)
def test_question_never_looks_past_the_day_or_the_end(code: str, one: date, other: date, day: date) -> None:
    period = Period(*sorted([one, other]))

    asked = ask_about(code, day=day, period=period)

    for tally in asked.tallies:
        assert tally.on.day is None or tally.on.day <= min(day, period.ends_on)
        assert tally.window is None or tally.window.day <= min(day, period.ends_on)


# Where a target stands


def test_stand_without_source_has_no_value() -> None:
    asked = ask_about("rights.patents")

    assert stand(asked, {}) == Standing(None, Verdict.NO_SOURCE)


def test_stand_with_nothing_due_has_no_value() -> None:
    asked = ask_about("products.kept", Goal(Comparator.MAINTAIN))

    standing = stand(asked, numbers(asked))

    assert (standing.value, standing.verdict, standing.whole) == (None, Verdict.NOTHING_DUE, 0)


def test_stand_share_is_a_percentage_with_its_counts() -> None:
    asked = ask_about("producers.share_cooperative", at_least(30))
    assert asked.value.whole is not None

    standing = stand(asked, numbers(asked) | {asked.value.part: 22, asked.value.whole: 82})

    assert standing.value == pytest.approx(26.829, abs=0.001)
    assert (standing.part, standing.whole, standing.pace, standing.verdict) == (22, 82, 30, Verdict.BEHIND)


def test_stand_events_are_held_against_a_line_from_zero() -> None:
    asked = ask_about("products.new", at_least(366))

    standing = stand(asked, numbers(asked, value=200))

    assert (standing.pace, standing.verdict) == (183, Verdict.ON_COURSE)


def test_stand_stock_is_held_against_a_line_from_its_baseline() -> None:
    asked = ask_about("products.certified", at_least(200))

    standing = stand(asked, numbers(asked, baseline=100, value=149))

    assert (standing.pace, standing.verdict) == (150, Verdict.BEHIND)


def test_stand_at_most_is_held_against_its_goal() -> None:
    lost = indicator(counts="certificates_due", where={"outcome": "lost"}, direction="down")
    asked = ask_about(lost, Goal(Comparator.AT_MOST, 5))

    standing = stand(asked, numbers(asked, value=6))

    assert (standing.pace, standing.verdict) == (5, Verdict.BEHIND)


def test_stand_over_forecasts_what_is() -> None:
    asked = ask_about("products.new", day=LAST_DAY)

    forecast = stand(asked, numbers(asked, value=31)).forecast

    assert forecast is not None
    assert (forecast.low, forecast.middle, forecast.high, forecast.basis) == (31, 31, 31, ENDED)


def test_stand_events_forecast_by_the_rhythm_of_past_years() -> None:
    asked = ask_about("products.new")

    forecast = stand(asked, numbers(asked, value=12, season=[20, 20, 20], years=[40, 40, 40])).forecast

    assert forecast is not None
    assert (forecast.middle, forecast.basis) == (32, BY_RHYTHM)


def test_stand_events_without_past_forecast_by_their_own_rate() -> None:
    asked = ask_about("products.new")

    forecast = stand(asked, numbers(asked, value=12)).forecast

    assert forecast is not None
    assert (forecast.middle, forecast.basis) == (24, BY_OWN_RATE)


def test_stand_stock_forecasts_by_expiries_and_what_share_was_kept() -> None:
    asked = ask_about("products.certified")

    counted = numbers(asked, value=100, expiring=20, due=40, kept=30, season=[10, 10, 10], years=[20, 20, 20])
    forecast = stand(asked, counted).forecast

    assert forecast is not None
    assert (forecast.middle, forecast.basis) == (105, BY_EXPIRY)


def test_stand_stock_with_no_renewal_seen_says_so() -> None:
    asked = ask_about("products.certified")

    forecast = stand(asked, numbers(asked, value=100, expiring=20)).forecast

    assert forecast is not None
    assert (forecast.low, forecast.high, forecast.basis) == (80, 100, BY_EXPIRY_UNKNOWN)


def test_stand_share_has_no_forecast() -> None:
    asked = ask_about("products.kept")

    assert stand(asked, numbers(asked, 10)).forecast is None


# Per-unit floors


def test_floor_is_the_lowest_unit() -> None:
    standing = judge_floor(at_least(1), {"A": 3, "B": 0, "C": 1}, is_over=True)

    assert (standing.value, standing.verdict, standing.part, standing.whole) == (0, Verdict.MISSED, 2, 3)


def test_floor_is_met_when_every_unit_meets_it() -> None:
    assert judge_floor(at_least(1), {"A": 3, "B": 1}, is_over=False).verdict is Verdict.REACHED


def test_floor_of_no_units_has_nothing_due() -> None:
    assert judge_floor(at_least(1), {}, is_over=True) == Standing(None, Verdict.NOTHING_DUE)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5), min_size=1), st.integers(1, 4))
def test_floor_is_met_exactly_when_no_unit_is_short(counts: dict[str, int], floor: int) -> None:
    standing = judge_floor(at_least(floor), dict(counts), is_over=True)

    assert (standing.verdict is Verdict.REACHED) == (standing.part == standing.whole)


# Two statements of one promise


@given(st.integers(0, 50), st.integers(0, 9), st.integers(0, 500))
def test_statements_made_from_one_baseline_agree(low: int, width: int, baseline: int) -> None:
    increase = Goal(Comparator.RANGE, low, low + width)
    total = Goal(Comparator.RANGE, baseline + low, baseline + low + width)

    assert baselines_that_fit(increase, total) == (baseline, baseline)


def test_statements_without_two_ends_imply_no_baseline() -> None:
    assert baselines_that_fit(at_least(25), Goal(Comparator.RANGE, 142, 152)) is None
