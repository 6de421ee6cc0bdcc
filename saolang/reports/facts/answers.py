"""Tallies in, numbers or names out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from saolang.programme.certification.rules import editions
from saolang.reports.facts.area import Area, Grouping
from saolang.reports.facts.conditions import Parameters, matches
from saolang.reports.facts.populations import POPULATIONS, TABLES, Facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from saolang.core.indicators.questions import Pass, Tally

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
    statement = _Statement(tally.on, area, Grouping.NONE, moment)
    where = statement.matches(tally)
    number = statement.number(tally, "TRUE")
    sql = statement.text(
        {field, *_fields_of([tally])},
        f"SELECT facts.{field}, {number} FROM facts WHERE {where} GROUP BY facts.{field} ORDER BY facts.{field}",
    )
    return {row[0]: row[1] or 0 for row in statement.run(sql)}


def names(tally: Tally, area: Area, moment: datetime, *, units: Collection[int | None] | None = None) -> list[Name]:
    """Return the records that the tally counted, by the Vietnamese alphabet; with `units`, those under these keys only.

    The keys are those of `answer_by_unit`; None stands for facts that no unit of the map wholly holds.
    """
    statement = _Statement(tally.on, area, Grouping.NONE if units is None else Grouping.UNIT, moment)
    table, name = TABLES[statement.facts.record]
    where = statement.matches(tally)
    if units is not None:
        where = f"{where} AND ({statement.under(units)})"
    sql = statement.text(
        _fields_of([tally]),
        f"""SELECT record.code, record.{name}, record.origin FROM {table} record
            WHERE record.id IN (SELECT facts.counted FROM facts WHERE {where}) ORDER BY record.sort_key, record.id""",
    )
    return [Name(statement.facts.record, *row) for row in statement.run(sql)]


def _answer(
    tallies: Iterable[Tally], area: Area, moment: datetime, grouping: Grouping
) -> dict[int | None, dict[Tally, float]]:
    by_pass: dict[Pass, list[Tally]] = defaultdict(list)
    for tally in dict.fromkeys(tallies):
        by_pass[tally.on].append(tally)
    answers: dict[int | None, dict[Tally, float]] = defaultdict(dict)
    if grouping is Grouping.NONE:
        answers[None] = {}
    for on, asked in by_pass.items():
        for unit, numbers in _walk(on, asked, area, moment, grouping):
            answers[unit].update(zip(asked, (number or 0 for number in numbers), strict=True))
    return answers


def _walk(
    on: Pass, tallies: Sequence[Tally], area: Area, moment: datetime, grouping: Grouping
) -> Iterable[tuple[int | None, Sequence[float | None]]]:
    """Answer all tallies of one pass by one statement; yields a row of numbers for each unit."""
    statement = _Statement(on, area, grouping, moment)
    numbers = ", ".join(statement.number(tally, statement.matches(tally)) for tally in tallies)
    group = "" if grouping is Grouping.NONE else "GROUP BY facts.unit_id"
    unit = "NULL" if grouping is Grouping.NONE else "facts.unit_id"
    sql = statement.text(_fields_of(tallies), f"SELECT {unit}, {numbers} FROM facts {group}")
    for row in statement.run(sql):
        yield row[0], row[1:]


class _Statement:
    """One statement over a population: the relations below, the question on top, every value a parameter."""

    def __init__(self, on: Pass, area: Area, grouping: Grouping, moment: datetime) -> None:
        self.facts: Facts = POPULATIONS[on.population]
        self.area = area
        self.grouping = grouping
        self.parameters = Parameters(area.parameters | _dates(on, moment))

    def matches(self, tally: Tally) -> str:
        where = matches(tally.where, self.parameters)
        if tally.window is None:
            return where
        since, day = (self.parameters.place(bound) for bound in (tally.window.since, tally.window.day))
        return f"facts.happened_on BETWEEN {since} AND {day} AND {where}"

    def under(self, units: Collection[int | None]) -> str:
        """Return the test that a fact was gathered under one of these units."""
        keys = ", ".join(self.parameters.place(unit) for unit in units if unit is not None)
        tests = [f"facts.unit_id IN ({keys})"] if keys else []
        return " OR ".join([*tests, *(["facts.unit_id IS NULL"] if None in units else [])]) or "1 = 0"

    def number(self, tally: Tally, where: str) -> str:
        if tally.total:
            return f"SUM(CASE WHEN {where} THEN facts.{tally.total} END)"
        if self.facts.happened_on:  # a product may have several events; it is one product
            return f"COUNT(DISTINCT CASE WHEN {where} THEN facts.counted END)"
        return f"COUNT(CASE WHEN {where} THEN 1 END)"

    def text(self, fields: set[str], question: str) -> str:
        """Return the whole statement. Relations are materialised: a field is computed once for each row."""
        area = self.area.sql(self.grouping)
        join = "JOIN area ON area.place_id = {}.place_id" if area else ""
        unit = "area.unit_id" if area else "NULL"
        relations = {"area": area} if area else {}
        for name, text in self.facts.rows.items():
            alias = {"producer": "producer", "village": "village"}.get(name, "product")
            relations[name] = text.replace("{area}", join.format(alias)).replace("{unit}", unit)
        columns = [f"item.{self.facts.counted} AS counted", "item.unit_id AS unit_id"]
        columns += [f"{self.facts.fields[field]} AS {field}" for field in sorted(fields)]
        columns += [f"{self.facts.happened_on} AS happened_on"] if self.facts.happened_on else []
        relations["facts"] = f"SELECT {', '.join(columns)} FROM item"
        listed = ", ".join(f"{name} AS MATERIALIZED ({text})" for name, text in relations.items())
        return f"WITH {listed} {question}"

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            return list(cursor.fetchall())


def _fields_of(tallies: Iterable[Tally]) -> set[str]:
    fields = {condition.field for tally in tallies for condition in tally.where}
    return fields | {tally.total for tally in tallies if tally.total}


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
