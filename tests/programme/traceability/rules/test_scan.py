"""What a scanned code is told, and what is kept of who scanned it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.lifecycle import State
from saolang.programme.traceability.choices import Device, ScanState
from saolang.programme.traceability.models import Lot, Recall
from saolang.programme.traceability.rules.scan import LIT, device_of, is_recalled, state_of

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize("state", [None, *(each for each in State if each != State.SUPERSEDED)])
def test_recall_weighs_more_than_any_certificate(state: str | None) -> None:
    assert state_of(state, is_recalled=True) == ScanState.RECALLED
    assert (state_of(state, is_recalled=False) in LIT) == (state in {State.VALID, State.EXTENDED})


def a_recall(**known: Any) -> Recall:
    return Recall(**{"began_on": DAY} | known)


@pytest.mark.parametrize(
    ("recall", "lot", "is_one"),
    [
        (a_recall(), Lot(pk=1), True),
        (a_recall(), Lot(pk=2), False),
        (a_recall(), None, False),
        (a_recall(began_on=DAY + dt.timedelta(days=1)), Lot(pk=1), False),
        (a_recall(withdrawn_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC)), Lot(pk=1), False),
        (a_recall(ended_on=DAY), Lot(pk=1), True),
        (a_recall(whole_product=True), None, True),
        (a_recall(whole_product=True, ended_on=DAY), None, False),
        (a_recall(whole_product=True, ended_on=DAY), Lot(pk=2, made_on=DAY), False),
        (a_recall(whole_product=True, ended_on=DAY), Lot(pk=2, made_on=DAY - dt.timedelta(days=1)), True),
        (a_recall(whole_product=True, ended_on=DAY), Lot(pk=2), True),
    ],
)
def test_goods_are_called_back(recall: Recall, lot: Lot | None, *, is_one: bool) -> None:
    assert is_recalled(recall, lot, [1], DAY) is is_one


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("", Device.BOT),
        ("curl/8.0", Device.BOT),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", Device.BOT),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/109.0 Mobile Safari/537.36", Device.PHONE),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 15_6 like Mac OS X)", Device.PHONE),
        ("Mozilla/5.0 (Windows NT 6.1) Chrome/109.0", Device.DESKTOP),
    ],
)
def test_device_is_told(agent: str, device: Device) -> None:
    assert device_of(agent) == device


@given(st.text())
def test_anything_is_some_device(agent: str) -> None:
    assert device_of(agent) in Device


def test_long_name_of_a_program_is_understood_by_its_beginning() -> None:
    assert {device_of(f"{'x' * 400_000}{number}") for number in range(3)} == {Device.DESKTOP}
