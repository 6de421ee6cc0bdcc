"""Names of what is made up: of producers, people and products."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import yaml

from saolang.config.demonstration.shapes import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from saolang.programme.registry.choices import Sex

KINH = "01"


@dataclass(frozen=True)
class Good:
    """Something that is made: its product set and names. `provinces`: only there, or anywhere when empty."""

    set_number: int
    name_vi: str
    name_en: str
    name_km: str
    provinces: frozenset[str]
    craft: str


@dataclass(frozen=True)
class Words:
    """The lists of words.yaml."""

    brands: Sequence[str]
    goods: Sequence[Good]
    producer_names: Mapping[str, Sequence[str]]
    positions: Mapping[str, str]
    surnames: Mapping[str, Sequence[str]]
    given: Mapping[str, Sequence[str]]
    partners: Sequence[str]
    story: str

    def goods_of(self, province: str) -> list[Good]:
        """Return what is made in a province of the old map without any craft village."""
        return [good for good in self.goods if not good.craft and (not good.provinces or province in good.provinces)]

    def goods_of_craft(self, craft: str) -> list[Good]:
        return [good for good in self.goods if good.craft == craft]

    def producer(self, legal_form: str, brand: str, random: Random) -> str:
        return random.choice(self.producer_names[legal_form]).format(brand=brand)

    def person(self, sex: Sex, ethnic_group: str, random: Random) -> str:
        surnames = self.surnames.get(ethnic_group, self.surnames[KINH])
        return f"{random.choice(surnames)} {random.choice(self.given[sex])}"


def read_words() -> Words:
    data = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
    brands = data.pop("brands")
    return Words(
        brands=[f"{first} {second}" for first, second in product(brands["first"], brands["second"])],
        goods=[_good(raw) for raw in data.pop("goods")],
        **data,
    )


def _good(raw: Mapping[str, Any]) -> Good:
    return Good(
        set_number=raw["set"],
        name_vi=raw["vi"],
        name_en=raw["en"],
        name_km=raw.get("km", ""),
        provinces=frozenset(raw.get("in", ())),
        craft=raw.get("craft", ""),
    )


def demonstration_gtin(number: int) -> str:
    """Return the GTIN-13 under GS1's demonstration prefix 952 with its check digit, as 14 digits.

    952 is given to no company, so no code here is that of a real good. Raises ValueError past nine digits.
    """
    if not 0 <= number < 10**9:
        message = f"{number} does not fit nine digits."
        raise ValueError(message)
    digits = f"0952{number:09d}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
