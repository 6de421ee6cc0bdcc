"""The words of data/indicators/vocabulary.yaml: populations, and the fields they are filtered, split and summed by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Asked(StrEnum):
    """How time enters a population."""

    ON_DAY = "on_day"
    IN_PERIOD = "in_period"
    THROUGH_PERIOD = "through_period"


class FieldKind(StrEnum):
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    DATE = "date"


@dataclass(frozen=True)
class Words:
    """One label in the two languages of the desk."""

    vi: str
    en: str

    @classmethod
    def read(cls, raw: Mapping[str, str] | str) -> Words:
        if isinstance(raw, str):
            return cls(vi=raw, en=raw)
        return cls(vi=raw["vi"], en=raw.get("en", raw["vi"]))

    def in_language(self, language: str) -> str:
        """Return the English words in English; in any other language the Vietnamese they come from."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True)
class Field:
    """A word that rows are filtered or split by. `measure`: the unit of its sum, or None when it cannot be summed."""

    name: str
    kind: FieldKind
    label: Words
    values: tuple[str, ...] = ()
    by: bool = False
    measure: Words | None = None
    personal: bool = False


@dataclass(frozen=True)
class Population:
    """Something that can be counted. `awaited`: no part of the system holds its facts yet."""

    name: str
    asked: Asked
    unit: Words
    fields: Mapping[str, Field]
    awaited: bool = False


@dataclass(frozen=True)
class UnitFilter:
    """Which units a per-unit floor speaks of: those with at least one of the population."""

    name: str
    population: str
    label: Words


@dataclass(frozen=True)
class Vocabulary:
    populations: Mapping[str, Population]
    unit_filters: Mapping[str, UnitFilter]

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Vocabulary:
        """Read the parsed YAML; it is ours and checked by a test, so a mistake in it is a KeyError or ValueError."""
        return cls(
            populations={name: _population(name, body) for name, body in raw["populations"].items()},
            unit_filters={
                name: UnitFilter(name, body["population"], Words.read(body["label"]))
                for name, body in raw["unit_filters"].items()
            },
        )


def _population(name: str, raw: Mapping[str, Any]) -> Population:
    fields = {key: _field(key, body) for key, body in raw["fields"].items()}
    return Population(name, Asked(raw["asked"]), Words.read(raw["unit"]), fields, awaited=raw.get("awaited", False))


def _field(name: str, raw: Mapping[str, Any]) -> Field:
    return Field(
        name=name,
        kind=FieldKind(raw["kind"]),
        label=Words.read(raw["label"]),
        values=tuple(str(value) for value in raw.get("values", ())),
        by=raw.get("by", False),
        measure=Words.read(raw["measure"]) if "measure" in raw else None,
        personal=raw.get("personal", False),
    )
