"""Tallies in, numbers or names out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from saolang.programme.certification.rules import editions
from saolang.reports.facts.area import Area, Grouping
from saolang.reports.facts.conditions import Parameters, matches, named
from saolang.reports.facts.populations import POPULATIONS, TABLES, Facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from saolang.core.indicators.questions import Moment, Pass, Tally

NEVER = (date.max, date.min)


@dataclass(frozen=True)
class Name:
    """One record behind a number."""

    kind: str
    code: str
    name: str
    origin: str


def answer(tallies: Iterable[Tally], area: Area, moment: datetime) -> dict[Tally, float]:
    """Return each tally's number, with one statement for each pass asked; a sum over nothing is 0."""
    grouped = _answer(tallies, area, moment, Grouping.NONE)
    return next(iter(grouped.values()))


def answer_by_unit(
    tallies: Iterable[Tally], area: Area, moment: datetime, *, grouping: Grouping = Grouping.UNIT
) -> dict[int | None, dict[Tally, float]]:
    """Return the numbers by unit id: the smallest unit of the map shown that wholly holds each fact, or its province.

    The key None gathers facts that no unit of that map wholly holds. Units without any fact are absent.
    """
    return _answer(tallies, area, moment, grouping)


def answer_by(tally: Tally, field: str, area: Area, moment: datetime) -> dict[Any, float]:
    """Return one tally split by the values of a field; None gathers the rows whose value is unknown."""
    statement = _Statement([tally], area, Grouping.NONE, moment, also=field)
    column = f"facts.{named(field)}"
    rows = statement.run(f"SELECT {column}, {statement.number(tally)} FROM facts GROUP BY {column} ORDER BY {column}")
    return {value: number for value, number in rows if number}


def names(tally: Tally, area: Area, moment: datetime, *, units: Collection[int | None] | None = None) -> list[Name]:
    """Return the records that the tally counted, by the Vietnamese alphabet; with `units`, those under these keys only.

    The keys are those of `answer_by_unit`; None stands for facts that no unit of the map wholly holds.
    """
    statement = _Statement([tally], area, Grouping.NONE if units is None else Grouping.UNIT, moment)
    table, name = TABLES[statement.facts.record]
    where = statement.where(tally) if units is None else f"{statement.where(tally)} AND ({statement.under(units)})"
    rows = statement.run(
        f"""SELECT record.code, record.{name}, record.origin FROM {table} record
            WHERE record.id IN (SELECT facts.counted FROM facts WHERE {where}) ORDER BY record.sort_key, record.id"""
    )
    return [Name(statement.facts.record, *row) for row in rows]


def _answer(
    tallies: Iterable[Tally], area: Area, moment: datetime, grouping: Grouping
) -> dict[int | None, dict[Tally, float]]:
    by_pass: dict[Pass, list[Tally]] = defaultdict(list)
    for tally in dict.fromkeys(tallies):
        by_pass[tally.on].append(tally)
    answers: dict[int | None, dict[Tally, float]] = defaultdict(dict)
    if grouping is Grouping.NONE:
        answers[None] = {}
    for asked in by_pass.values():
        for unit, numbers in _walk(asked, area, moment, grouping):
            answers[unit].update(zip(asked, (number or 0 for number in numbers), strict=True))
    return answers


def _walk(
    tallies: Sequence[Tally], area: Area, moment: datetime, grouping: Grouping
) -> Iterable[tuple[int | None, Sequence[float | None]]]:
    """Answer all tallies of one pass by one statement; yields a row of numbers for each unit."""
    statement = _Statement(tallies, area, grouping, moment)
    for unit, *numbers in statement.run(statement.count(tallies, by_unit=grouping is not Grouping.NONE)):
        yield unit, numbers


class _Statement:
    """One statement over a population: the relations below, the question on top, every value a parameter.

    What all the tallies ask alike is tested on the rows first, so that no field is worked out for a row nobody counts.
    """

    def __init__(
        self, tallies: Sequence[Tally], area: Area, grouping: Grouping, moment: datetime, *, also: str | None = None
    ) -> None:
        on = tallies[0].on
        self.facts: Facts = POPULATIONS[on.population]
        self._area = area
        self._parameters = Parameters(area.parameters | _dates(on, moment))
        self._common = set.intersection(*(set(tally.where) for tally in tallies))
        fields = {condition.field for tally in tallies for condition in set(tally.where) - self._common}
        fields |= {tally.total for tally in tallies if tally.total} | ({also} if also else set())
        windows = [tally.window for tally in tallies if tally.window]
        self._relations = self._build(area.sql(grouping), fields, windows)

    def where(self, tally: Tally) -> str:
        """Return the test on `facts` that a row is counted by the tally."""
        own = [condition for condition in tally.where if condition not in self._common]
        where = matches(own, self._parameters)
        if tally.window is None:
            return where
        since, day = (self._parameters.place(bound) for bound in (tally.window.since, tally.window.day))
        return f"facts.happened_on BETWEEN {since} AND {day} AND {where}"

    def under(self, units: Collection[int | None]) -> str:
        """Return the test that a fact was gathered under one of these units."""
        keys = ", ".join(self._parameters.place(unit) for unit in units if unit is not None)
        tests = [f"facts.unit_id IN ({keys})"] if keys else []
        return " OR ".join([*tests, *(["facts.unit_id IS NULL"] if None in units else [])]) or "1 = 0"

    def count(self, tallies: Sequence[Tally], *, by_unit: bool) -> str:
        """Return the question for all the tallies' numbers at once."""
        unit, group = ("facts.unit_id", "GROUP BY facts.unit_id") if by_unit else ("NULL", "")
        if self.facts.happened_on is None:
            return f"SELECT {unit}, {', '.join(map(self.number, tallies))} FROM facts {group}"
        # A product may have several events and is one product: whether it had any is settled before products are added.
        had = ", ".join(f"MAX(CASE WHEN {self.where(tally)} THEN 1 END) AS had_{n}" for n, tally in enumerate(tallies))
        added = ", ".join(f"SUM(had_{n})" for n in range(len(tallies)))
        things = f"SELECT facts.unit_id, {had} FROM facts GROUP BY facts.counted, facts.unit_id"
        return f"SELECT {unit}, {added} FROM ({things}) facts {group}"

    def number(self, tally: Tally) -> str:
        """Return the aggregate over `facts` that is the tally's number."""
        where = self.where(tally)
        if tally.total:
            return f"SUM(CASE WHEN {where} THEN facts.{named(tally.total)} END)"
        return f"COUNT(DISTINCT CASE WHEN {where} THEN facts.counted END)"

    def run(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the question of `facts` and return the rows."""
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {self._relations} {question}", self._parameters)
            return list(cursor.fetchall())

    def _build(self, area: str, fields: set[str], windows: Sequence[Moment]) -> str:
        """Return the relations. `facts` is materialised: each field is worked out once a row, not once a tally."""
        relations = {"area": area} if area else {}
        for name, text in self.facts.rows.items():
            join = self._area.join(self.facts.record_alias) if area else ""
            relations[name] = text.replace("{area}", join).replace("{unit}", "area.unit_id" if area else "NULL")
        columns = [f"item.{self.facts.counted} AS counted", "item.unit_id AS unit_id"]
        columns += [f"{self.facts.fields[field]} AS {named(field)}" for field in sorted(fields)]
        columns += [f"{self.facts.happened_on} AS happened_on"] if self.facts.happened_on else []
        common = matches(sorted(self._common, key=str), self._parameters, self.facts.fields)
        if windows:
            first = self._parameters.place(min(window.since for window in windows))
            last = self._parameters.place(max(window.day for window in windows))
            common = f"{common} AND {self.facts.happened_on} BETWEEN {first} AND {last}"
        listed = [f"{name} AS {self.facts.kept(name)}({text})" for name, text in relations.items()]
        return ", ".join([*listed, f"facts AS MATERIALIZED (SELECT {', '.join(columns)} FROM item WHERE {common})"])


def _dates(on: Pass, moment: datetime) -> dict[str, Any]:
    day = on.day or date.max
    since = on.since or day
    extended_from, extended_to = (editions().extension_bounds(on.day) if on.day else None) or NEVER
    dates = {
        "day": day,
        "since": since,
        "day_eve": day - timedelta(days=1),
        "since_eve": since - timedelta(days=1),
        "extended_from": extended_from,
        "extended_to": extended_to,
    }
    adapted = {name: connection.ops.adapt_datefield_value(value) for name, value in dates.items()}
    return {**adapted, "moment": connection.ops.adapt_datetimefield_value(moment)}
