"""Rows gathered in memory, then inserted table by table."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from saolang.base.kit.inserting import insert
from saolang.programme.certification.models import Decision, Recognition, Revocation
from saolang.programme.registry.models import (
    CraftProduct,
    CraftVillage,
    CraftVillageRecognition,
    GrowingArea,
    Labour,
    Ownership,
    Producer,
    ProducerForm,
    ProducerSuccession,
    Product,
    ProductVersion,
    Representative,
    ValueChainLink,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import Model

    from saolang.base.kit.models import DatedFact

RowT = TypeVar("RowT", bound="Model")

BY = "demonstration"
"""Who is named for every fact of the demonstration."""

MADE_UP = "số liệu trình diễn"
"""The source of everything that no source told."""

ORDER: tuple[type[Model], ...] = (
    Producer,
    GrowingArea,
    Product,
    CraftVillage,
    Decision,
    ProducerForm,
    Representative,
    Labour,
    ProducerSuccession,
    ValueChainLink,
    ProductVersion,
    Ownership,
    CraftVillageRecognition,
    CraftProduct,
    Recognition,
    Revocation,
)
"""Every table of the demonstration, after those it refers to."""


class Rows:
    """Rows waiting to be inserted."""

    def __init__(self) -> None:
        self._waiting: dict[type[Model], list[Any]] = defaultdict(list)

    def add(self, row: RowT) -> RowT:
        self._waiting[type(row)].append(row)
        return row

    def insert(self) -> None:
        """Insert what waits, each table after those it refers to, and begin anew."""
        for model in ORDER:
            insert(self._waiting.pop(model, []))


def entry(began_on: date, recorded_at: datetime, source: str = MADE_UP) -> dict[str, Any]:
    """Return what every dated fact says of itself."""
    return {"began_on": began_on, "recorded_at": recorded_at, "recorded_by": BY, "source": source}


def withdraw(fact: DatedFact, at: datetime, reason: str) -> None:
    """Mark a fact, not inserted yet, as withdrawn at the moment."""
    fact.withdrawn_at = at
    fact.withdrawn_by = BY
    fact.withdrawn_reason = reason
