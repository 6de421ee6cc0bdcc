"""What every maker of rows needs: where, in whose words, and by which chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from saolang.config.demonstration.grounds import Ground
    from saolang.config.demonstration.rows import Rows
    from saolang.config.demonstration.shapes import ProvinceShape
    from saolang.config.demonstration.words import Good, Words
    from saolang.programme.registry.models import ProductSet

BEGINS_ON = date(2019, 12, 2)
"""The day of the first facts that belong to no round."""


@dataclass
class Making:
    """The making of one province's rows. `gtins` run on from province to province, `numbers` begin anew."""

    rows: Rows
    words: Words
    sets: Mapping[int, ProductSet]
    gtins: Iterator[int]
    shape: ProvinceShape
    ground: Ground
    random: Random
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @cached_property
    def goods(self) -> list[Good]:
        """What is made in the province."""
        return self.words.goods_of(self.shape.code)

    def number(self) -> str:
        """Return the next number of a paper: "TD" (trình diễn), the old map's province, a running number."""
        return f"TD-{self.shape.code}-{next(self.numbers):03d}"

    def happens(self, percent: float) -> bool:
        """Draw lots: true so many times in a hundred."""
        return self.random.random() * 100 < percent
