"""The real products of the five provinces, as their sources have them; nothing is added to them."""

from __future__ import annotations

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from saolang.base.kit.models import Precision
from saolang.config.demonstration.shapes import FOLDER
from saolang.programme.certification.choices import RecognitionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

FIVE_STARS = 5
LISTS_READ_ON = date(2024, 1, 2)
"""The day products were entered whose source gives no date; what is known of them counts from it."""


@dataclass(frozen=True)
class PublishedProduct:
    """One line of published.csv. Empty: the source does not say; `known_on` is None where it gives no date at all."""

    name: str
    producer: str
    legal_form: str
    stars: int | None
    score: str
    event: str
    known_on: date | None
    precision: Precision
    decision_number: str
    province: str
    place: str
    place_text: str
    source: str

    @property
    def is_recognised(self) -> bool:
        """Tell whether stars were given on a known date; what is only listed or put forward is no recognition."""
        return self.stars is not None and self.known_on is not None

    @property
    def kind(self) -> RecognitionKind:
        """The ministry decides only on what a province has put forward, so its five stars raise a product."""
        if self.event == "re-recognised":
            return RecognitionKind.RENEWAL
        return RecognitionKind.UPGRADE if self.stars == FIVE_STARS else RecognitionKind.FIRST

    @property
    def is_candidate(self) -> bool:
        return self.event == "candidate5"


def read_published() -> list[PublishedProduct]:
    """Return the products in the file's order."""
    with (FOLDER / "published.csv").open(encoding="utf-8", newline="") as file:
        return [_read(row) for row in csv.DictReader(file)]


def _read(row: Mapping[str, str]) -> PublishedProduct:
    known_on, precision = read_known_date(row["known_date"])
    source = f"{row['source']} ({row['note']})" if row["note"] else row["source"]
    return PublishedProduct(
        name=row["product"],
        producer=row["producer"],
        legal_form=row["legal_form"],
        stars=int(row["stars"]) if row["stars"] else None,
        score=row["score"],
        event=row["event"],
        known_on=known_on,
        precision=precision,
        decision_number=row["decision_number"],
        province=row["province"],
        place=row["place"],
        place_text=row["place_text"],
        source=source,
    )


def read_known_date(text: str) -> tuple[date | None, Precision]:
    """Return the day of "2022-08-22", the last day of "2023-07" or of "2021", with how exactly it is known."""
    match [int(part) for part in text.split("-") if part]:
        case [year, month, day]:
            return date(year, month, day), Precision.DAY
        case [year, month]:
            return date(year, month, monthrange(year, month)[1]), Precision.MONTH
        case [year]:
            return date(year, 12, 31), Precision.YEAR
        case _:
            return None, Precision.DAY
