"""The reading as CSV: UTF-8 with a mark, so that spreadsheet programs read Vietnamese, and safe from formulas."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import TYPE_CHECKING

from saolang.base.kit.spreadsheets import harmless
from saolang.reports.exports.table import Row, rows

if TYPE_CHECKING:
    from saolang.reports.standings import PlanReading


def as_csv(reading: PlanReading) -> bytes:
    """Return one line a target, the columns named as in the JSON."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(Row.__dataclass_fields__))
    writer.writeheader()
    writer.writerows({name: harmless(value) for name, value in asdict(row).items()} for row in rows(reading))
    return text.getvalue().encode("utf-8-sig")
