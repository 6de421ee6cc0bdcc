"""What may be recognised: the rule of each article, and the order of a product's history."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from saolang.programme.certification import choices, rules
from saolang.programme.certification.choices import Level, RecognitionKind
from saolang.programme.certification.models import Decision, Recognition
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from saolang.core.refusal import Refusal


def recognition(**known: Any) -> Recognition:
    values = {
        "stars": 3,
        "kind": RecognitionKind.FIRST,
        "began_on": dt.date(2023, 3, 1),
        "edition": "qd148",
        "expires_on": dt.date(2026, 3, 1),
    }
    return Recognition(**values | known)


def refused(answer: Refusal | None) -> str:
    return str(answer) if answer else ""


def test_states_of_the_rules_and_of_the_screens_are_the_same() -> None:
    from saolang.core.lifecycle import State  # noqa: PLC0415 (two of one name)

    assert [state.value for state in State] == list(choices.State.values)


@pytest.mark.parametrize(
    ("level", "stars", "allowed"),
    [
        (Level.DISTRICT, 3, True),
        (Level.DISTRICT, 4, False),
        (Level.PROVINCE, 4, True),
        (Level.PROVINCE, 5, False),
        (Level.CENTRE, 5, True),
    ],
)
def test_level_gives_no_more_stars_than_it_may(level: Level, stars: int, *, allowed: bool) -> None:
    answer = rules.check_stars(recognition(stars=stars), Decision(level=level))

    assert (answer is None) is allowed


def test_level_that_gives_too_many_stars_is_named() -> None:
    answer = rules.check_stars(recognition(stars=5), Decision(level=Level.PROVINCE))

    assert refused(answer) == "Cấp tỉnh công nhận nhiều nhất 4 sao, không phải 5."


@pytest.mark.parametrize("stars", [0, 2, 6])
def test_fewer_than_3_stars_or_more_than_5_are_never_recognised(stars: int) -> None:
    assert refused(rules.check_stars(recognition(stars=stars), None)) == (
        f"Chỉ công nhận 3, 4 hoặc 5 sao, không phải {stars}."
    )


@pytest.mark.parametrize(
    ("score", "stars", "allowed"),
    [("69.99", 4, False), ("70", 4, True), ("91", 4, True), ("89.9", 5, False), ("90", 5, True), ("70", 3, True)],
)
def test_score_reaches_the_stars_and_may_reach_more(score: str, stars: int, *, allowed: bool) -> None:
    answer = rules.check_stars(recognition(stars=stars, score=Decimal(score)), None)

    assert (answer is None) is allowed


@pytest.mark.parametrize(
    ("began_on", "edition", "allowed"),
    [
        ("2019-08-20", "qd1048", False),
        ("2019-08-21", "qd1048", True),
        ("2023-02-23", "qd148", False),
        ("2023-06-01", "qd1048", True),
        ("2026-06-30", "qd148", True),
        ("2026-06-30", "qd26", True),
        ("2026-06-30", "qd1048", False),
    ],
)
def test_edition_is_the_one_in_force_or_the_one_before(began_on: str, edition: str, *, allowed: bool) -> None:
    answer = rules.check_edition(recognition(began_on=dt.date.fromisoformat(began_on), edition=edition))

    assert (answer is None) is allowed


@pytest.mark.parametrize(
    ("expires_on", "allowed"),
    [("2023-03-01", False), ("2023-03-02", True), ("2026-03-01", True), ("2026-03-02", False)],
)
def test_term_ends_after_the_issue_and_within_36_months(expires_on: str, *, allowed: bool) -> None:
    answer = rules.check_expiry(recognition(expires_on=dt.date.fromisoformat(expires_on)))

    assert (answer is None) is allowed


EARLIER = recognition(stars=3, began_on=dt.date(2020, 3, 1))


@pytest.mark.parametrize(
    ("stars", "kind"),
    [(4, RecognitionKind.UPGRADE), (3, RecognitionKind.RENEWAL), (5, RecognitionKind.UPGRADE)],
)
def test_kind_follows_from_the_stars_before(stars: int, kind: RecognitionKind) -> None:
    answers = {
        each: rules.check_kind(recognition(stars=stars, kind=each), [EARLIER]) is None for each in RecognitionKind
    }

    assert answers == {each: each == kind for each in RecognitionKind}


def test_kind_with_fewer_stars_is_a_downgrade() -> None:
    four = recognition(stars=4, began_on=dt.date(2020, 3, 1))

    assert rules.check_kind(recognition(stars=3, kind=RecognitionKind.DOWNGRADE), [four]) is None
    assert refused(rules.check_kind(recognition(stars=3, kind=RecognitionKind.RENEWAL), [four])) == (
        "Lần trước (01/03/2020) là 4 sao, nên lần này là “hạ hạng”, không phải “đánh giá, phân hạng lại”."
    )


def test_kind_of_the_beginning_is_a_first_unless_a_register_begins_in_the_middle() -> None:
    entered = recognition(kind=RecognitionKind.UPGRADE)
    imported = recognition(kind=RecognitionKind.UPGRADE, origin=Origin.IMPORTED)

    assert "phải là “công nhận lần đầu”" in refused(rules.check_kind(entered, []))
    assert rules.check_kind(imported, []) is None


def test_kind_before_a_first_is_refused() -> None:
    first = recognition(began_on=dt.date(2024, 3, 1))

    assert "Đã có lần công nhận đầu ngày 01/03/2024" in refused(rules.check_kind(recognition(), [first]))


def test_neighbours_are_the_nearest_by_day() -> None:
    days = [dt.date(2017, 1, 1), dt.date(2025, 1, 1), dt.date(2020, 1, 1), dt.date(2028, 1, 1)]
    others = [recognition(began_on=day) for day in days]

    earlier, later = rules.neighbours(recognition(), others)

    assert (earlier and earlier.began_on, later and later.began_on) == (dt.date(2020, 1, 1), dt.date(2025, 1, 1))
