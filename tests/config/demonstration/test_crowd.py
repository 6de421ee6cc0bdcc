from __future__ import annotations

from dataclasses import replace
from random import Random

from saolang.config.demonstration.crowd import crowd
from saolang.config.demonstration.histories import LAST_DAY
from saolang.config.demonstration.shapes import read_shapes
from saolang.programme.certification.rules import editions

_SHAPES, ELSEWHERE = read_shapes()


def test_crowd_is_as_large_as_asked_with_every_product_owned() -> None:
    history = crowd(replace(ELSEWHERE, code="01"), 300, editions(), Random(1))

    assert len(history.lives) == 300
    assert {life.maker for life in history.lives} <= set(history.makers)
    assert all(life.maker.since <= life.certificates[0].on for life in history.lives)


def test_crowd_certificates_follow_one_another_before_they_run_out() -> None:
    history = crowd(replace(ELSEWHERE, code="01"), 300, editions(), Random(1))

    pairs = [pair for life in history.lives for pair in zip(life.certificates, life.certificates[1:], strict=False)]
    assert pairs
    assert all(earlier.on < later.on <= earlier.expires_on for earlier, later in pairs)
    assert all(life.latest.on <= LAST_DAY for life in history.lives)
