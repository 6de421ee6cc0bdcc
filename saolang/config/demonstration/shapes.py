"""What the demonstration's data asks for: how OCOP went in a province, round by round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

FOLDER: Path = settings.PACKAGE / "data" / "demonstration"


@dataclass(frozen=True)
class Mistake:
    """So many records entered wrongly in a round, and the day each was put right."""

    count: int
    put_right: date


@dataclass(frozen=True)
class Round:
    """One evaluation round of a province; each word is explained in provinces.yaml.

    Either `holding` (counts by stars on the day `until`) or `new` (counts by stars) says how many products are new.
    """

    day: date
    until: date
    kept: float
    holding: Mapping[int, int] | None = None
    new: Mapping[int, int] = field(default_factory=dict)
    producers: Mapping[str, int] | None = None
    upgraded: int = 0
    lowered: int = 0
    centre: int = 0
    candidates: int | None = None
    revoked: int = 0
    struck_off: int = 0
    entered: date | None = None
    mistaken: Mistake | None = None
    misfiled: Mistake | None = None


@dataclass(frozen=True)
class CraftVillageShape:
    """A craft village with so many certified products, the first of them in the year `since`."""

    name: str
    craft: str
    since: int
    products: int


@dataclass(frozen=True)
class SuccessionShape:
    """A producer that goes on as another on the day: a household as a company, or two cooperatives as one."""

    kind: str
    day: date


@dataclass(frozen=True)
class ProvinceShape:
    """A province of the old map. `forms`, `sizes`, `ethnic_groups` are weights; `women`, `green`, `trained` percent."""

    code: str
    rounds: tuple[Round, ...]
    forms: Mapping[str, int]
    sizes: Mapping[str, int]
    ethnic_groups: Mapping[str, int]
    women: int
    green: int
    trained: int
    makers_for_new: float
    craft_villages: tuple[CraftVillageShape, ...] = ()
    successions: tuple[SuccessionShape, ...] = ()


def read_shapes() -> tuple[list[ProvinceShape], ProvinceShape]:
    """Return the five provinces in the file's order, and the one shape of all others, which has no code and no rounds.

    Raises KeyError or TypeError at a word that is not known.
    """
    data = yaml.safe_load((FOLDER / "provinces.yaml").read_text(encoding="utf-8"))
    return [_province(raw) for raw in data["provinces"]], ProvinceShape(code="", rounds=(), **data["elsewhere"])


def _province(raw: dict[str, Any]) -> ProvinceShape:
    kept = raw.pop("kept")
    rounds = tuple(_round(given, kept) for given in raw.pop("rounds"))
    villages = tuple(
        CraftVillageShape(village["name"], village["craft"], village["from"], village["products"])
        for village in raw.pop("craft_villages")
    )
    successions = tuple(SuccessionShape(**given) for given in raw.pop("successions"))
    return ProvinceShape(rounds=rounds, craft_villages=villages, successions=successions, **raw)


def _round(raw: dict[str, Any], kept: float) -> Round:
    mistakes: dict[str, Any] = {word: Mistake(**raw.pop(word)) for word in ("mistaken", "misfiled") if word in raw}
    said: dict[str, Any] = {"until": raw["day"], "kept": kept, **raw, **mistakes}
    return Round(**said)
