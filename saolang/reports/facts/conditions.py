"""Conditions of core.indicators as SQL over a population's fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saolang.core.indicators.definitions import Condition, Scalar

_COMPARISONS = {"at_least": ">=", "at_most": "<="}


class Parameters(dict[str, Any]):
    """Values of one statement, each under a name of its own; SQL text never carries a value."""

    def place(self, value: Scalar) -> str:
        """Keep the value and return its placeholder."""
        name = f"value_{len(self)}"
        self[name] = connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
        return f"%({name})s"


def named(field: str) -> str:
    """Return the field's name as SQL: in quotes, for a word of the vocabulary may be one of SQL ("set")."""
    return connection.ops.quote_name(field)


def matches(
    conditions: Iterable[Condition], parameters: Parameters, expressions: Mapping[str, str] | None = None
) -> str:
    """Return the conditions joined by AND; none is always true.

    A field is a column of `facts`, or its own SQL where `expressions` are given.
    """
    tests = []
    for condition in conditions:
        column = expressions[condition.field] if expressions else f"facts.{named(condition.field)}"
        tests.append(_test(condition, column, parameters))
    return " AND ".join(tests) or "1 = 1"


def _test(condition: Condition, column: str, parameters: Parameters) -> str:
    if condition.test in _COMPARISONS:
        return f"{column} {_COMPARISONS[condition.test]} {parameters.place(condition.values[0])}"
    if condition.test == "between":
        low, high = (parameters.place(value) for value in condition.values)
        return f"{column} BETWEEN {low} AND {high}"
    if all(isinstance(value, bool) for value in condition.values):
        wanted = [f"{column} IS {'TRUE' if value else 'NOT TRUE'}" for value in condition.values]
        return f"({' OR '.join(wanted)})"
    values = ", ".join(parameters.place(value) for value in condition.values)
    return f"{column} IN ({values})"
