"""Plans read on a day; the counting rules that need facts, each by its name in the mission's list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from saolang.base.places.models import Place
from saolang.core.indicators.targets import Verdict
from saolang.reports.standings import Sight, end_of, names_behind, read_plan

if TYPE_CHECKING:
    from saolang.base.places.models import Map
    from saolang.programme.plans.models import Plan
    from saolang.reports.standings import PlanReading
    from tests.factories.province import Province

CERTIFIED = {"indicator": "products.certified", "comparator": ">=", "goal": 2}
NEW = {"indicator": "products.new", "comparator": ">=", "goal": 2}
KEPT = {"indicator": "products.kept", "comparator": "maintain"}
LATER = date(2030, 1, 1)


def read(plan: Plan, as_at: date, *, as_known: date = LATER, on: Map | None = None) -> PlanReading:
    return read_plan(plan, Sight(as_at, end_of(as_known), on or plan.place.map))


def standing(plan: Plan, as_at: date, **sight: Any) -> Any:
    return read(plan, as_at, **sight).targets[0].standing


def test_rule_01_a_figure_restated_on_the_new_map_adds_up_to_the_same_sum(province: Province) -> None:
    for commune in province.communes[:30]:
        province.recognise(province.product(place=commune), date(2022, 3, 1))
    floor = CERTIFIED | {"goal": 1, "per": "district"}
    plan = province.plan(2022, 2022, floor)

    old = read(plan, date(2022, 12, 31)).targets[0]
    new = read(plan, date(2022, 12, 31), on=province.new).targets[0]

    assert old.by_unit is not None
    assert new.by_unit is not None
    assert sum(old.by_unit.numbers.values()) == 30
    assert sum(new.by_unit.numbers.values()) + new.by_unit.not_placed == 30
    assert {unit.province for unit in new.by_unit.numbers} == {Place.objects.get(map=2, code="92")}
    assert new.standing.verdict is Verdict.NOT_JUDGED


def test_rule_07_maintained_counts_kept_of_those_that_came_up(province: Province) -> None:
    renewed, expired, revoked, lowered, not_due = (province.product() for _ in range(5))
    for product in (renewed, expired, lowered):
        province.recognise(product, date(2020, 6, 1), stars=4)
    province.recognise(renewed, date(2023, 5, 1), stars=4, kind="renewal")
    province.recognise(lowered, date(2023, 5, 1), stars=3, kind="downgrade")
    province.revoke(province.recognise(revoked, date(2022, 6, 1)), date(2023, 4, 1))
    province.recognise(not_due, date(2022, 6, 1))
    plan = province.plan(2023, 2023, KEPT)

    kept = standing(plan, date(2023, 12, 31))

    assert (kept.part, kept.whole, kept.value) == (1, 4, 25)
    assert kept.verdict is Verdict.MISSED


def test_rule_07_nothing_due_is_said_and_is_not_a_failure(province: Province) -> None:
    province.recognise(province.product(), date(2022, 6, 1))
    plan = province.plan(2023, 2023, KEPT)

    kept = standing(plan, date(2023, 12, 31))

    assert kept.value is None
    assert kept.verdict is Verdict.NOTHING_DUE


def test_rule_08_kept_consolidated_and_upgraded_are_told_apart(province: Province) -> None:
    renewed, upgraded = province.product(), province.product()
    for product in (renewed, upgraded):
        province.recognise(product, date(2020, 6, 1), stars=3)
    province.recognise(renewed, date(2023, 5, 1), stars=3, kind="renewal")
    province.recognise(upgraded, date(2023, 5, 1), stars=4, kind="upgrade")
    plan = province.plan(2023, 2023, KEPT)

    kept = standing(plan, date(2023, 12, 31))

    assert kept.parts == {"upgraded": 1, "renewed": 1, "extended": 0}
    assert kept.value == 100


def test_rule_12_recognised_in_the_year_counts_events_and_certified_counts_a_state(province: Province) -> None:
    product = province.product()
    province.recognise(product, date(2020, 6, 1))
    province.recognise(product, date(2023, 5, 1), kind="renewal")
    plan = province.plan(2023, 2023, NEW, CERTIFIED)

    new, certified = (reading.standing.value for reading in read(plan, date(2023, 12, 31)).targets)

    assert (new, certified) == (0, 1)


def test_rule_13_stars_given_under_an_older_edition_stay_as_they_were(province: Province) -> None:
    province.recognise(province.product(), date(2022, 6, 1), stars=4, edition="qd1048")
    plan = province.plan(2024, 2024, CERTIFIED | {"indicator": "products.certified_4_stars", "goal": 1})

    assert standing(plan, date(2024, 12, 31)).value == 1


def test_rule_14_a_report_shows_what_was_known_on_its_day(province: Province) -> None:
    late = province.recognise(province.product(), date(2022, 12, 20))
    late.recorded_at = end_of(date(2023, 1, 15))
    late.save()
    plan = province.plan(2022, 2022, CERTIFIED | {"goal": 1})

    then = standing(plan, date(2022, 12, 31), as_known=date(2023, 1, 12))
    now = standing(plan, date(2022, 12, 31))

    assert (then.value, now.value) == (0, 1)


def test_a_corrected_fact_is_still_seen_as_it_was_known(province: Province) -> None:
    wrong = province.recognise(province.product(), date(2022, 6, 1), stars=5)
    wrong.withdrawn_at, wrong.withdrawn_by = end_of(date(2023, 3, 1)), "tests"
    wrong.save()
    plan = province.plan(2022, 2022, CERTIFIED | {"indicator": "products.certified_5_stars", "goal": 1})

    before = standing(plan, date(2022, 12, 31), as_known=date(2023, 1, 1))
    after = standing(plan, date(2022, 12, 31), as_known=date(2023, 4, 1))

    assert (before.value, after.value) == (1, 0)


def test_target_without_a_source_has_no_value(province: Province) -> None:
    plan = province.plan(2024, 2024, {"indicator": "rights.collective_marks", "comparator": ">=", "goal": 10})

    reading = read(plan, date(2024, 6, 30)).targets[0]

    assert reading.standing.value is None
    assert reading.standing.verdict is Verdict.NO_SOURCE
    assert names_behind(reading, plan, Sight(date(2024, 6, 30), end_of(LATER), plan.place.map)) == []


def test_names_behind_a_number_are_exactly_what_it_counted(province: Province) -> None:
    certified = province.product()
    province.recognise(certified, date(2022, 6, 1))
    province.recognise(province.product(), date(2018, 6, 1))
    plan = province.plan(2022, 2022, CERTIFIED)

    reading = read(plan, date(2022, 12, 31))
    behind = names_behind(reading.targets[0], plan, reading.sight)

    assert [name.code for name in behind] == [certified.code]
    assert reading.targets[0].standing.value == len(behind)


def test_floor_for_each_district_is_the_lowest_and_names_those_at_zero(province: Province) -> None:
    province.recognise(province.product(place=province.communes[0]), date(2022, 6, 1))
    plan = province.plan(2022, 2022, CERTIFIED | {"goal": 1, "per": "district"})

    reading = read(plan, date(2022, 12, 31)).targets[0]

    assert reading.standing.value == 0
    assert reading.standing.part == 1
    assert reading.standing.whole == 8
    assert len(reading.units_at_zero) == 7


def test_floor_only_for_districts_with_a_craft_village_leaves_the_others_out(province: Province) -> None:
    product = province.product(place=province.communes[0])
    province.recognise(product, date(2022, 6, 1))
    province.craft_village(product)
    floor = CERTIFIED | {"goal": 1, "per": "district", "per_only": "with_craft_village"}
    plan = province.plan(2022, 2022, floor)

    reading = read(plan, date(2022, 12, 31)).targets[0]

    assert reading.standing.whole == 1
    assert reading.standing.verdict is Verdict.REACHED


def test_yearly_target_starts_anew_each_year_and_is_missed_once_a_year_was(province: Province) -> None:
    for year, products in ((2022, 2), (2023, 1), (2024, 2), (2025, 2)):
        for _ in range(products):
            province.recognise(province.product(), date(year, 6, 1))
    plan = province.plan(2022, 2025, NEW | {"yearly": True})

    running = read(plan, date(2024, 12, 1)).targets[0]
    over = read(plan, date(2025, 12, 31)).targets[0]

    assert running.years == {2022: 2, 2023: 1, 2024: 2}
    assert running.standing.verdict is Verdict.REACHED
    assert over.standing.verdict is Verdict.MISSED


def test_pace_is_a_straight_line_from_the_start_of_the_period(province: Province) -> None:
    for _ in range(10):
        province.recognise(province.product(), date(2022, 3, 1))
    plan = province.plan(2023, 2023, CERTIFIED | {"goal": 20})

    halfway = standing(plan, date(2023, 7, 2))

    assert halfway.pace == pytest.approx(15, abs=0.05)
    assert halfway.verdict is Verdict.BEHIND


def test_forecast_takes_off_what_expires_and_adds_the_rhythm_of_past_years(province: Province) -> None:
    for year in (2020, 2021, 2022):
        for _ in range(6):
            province.recognise(province.product(), date(year, 10, 1))
    plan = province.plan(2023, 2023, CERTIFIED | {"goal": 20}, NEW | {"goal": 6})

    certified, new = (reading.standing.forecast for reading in read(plan, date(2023, 6, 30)).targets)

    assert (new.low < 6 < new.high, new.middle) == (True, 6)
    assert certified.low < certified.middle < certified.high
    assert certified.middle == 18 - 6 / 2 + 6


def test_reading_a_plan_takes_one_statement_for_each_population_and_day(
    province: Province, django_assert_num_queries: Any
) -> None:
    plan = province.plan(2023, 2023, CERTIFIED, NEW, KEPT, CERTIFIED | {"goal": 5})

    # The targets; products on the day and on the eve of the period; recognitions; certificates due.
    with django_assert_num_queries(5):
        read(plan, date(2023, 12, 31))


def test_certificates_in_the_transition_are_kept_past_their_expiry(province: Province) -> None:
    province.recognise(province.product(), date(2023, 6, 1), expires_on=date(2026, 6, 1))
    plan = province.plan(2026, 2026, CERTIFIED | {"goal": 1})

    kept, gone = standing(plan, date(2026, 11, 1)), standing(plan, date(2026, 12, 15))

    assert (kept.value, gone.value) == (1, 0)
