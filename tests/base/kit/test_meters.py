"""Counting how often somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import RequestFactory

from saolang.base.kit import meters
from saolang.base.kit.meters import Meter

if TYPE_CHECKING:
    import pytest


def test_meter_lets_so_many_through_and_says_how_long_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meters, "monotonic", lambda: 610.0)
    meter = Meter(seconds=60)

    assert [meter.wait_for("a", 2) for _ in range(3)] == [0, 0, 50]
    assert meter.wait_for("b", 2) == 0


def test_meter_begins_anew_with_the_next_window(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [610.0]
    monkeypatch.setattr(meters, "monotonic", lambda: now[0])
    meter = Meter(seconds=60)
    meter.wait_for("a", 1)

    now[0] = 660.0

    assert meter.wait_for("a", 1) == 0


def test_meter_keeps_no_address() -> None:
    meter = Meter()
    meter.wait_for_address(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9"), 5)

    assert "203.0.113.9" not in str(vars(meter))
