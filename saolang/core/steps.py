"""The steps of a craft as data, and what each says in EPCIS 2.0: five answers of a person become one event."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

LANGUAGES = frozenset({"vi", "en", "km"})
PIECES = ""
"""The unit of what is counted: EPCIS 2.0 leaves `uom` out for it."""
STEP, NOTE, PARTNER, REASON = "ocop:step", "ocop:note", "ocop:partner", "ocop:surplusReason"
"""Names of our own in an event: which step it was, what was noted, who the other party was as people call it."""
MADE_ON, BEST_BEFORE = "ocop:productionDate", "ocop:bestBefore"
NON_CONFORMANT = "non_conformant"


class Shape(StrEnum):
    """What a step does to lots."""

    BEGIN = "begin"
    TURN = "turn"
    GROUP = "group"
    WATCH = "watch"
    END = "end"


class Moves(StrEnum):
    """What a step does to what is left of the lot it is about, beyond what its shape says."""

    NOTHING = ""
    OUT = "out"
    IN = "in"


class Question(StrEnum):
    """What a step asks beside which lot, how much, when and where."""

    PARTNER = "partner"
    RESULT = "result"
    CASE = "case"
    SOURCE = "source"


MAKES = frozenset({Shape.BEGIN, Shape.TURN})
"""Steps out of which a lot comes."""
TYPES = {
    Shape.BEGIN: ("ObjectEvent", "ADD"),
    Shape.TURN: ("TransformationEvent", ""),
    Shape.GROUP: ("AggregationEvent", "ADD"),
    Shape.WATCH: ("ObjectEvent", "OBSERVE"),
    Shape.END: ("ObjectEvent", "DELETE"),
}
"""Type and action of the event (EPCIS 2.0, 7.3.3 and 7.4)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words by language, its shape, and the step and disposition of CBV 2.0 it is."""

    code: str
    words: Mapping[str, str]
    shape: Shape
    biz_step: str
    disposition: str
    moves: Moves = Moves.NOTHING
    asks: frozenset[Question] = frozenset()

    @property
    def makes(self) -> bool:
        """Say whether a lot comes out of it."""
        return self.shape in MAKES

    @property
    def takes(self) -> bool:
        """Say whether it is about lots that are there already."""
        return self.shape != Shape.BEGIN

    @property
    def lessens(self) -> bool:
        """Say whether less is left of those lots after it."""
        return self.shape in {Shape.TURN, Shape.END} or self.moves == Moves.OUT


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of UN/CEFACT Recommendation 20; so many of the first unit of its kind are one of it."""

    code: str
    kind: str
    factor: Decimal
    words: Mapping[str, str]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Craft:
    """All of it: steps and units by code, the usual steps of each product set, how columns of tables are called."""

    steps: Mapping[str, Step]
    units: Mapping[str, Unit]
    sets: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, tuple[str, ...]]
    digest: str = ""
    """SHA-256 of the files, in hexadecimals."""

    def usual(self, product_sets: Iterable[str]) -> list[Step]:
        """Return the usual steps of the product sets, each once, in the order of the first set that has it."""
        codes = dict.fromkeys(code for each in product_sets for code in self.sets.get(each, ()))
        return [self.steps[code] for code in codes]

    def convert(self, quantity: Decimal, unit: str, to: str) -> Decimal | None:
        """Return the quantity in another unit; None where the two measure different things, or are not known."""
        if unit == to:
            return quantity
        one, other = self.units.get(unit), self.units.get(to)
        if one is None or other is None or one.kind != other.kind:
            return None
        return quantity * one.factor / other.factor


def read_craft(*, steps: Any, units: Any, sets: Any, columns: Any, digest: str = "") -> Craft:
    """Return what the four files say. Raises ValueError naming the entry that is not in order."""
    known = {each["code"]: _step(each) for each in steps["steps"]}
    usual = {code: tuple(each) for code, each in sets["sets"].items()}
    if unknown := sorted({code for each in usual.values() for code in each} - known.keys()):
        message = f"No such steps: {', '.join(unknown)}."
        raise ValueError(message)
    if len(known) < len(steps["steps"]):
        message = "A code of a step is there twice."
        raise ValueError(message)
    counted = {each["code"]: _unit(each) for each in units["units"]}
    return Craft(known, counted, usual, {name: tuple(each) for name, each in columns["columns"].items()}, digest)


def _step(said: Mapping[str, Any]) -> Step:
    _check_words(said)
    try:
        return Step(
            code=said["code"],
            words=said["words"],
            shape=Shape(said["shape"]),
            biz_step=said["step"],
            disposition=said["disposition"],
            moves=Moves(said.get("moves", "")),
            asks=frozenset(Question(each) for each in said.get("asks", ())),
        )
    except (KeyError, ValueError) as error:
        message = f"The step {said.get('code')} is not in order: {error}."
        raise ValueError(message) from error


def _unit(said: Mapping[str, Any]) -> Unit:
    _check_words(said)
    try:
        return Unit(said["code"], said["kind"], Decimal(said["factor"]), said["words"], tuple(said["also"]))
    except (KeyError, InvalidOperation, TypeError) as error:
        message = f"The unit {said.get('code')} is not in order: {error}."
        raise ValueError(message) from error


def _check_words(said: Mapping[str, Any]) -> None:
    if said.get("words", {}).keys() != LANGUAGES:
        message = f"{said.get('code')} wants words in {', '.join(sorted(LANGUAGES))}."
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Amount:
    """So much of a lot, by its identifier; None where nobody said how much."""

    identifier: str
    quantity: Decimal | None = None
    unit: str = PIECES


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person told of a step, the lots and places by their identifiers (canonical Digital Links or addresses).

    `taken` are the lots that went in or that the step is about, `made` the one that came out. What begins a lot here
    may be another's lot that was received: then that one went in.
    """

    event_id: str
    at: datetime
    taken: tuple[Amount, ...] = ()
    made: Amount | None = None
    where: str = ""
    partner: str = ""
    partner_name: str = ""
    is_in_order: bool = True
    case: str = ""
    made_on: date | None = None
    best_before: date | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    """Further answers under names of our own; empty ones are left out."""


def event_of(step: Step, told: Told) -> dict[str, Any]:
    """Return the event that says what was told of the step; who captures it says what "ocop:" stands for."""
    shape = Shape.TURN if step.shape == Shape.BEGIN and told.taken else step.shape
    type_, action = TYPES[shape]
    event: dict[str, Any] = {
        "type": type_,
        "eventID": told.event_id,
        "eventTime": told.at.isoformat(timespec="milliseconds"),
        "eventTimeZoneOffset": _offset(told.at),
        **({"action": action} if action else {}),
        **_things(shape, told),
        "bizStep": step.biz_step,
        "disposition": step.disposition if told.is_in_order else NON_CONFORMANT,
    }
    if told.where:
        event |= {"readPoint": {"id": told.where}, "bizLocation": {"id": told.where}}
    if told.partner:
        event |= _party(step, told.partner)
    if step.makes and (dates := _dates(told)):
        event["ilmd"] = dates
    names = {STEP: step.code, PARTNER: told.partner_name, **told.own}
    return event | {name: text for name, text in names.items() if text}


def error_of(
    event: Mapping[str, Any], *, at: datetime, reason: str, corrective: Iterable[str], note: str = ""
) -> dict[str, Any]:
    """Return the event that declares another one wrong: the same again, with why (EPCIS 2.0, 7.4.1.4).

    `reason` is of the standard (CBV 2.0, 7.5), `note` what the person says was wrong.
    """
    same = {name: value for name, value in event.items() if name not in {"recordTime", "errorDeclaration"}}
    declared: dict[str, Any] = {"declarationTime": at.isoformat(timespec="milliseconds"), "reason": reason}
    if ids := list(corrective):
        declared["correctiveEventIDs"] = ids
    if note:
        declared[NOTE] = note
    return same | {"errorDeclaration": declared}


def _things(shape: Shape, told: Told) -> dict[str, Any]:
    """Return the lots as the event's type names them."""
    taken = [_quantity(each) for each in told.taken]
    made = [_quantity(told.made)] if told.made else []
    match shape:
        case Shape.BEGIN:
            return {"quantityList": made}
        case Shape.TURN:
            return {"inputQuantityList": taken, "outputQuantityList": made}
        case Shape.GROUP:
            return {"parentID": told.case, "childQuantityList": taken}
        case _:
            return {"quantityList": taken}


def _quantity(amount: Amount) -> dict[str, Any]:
    element: dict[str, Any] = {"epcClass": amount.identifier}
    if amount.quantity is not None:
        element["quantity"] = as_number(amount.quantity)
        if amount.unit != PIECES:
            element["uom"] = amount.unit
    return element


def as_number(quantity: Decimal) -> int | float:
    """Return a quantity as JSON has numbers: whole ones without a point."""
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)


def _party(step: Step, partner: str) -> dict[str, Any]:
    """Return whose the goods become, or whose they were."""
    if step.moves == Moves.OUT:
        return {"destinationList": [{"type": "owning_party", "destination": partner}]}
    return {"sourceList": [{"type": "owning_party", "source": partner}]}


def _dates(told: Told) -> dict[str, str]:
    said = {MADE_ON: told.made_on, BEST_BEFORE: told.best_before}
    return {name: day.isoformat() for name, day in said.items() if day}


def _offset(at: datetime) -> str:
    """Return the time zone's difference to UTC as EPCIS writes it: "+07:00"."""
    return at.isoformat()[-6:]
