"""Lives of many more products, for the larger demonstrations. No figure is asked of them but how many they are."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from saolang.config.demonstration.histories import LAST_DAY, Certificate, History, Life, Maker, certificate
from saolang.programme.certification.choices import RecognitionKind

if TYPE_CHECKING:
    from random import Random

    from saolang.config.demonstration.shapes import ProvinceShape
    from saolang.core.lifecycle import Editions

ROUNDS = [date(year, month, 18) for year in range(2020, 2026) for month in (6, 12)]
ROUNDS += [date(2026, 6, 18), date(2026, 10, 28)]
FOUR_STARS, KEPT, RAISED = 0.26, 0.75, 0.12
"""Shares: recognised at once with 4 stars; kept when the certificate comes up; raised from 3 to 4 when kept."""


def crowd(shape: ProvinceShape, count: int, editions: Editions, random: Random) -> History:
    """Return so many products, recognised in the rounds from 2020 on, with about half as many producers."""
    firsts = sorted(random.choices(ROUNDS, k=count))
    makers: list[Maker] = []
    forms, weights = list(shape.forms), list(shape.forms.values())
    lives = []
    for on in firsts:
        if not makers or random.random() < shape.makers_for_new:
            makers.append(Maker(random.choices(forms, weights)[0], on))
            maker = makers[-1]
        else:
            maker = random.choice(makers)
        lives.append(Life(maker, _certificates(on, editions, random)))
    return History(lives, makers)


def _certificates(first: date, editions: Editions, random: Random) -> list[Certificate]:
    """Return a first recognition and those that followed it, each in the last round before the one before ran out."""
    stars = 4 if random.random() < FOUR_STARS else 3
    given = [certificate(first, stars, RecognitionKind.FIRST, editions, random)]
    while random.random() < KEPT:
        on = max(day for day in ROUNDS if day <= given[-1].expires_on)
        if on <= given[-1].on or given[-1].expires_on > LAST_DAY:
            break
        is_raised = stars < 4 and random.random() < RAISED  # noqa: PLR2004 - stars of the province
        stars = 4 if is_raised else stars
        kind = RecognitionKind.UPGRADE if is_raised else RecognitionKind.RENEWAL
        given.append(certificate(on, stars, kind, editions, random))
    return given
