"""Questions about a council's sheets: what is planted is found; where nothing is there, nothing is asked."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saolang.core.scrutiny import (
    FALSE_ALARMS,
    LEAST_RESULTS,
    Finding,
    Kind,
    Question,
    Sheet,
    questions_about,
    questions_between,
)
from tests.core.made_up_sheets import copied, flat, heaped, honest, severe

if TYPE_CHECKING:
    from collections.abc import Callable

SEEDS = range(12)
SESSIONS = 100


def asked(sheets: list[Sheet]) -> list[Question]:
    return [question for finding in questions_about(sheets) for question in finding.questions]


def finding(sheets: list[Sheet], kind: Kind) -> Finding:
    return next(each for each in questions_about(sheets) if each.kind == kind)


# Nothing is there --------------------


def test_sessions_with_nothing_there_are_asked_about_no_more_often_than_stated() -> None:
    alarms = sum(bool(asked(honest(seed))) for seed in range(SESSIONS))

    assert alarms <= FALSE_ALARMS * SESSIONS


def test_councils_that_do_not_differ_are_asked_about_no_more_often_than_stated() -> None:
    alarms = sum(bool(questions_between(gaps(seed)).questions) for seed in range(20))

    assert alarms <= FALSE_ALARMS * 20


def test_totals_spread_on_the_steep_side_of_a_threshold_are_no_heap() -> None:
    """Most products lie 15 points above 50: there are more just above it than just below, and nobody aims."""
    alarms = sum(bool(finding(bell(seed), Kind.HEAPING).questions) for seed in range(20))

    assert alarms <= FALSE_ALARMS * 20
    assert not finding(bell(0), Kind.HEAPING).too_few


def bell(seed: int) -> list[Sheet]:
    chosen = Random(seed)
    return [
        Sheet(f"SP-{product}", f"UV-{member}", "set", float(round(chosen.gauss(65, 10))), {"1": 0.5})
        for product in range(150)
        for member in range(3)
    ]


def gaps(seed: int, **further: float) -> dict[str, list[float]]:
    """Return results minus self-scores of three councils; of those named, so much further away."""
    chosen = Random(seed)
    return {
        council: [chosen.gauss(-6, 5) + further.get(council, 0) for _ in range(25)]
        for council in ("HD-1", "HD-2", "HD-3")
    }


def test_two_who_are_severe_alike_have_not_copied() -> None:
    sheets = severe(severe(honest(5), 0.4), 0.4, seed=2, member="UV-1")

    assert {question.kind for question in asked(sheets)} == {Kind.SEVERITY}


# What is planted is found --------------------


@pytest.mark.parametrize(
    ("plant", "kind", "who"),
    [
        (lambda sheets: severe(sheets, 0.4), Kind.SEVERITY, ("UV-0",)),
        (lambda sheets: severe(sheets, -0.5), Kind.SEVERITY, ("UV-0",)),
        (lambda sheets: flat(sheets, 0.6), Kind.HALO, ("UV-1",)),
        (lambda sheets: copied(sheets, 0.6), Kind.COPIED, ("UV-2", "UV-3")),
    ],
)
def test_planted_member_is_asked_about_first(
    plant: Callable[[list[Sheet]], list[Sheet]], kind: Kind, who: tuple[str, ...]
) -> None:
    found = [finding(plant(honest(seed)), kind).questions for seed in SEEDS]

    assert [questions[0].who for questions in found] == [who] * len(SEEDS)


def test_lifting_onto_a_threshold_is_asked_about_once_there_is_enough() -> None:
    found = [finding(heaped(honest(seed, products=80), 1), Kind.HEAPING).questions for seed in range(5)]

    assert [[question.who for question in questions] for questions in found] == [[("UV-4",)]] * 5


def test_council_further_from_the_self_scores_is_asked_about() -> None:
    found = questions_between(gaps(3, **{"HD-2": -8.0}))

    assert ("HD-2",) in [question.who for question in found.questions]
    assert found.questions[0].who == ("HD-2",)
    assert found.questions[0].effect < -5


def test_severe_member_is_shown_with_how_many_points_below_the_others() -> None:
    [question] = finding(severe(honest(0), 0.4), Kind.SEVERITY).questions

    assert -15 < question.effect < -4
    assert question.count == 20
    assert question.chance < 0.001


def test_small_deviation_is_not_asked_about_however_certain() -> None:
    sheets = [
        Sheet(f"SP-{product}", f"UV-{member}", "set", 60.0 + (member == 0), {"1": 0.5, "2": 0.25 * member})
        for product in range(40)
        for member in range(5)
    ]

    found = finding(sheets, Kind.SEVERITY)

    assert (found.asked, found.questions) == (5, ())


# Too few to tell --------------------


@pytest.mark.parametrize(("members", "products"), [(2, 30), (7, 5)])
def test_small_session_is_too_few_to_tell_anything(members: int, products: int) -> None:
    findings = questions_about(honest(1, members=members, products=products))

    assert [(each.kind, each.too_few, each.questions) for each in findings] == [
        (Kind.SEVERITY, True, ()),
        (Kind.HALO, True, ()),
        (Kind.COPIED, True, ()),
        (Kind.HEAPING, True, ()),
    ]


def test_nothing_signed_is_too_few_to_tell() -> None:
    assert {each.too_few for each in questions_about([])} == {True}


def test_copies_need_enough_products_of_one_set() -> None:
    alone = copied(honest(1, products=20, sets=20), 1)

    assert finding(alone, Kind.COPIED).too_few


def test_council_with_few_results_is_not_compared() -> None:
    few = {"HD-1": [0.0] * (LEAST_RESULTS - 1), "HD-2": [9.0] * 40, "HD-3": [0.0] * 40}

    found = questions_between(few)

    assert found.asked == 2
    assert {question.who for question in found.questions} == {("HD-2",), ("HD-3",)}


def test_one_council_differs_from_nobody() -> None:
    assert questions_between({"HD-1": [1.0] * 40}).too_few


# Always --------------------


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.randoms(use_true_random=False))
def test_order_of_the_sheets_and_asking_again_change_nothing(seed: int, order: Random) -> None:
    sheets = copied(honest(seed, products=8), 0.7)
    mixed = order.sample(sheets, len(sheets))

    assert questions_about(mixed) == questions_about(sheets)


def test_sheets_all_alike_raise_no_question() -> None:
    same = [
        Sheet(f"SP-{product}", f"UV-{member}", "set", 70.0, {"1": 0.75, "2": 0.5})
        for product in range(20)
        for member in range(7)
    ]

    assert [question for question in asked(same) if question.kind != Kind.HEAPING] == []
