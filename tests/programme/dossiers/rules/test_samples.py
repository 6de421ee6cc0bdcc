"""The book of samples never goes below zero, on any day, whatever the order it is written in."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import SampleAct
from saolang.programme.dossiers.rules.samples import Balance, Step, balance

DAY = dt.date(2026, 6, 1)
STEPS = st.lists(
    st.tuples(st.dates(DAY, DAY + dt.timedelta(days=9)), st.sampled_from(SampleAct), st.integers(1, 6)), max_size=12
)


def test_balance_follows_the_units_from_the_commune_to_the_council() -> None:
    steps: list[Step] = [
        (DAY, SampleAct.RECEIVED, 5),
        (DAY + dt.timedelta(days=1), SampleAct.PASSED_ON, 5),
        (DAY + dt.timedelta(days=2), SampleAct.TESTED, 1),
        (DAY + dt.timedelta(days=3), SampleAct.TASTED, 3),
    ]

    assert balance(steps) == Balance(commune=0, province=1, received=5)


def test_units_returned_are_taken_from_the_province_first() -> None:
    steps: list[Step] = [
        (DAY, SampleAct.RECEIVED, 5),
        (DAY, SampleAct.PASSED_ON, 2),
        (DAY, SampleAct.RETURNED, 3),
    ]

    assert balance(steps) == Balance(commune=2, province=0, received=5)


def test_what_was_not_passed_on_cannot_be_tasted() -> None:
    with pytest.raises(Refusal, match=r"Ngày 01/06/2026 chỉ còn 0 mẫu ở nơi đó, không đủ 1"):
        balance([(DAY, SampleAct.RECEIVED, 5), (DAY, SampleAct.TASTED, 1)])


def test_a_day_before_the_units_came_is_refused_though_the_sum_would_hold() -> None:
    with pytest.raises(Refusal, match=r"Ngày 31/05/2026"):
        balance([(DAY, SampleAct.RECEIVED, 5), (DAY - dt.timedelta(days=1), SampleAct.PASSED_ON, 1)])


@given(STEPS)
def test_balance_is_never_below_zero_and_no_unit_appears_or_is_lost(steps: list[Step]) -> None:
    used = {SampleAct.TESTED, SampleAct.TASTED, SampleAct.RETURNED, SampleAct.DESTROYED}
    received = sum(units for _, act, units in steps if act == SampleAct.RECEIVED)
    gone = sum(units for _, act, units in steps if act in used)

    try:
        held = balance(steps)
    except Refusal:
        return

    assert min(held.commune, held.province) >= 0
    assert (held.received, held.left) == (received, received - gone)


@given(STEPS, st.randoms())
def test_the_order_of_writing_does_not_matter(steps: list[Step], random: object) -> None:
    shuffled = list(steps)
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' own random

    assert outcome(shuffled) == outcome(steps)


def outcome(steps: list[Step]) -> Balance | None:
    try:
        return balance(steps)
    except Refusal:
        return None
