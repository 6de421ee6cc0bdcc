from __future__ import annotations

from datetime import date

from saolang.core.indicators.definitions import Condition
from saolang.core.indicators.questions import Asking, Moment, Pass, Tally, ask
from tests.core.indicators.words import VOCABULARY, indicator

YEAR = Moment(date(2024, 1, 1), date(2024, 6, 30))
FOUR_STARS = Condition("stars", "is_in", (4,))


def asking(**changes: object) -> Asking:
    return ask(indicator(**changes), VOCABULARY, YEAR)


def test_state_is_asked_on_the_day_alone() -> None:
    assert asking(counts="products").part == Tally(Pass("products", day=YEAR.day), (FOUR_STARS,))


def test_events_share_one_pass_and_carry_their_window() -> None:
    assert asking(counts="recognitions").part == Tally(Pass("recognitions"), (FOUR_STARS,), window=YEAR)


def test_what_came_up_is_asked_through_the_period() -> None:
    expected = Tally(Pass("certificates_due", day=YEAR.day, since=YEAR.since), (FOUR_STARS,))

    assert asking(counts="certificates_due").part == expected


def test_in_period_becomes_the_two_days_asked() -> None:
    asked = asking(where={"first_certified_on": "in_period"})

    assert asked.part.where == (Condition("first_certified_on", "between", (YEAR.since, YEAR.day)),)


def test_count_needs_one_tally() -> None:
    asked = asking()

    assert (asked.whole, asked.parts, asked.tallies) == (None, {}, [asked.part])


def test_share_needs_its_part_and_its_whole() -> None:
    asked = asking(where={"level": "province"}, share={"where": {"stars": 4}})

    of_the_province = Condition("level", "is_in", ("province",))
    assert asked.whole is not None
    assert (asked.part.where, asked.whole.where) == ((of_the_province, FOUR_STARS), (of_the_province,))
    assert asked.tallies == [asked.part, asked.whole]


def test_share_of_a_sum_sums_both() -> None:
    asked = asking(counts="producers", where={}, sum="labour_headcount", share={"sum": "labour_trained"})

    assert asked.whole is not None
    assert (asked.part.total, asked.whole.total) == ("labour_trained", "labour_headcount")


def test_share_under_conditions_sums_the_same_field_in_both() -> None:
    asked = asking(counts="producers", where={}, sum="labour_headcount", share={"where": {"legal_form": "company"}})

    assert asked.whole is not None
    assert (asked.part.total, asked.whole.total) == ("labour_headcount", "labour_headcount")


def test_parts_are_asked_beside_the_total() -> None:
    asked = asking(where={}, parts={"four": {"label": "4 sao", "where": {"stars": 4}}})

    assert asked.parts == {"four": Tally(Pass("products", day=YEAR.day), (FOUR_STARS,))}
    assert asked.tallies == [asked.part, asked.parts["four"]]


def test_indicators_of_one_population_share_a_pass() -> None:
    passes = {asking(where={"stars": stars}).part.on for stars in (3, 4, 5)}

    assert len(passes) == 1
