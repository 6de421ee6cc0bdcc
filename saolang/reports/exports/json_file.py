"""The reading as data, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.utils import timezone

from saolang.reports.exports.table import rounded, rows

if TYPE_CHECKING:
    from saolang.reports.exports.table import Row
    from saolang.reports.standings import PlanReading, TargetReading


def as_dict(reading: PlanReading) -> dict[str, Any]:
    """Return the reading as plain data; a target without a source has the value None, never 0."""
    plan, sight = reading.plan, reading.sight
    return {
        "plan": {
            "code": plan.code,
            "title": plan.title_vi,
            "place": plan.place.public_code,
            "period": plan.period,
            "begins_on": plan.begins_on.isoformat(),
            "ends_on": plan.ends_on.isoformat(),
        },
        "as_at": sight.as_at.isoformat(),
        "as_known": timezone.localtime(sight.as_known).isoformat(),
        "map": sight.shown_on.pk,
        "targets": [_target(row, target) for row, target in zip(rows(reading), reading.targets, strict=True)],
        "double_statements": [
            {
                "increase": statement.increase.code,
                "total": statement.total.code,
                "baselines": [rounded(statement.low), rounded(statement.high)],
                "agree": statement.agree,
            }
            for statement in reading.double_statements
        ],
    }


def as_json(reading: PlanReading) -> bytes:
    """Return the reading as UTF-8 JSON with two spaces of indent."""
    return orjson.dumps(as_dict(reading), option=orjson.OPT_INDENT_2)


def _target(row: Row, reading: TargetReading) -> dict[str, Any]:
    forecast = None
    if row.forecast is not None:
        forecast = {
            "low": row.forecast_low,
            "middle": row.forecast,
            "high": row.forecast_high,
            "basis": row.forecast_basis,
        }
    target: dict[str, Any] = {
        "code": row.code,
        "label": row.label,
        "indicator": reading.indicator.code,
        "unit": row.unit,
        "comparator": row.comparator,
        "goal": row.goal,
        "goal_to": row.goal_to,
        "value": row.value,
        "part": row.part,
        "whole": row.whole,
        "verdict": row.verdict,
        "pace": row.pace,
        "forecast": forecast,
        "reading": row.reading,
        "phrase": row.phrase,
    }
    if reading.standing.parts:
        target["parts"] = {name: rounded(number) for name, number in reading.standing.parts.items()}
    if reading.years is not None:
        target["years"] = {str(year): rounded(number) for year, number in reading.years.items()}
    if reading.by_unit is not None:
        target["units"] = {unit.public_code: rounded(number) for unit, number in reading.by_unit.numbers.items()}
        target["units_at_zero"] = [unit.name for unit in reading.units_at_zero]
        target["not_placed"] = rounded(reading.by_unit.not_placed)
    return target
