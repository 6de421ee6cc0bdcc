"""The counting rules of the mission map, part 3, each by its number.

Rules 1, 13 and 14 speak of records over time: they are held where records are counted, in tests/reports.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from saolang.core.indicators.definitions import Condition
from saolang.core.indicators.questions import Moment, ask
from saolang.core.indicators.targets import (
    Comparator,
    Goal,
    Period,
    Verdict,
    baselines_that_fit,
    judge,
    question,
    stand,
)
from saolang.core.indicators.vocabulary import Asked
from tests.core.indicators.words import PROGRAMME, VOCABULARY, indicator

PLANS = Path(__file__).resolve().parents[3] / "saolang" / "data" / "plans"
YEAR = Moment(date(2024, 1, 1), date(2024, 12, 31))
PERIOD = Period(YEAR.since, YEAR.day)


def promised() -> dict[str, dict[str, Any]]:
    """Return every target of the five plans by its code."""
    files = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(PLANS.glob("*.yaml"))]
    return {target["code"]: target for file in files for target in file["targets"]}


TARGETS = promised()


def goal_of(code: str) -> Goal:
    target = TARGETS[code]
    return Goal(Comparator(target["comparator"]), target.get("goal"), target.get("goal_to"))


def unit_of(code: str) -> str:
    return PROGRAMME[TARGETS[code]["indicator"]].unit.en


def test_rule_2_each_indicator_names_the_unit_it_counts() -> None:
    units = {code: unit_of(code) for code in ("DT-04", "DT-07", "DT-08", "DT-09", "CB-08", "CB-11", "CB-12", "TV-02")}

    assert units == {
        "DT-04": "producers",
        "DT-07": "products",
        "DT-08": "producers",
        "DT-09": "products",
        "CB-08": "workers",
        "CB-11": "officials",
        "CB-12": "producers",
        "TV-02": "products",
    }


@pytest.mark.parametrize("code", ["TV-02", "TV-03"])
def test_rule_2_products_of_3_stars_or_more_are_the_whole_of_the_share(code: str) -> None:
    assert Condition("stars", "at_least", (3,)) in PROGRAMME[TARGETS[code]["indicator"]].where


def test_rule_3_the_channels_that_count_belong_to_the_plans_indicator() -> None:
    channels = {code: PROGRAMME[TARGETS[code]["indicator"]].share for code in ("DT-08", "HN-05")}

    assert channels == {
        "DT-08": (Condition("channel", "is_in", ("supermarket", "convenience_store")),),
        "HN-05": (Condition("channel", "is_in", ("supermarket", "convenience_store", "e_commerce_floor")),),
    }


@pytest.mark.parametrize("code", [code for code, one in TARGETS.items() if PROGRAMME[one["indicator"]].is_share])
def test_rule_4_every_share_says_beside_the_target_what_it_is_a_share_of(code: str) -> None:
    reading = TARGETS[code]["reading"]

    assert [len(reading[language]) > 40 for language in ("vi", "en")] == [True, True]


def test_rule_5_a_range_that_fits_no_one_baseline_is_shown_with_both_ends() -> None:
    ends = baselines_that_fit(goal_of("HN-01"), goal_of("HN-02"))

    assert TARGETS["HN-01"]["total_in"] == "HN-02"
    assert ends == (117, 122)
    for code in ("HN-01", "HN-02"):
        assert all(f"{end}" in TARGETS[code]["reading"]["vi"] for end in ends)


@pytest.mark.parametrize(("code", "stars"), [("CB-02", 4), ("CB-03", 5)])
def test_rule_6_products_of_4_and_5_stars_count_toward_the_150(code: str, stars: int) -> None:
    outer = PROGRAMME[TARGETS["CB-01"]["indicator"]]
    inner = PROGRAMME[TARGETS[code]["indicator"]]

    assert TARGETS[code]["within"] == "CB-01"
    assert inner.population == outer.population
    assert set(inner.where) ^ set(outer.where) == {
        Condition("stars", "is_in", (stars,)),
        Condition("stars", "at_least", (3,)),
    }


@pytest.mark.parametrize("code", ["DT-01", "CB-04", "HN-03"])
def test_rule_7_maintain_counts_what_was_kept_of_what_came_up(code: str) -> None:
    kept = PROGRAMME[TARGETS[code]["indicator"]]

    asked = ask(kept, VOCABULARY, YEAR)

    assert asked.whole is not None
    assert (asked.whole.on.population, asked.whole.on.since, asked.whole.where) == ("certificates_due", YEAR.since, ())
    assert asked.part.where == (Condition("outcome", "is_in", ("upgraded", "renewed", "extended")),)


def test_rule_7_maintain_fails_when_one_that_came_up_is_lost() -> None:
    asked = question(PROGRAMME["products.kept"], goal_of("DT-01"), PERIOD, YEAR.day, VOCABULARY)
    assert asked.value.whole is not None
    counted = dict.fromkeys(asked.tallies, 0.0) | {asked.value.whole: 40}

    verdicts = [stand(asked, counted | {asked.value.part: kept}).verdict for kept in (40, 39)]

    assert verdicts == [Verdict.REACHED, Verdict.MISSED]


def test_rule_8_kept_consolidated_and_upgraded_stand_beside_the_total() -> None:
    asked = question(PROGRAMME[TARGETS["HN-03"]["indicator"]], goal_of("HN-03"), PERIOD, YEAR.day, VOCABULARY)
    assert asked.value.whole is not None
    parts = dict(zip(asked.value.parts.values(), (5.0, 12.0, 3.0), strict=True))

    standing = stand(asked, {asked.value.part: 20, asked.value.whole: 25} | parts)

    assert standing.parts == {"upgraded": 5, "renewed": 12, "extended": 3}
    assert sum(standing.parts.values()) == standing.part


def test_rule_9_new_or_strengthened_is_one_question_about_producers() -> None:
    either = PROGRAMME[TARGETS["HN-04"]["indicator"]]

    asked = ask(either, VOCABULARY, YEAR)

    assert asked.tallies == [asked.part]
    assert asked.part.where == (Condition("how", "is_in", ("new", "strengthened")),)


def test_rule_10_sex_and_ethnicity_are_the_only_personal_words_and_are_named_so() -> None:
    personal = {
        f"{population.name}.{field.name}"
        for population in VOCABULARY.populations.values()
        for field in population.fields.values()
        if field.personal
    }

    assert personal == {"producers.sex", "producers.ethnic_minority"}


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(68, 175, 38.8), (107, 175, 61.1), (13, 82, 15.9), (22, 82, 26.8), (47, 82, 57.3)],
)
def test_rule_11_shares_printed_by_cutting_or_rounding_agree_to_a_tenth(part: int, whole: int, printed: float) -> None:
    share = indicator(where={}, share={"where": {"stars": 4}})
    asked = question(share, Goal(Comparator.SOME), PERIOD, YEAR.day, VOCABULARY)
    assert asked.value.whole is not None

    standing = stand(asked, dict.fromkeys(asked.tallies, 0.0) | {asked.value.part: part, asked.value.whole: whole})

    assert standing.value == pytest.approx(printed, abs=0.1)
    assert (standing.part, standing.whole) == (part, whole)


def test_rule_12_recognised_in_the_year_counts_events_and_has_stars_counts_state() -> None:
    asked = {
        code: VOCABULARY.populations[PROGRAMME[code].population].asked
        for code in ("products.new", "products.certified")
    }

    assert asked == {"products.new": Asked.IN_PERIOD, "products.certified": Asked.ON_DAY}


@pytest.mark.parametrize(
    ("code", "number", "verdict"),
    [
        ("TV-02", 50, Verdict.MISSED),
        ("TV-03", 70, Verdict.MISSED),
        ("DT-08", 50, Verdict.REACHED),
        ("HN-05", 50, Verdict.REACHED),
    ],
)
def test_rule_15_exactly_half_meets_at_least_and_not_over(code: str, number: float, verdict: Verdict) -> None:
    assert judge(goal_of(code), number, None, is_over=True) is verdict


@pytest.mark.parametrize(("code", "verdict"), [("TV-01", Verdict.REACHED), ("HN-01", Verdict.ABOVE)])
def test_rule_15_or_more_has_no_ceiling_and_a_bare_range_has(code: str, verdict: Verdict) -> None:
    verdicts = [judge(goal_of(code), number, None, is_over=True) for number in (24, 25, 30, 31)]

    assert verdicts == [Verdict.MISSED, Verdict.REACHED, Verdict.REACHED, verdict]


def test_rule_16_two_statements_that_agree_fit_one_baseline() -> None:
    assert TARGETS["HN-06"]["total_in"] == "HN-07"
    assert baselines_that_fit(goal_of("HN-06"), goal_of("HN-07")) == (7, 7)
