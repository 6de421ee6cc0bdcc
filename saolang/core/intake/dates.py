"""Dates as registers write them: a day, a month or only a year, in cells, serial numbers and words."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING

from saolang.core.intake.words import folded

if TYPE_CHECKING:
    from saolang.core.intake.sheet import Cell

_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)  # 2000 to 2099
_YEARS = range(1990, 2100)
_CENTURY = 2000

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY_FORMS = (
    re.compile(r"\b(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4}|\d{2})\b(?![/.-]\d)"),
    re.compile(rf"\b{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?=\b|t)"),
    re.compile(rf"\b(?P<day>\d{{1,2}})\s*thang\s*(?P<month>\d{{1,2}})\s*(?:nam|[/,.-])?\s*{_YEAR}\b"),
)
_MONTH_FORMS = (
    re.compile(rf"\b(?:thang|t\.?)\s*(?P<month>\d{{1,2}})\s*(?:[/.-]|,?\s*nam)?\s*{_YEAR}\b"),
    re.compile(rf"(?<![\d/.-])(?P<month>\d{{1,2}})\s*[/.-]\s*{_YEAR}\b"),
    re.compile(rf"\b{_YEAR}-(?P<month>\d{{2}})\b(?!-)"),
)
_YEAR_FORM = re.compile(rf"\bnam\s*{_YEAR}\b")
_BARE_YEAR = re.compile(rf"^{_YEAR}$")
_AROUND = re.compile(r"^(?:ngay|tu ngay|den ngay|den het ngay|den)?\s*$")
_AFTER = re.compile(r"^\s*(?:[t ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|\((?:lan|dot)\s*\w+\)?)?\s*\.?$")


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the day, the month or the year; `last_day` is the day it counts from."""

    last_day: date
    precision: Precision

    def __str__(self) -> str:
        """Return ISO 8601 at the precision known: "2023-01-16", "2022-08" or "2022"."""
        return self.last_day.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]]

    @property
    def first_day(self) -> date:
        if self.precision is Precision.DAY:
            return self.last_day
        return self.last_day.replace(day=1, month=1 if self.precision is Precision.YEAR else self.last_day.month)

    @classmethod
    @lru_cache(maxsize=16384)
    def from_iso(cls, text: str) -> PartialDate:
        """Read back what `str()` wrote. Raises ValueError on anything else."""
        parts = [int(part) for part in text.split("-")]
        found = _of(*parts)
        if found is None:
            raise ValueError(text)
        return found


def _of(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    if year not in _YEARS:
        return None
    try:
        if month is None:
            return PartialDate(date(year, 12, 31), Precision.YEAR)
        if day is None:
            return PartialDate(date(year, month, monthrange(year, month)[1]), Precision.MONTH)
        return PartialDate(date(year, month, day), Precision.DAY)
    except ValueError:
        return None


def read_date(cell: Cell) -> PartialDate | None:
    """Return the date a cell gives, or None where it gives none that can be understood.

    Texts are read day first. An impossible date ("31/02/2022", "12/25/2022") is not understood: which part is wrong
    is for a person to say.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _of(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float):
        return _from_number(cell)
    return _from_text(cell) if isinstance(cell, str) else None


def _from_number(number: float) -> PartialDate | None:
    if not isfinite(number):
        return None
    if int(number) in _SERIALS:
        day = _SPREADSHEET_EPOCH + timedelta(days=int(number))
        return _of(day.year, day.month, day.day)
    return _of(int(number)) if number == int(number) else None


@lru_cache(maxsize=16384)
def _from_text(text: str) -> PartialDate | None:
    plain = folded(text).strip(" ()'")
    if plain.isdecimal() and len(plain) in (4, 5):
        return _from_number(int(plain))
    for form in (*_DAY_FORMS, *_MONTH_FORMS, _YEAR_FORM, _BARE_YEAR):
        match = form.search(plain)
        if match and _AROUND.match(plain[: match.start()]) and _AFTER.match(plain[match.end() :]):
            return _from_match(match)
    return None


def find_date(text: str) -> PartialDate | None:
    """Return the first date written inside a sentence, the most precise kind first."""
    plain = folded(text)
    for form in (*_DAY_FORMS, *_MONTH_FORMS, _YEAR_FORM):
        match = form.search(plain)
        if match:
            return _from_match(match)
    return None


def _from_match(match: re.Match[str]) -> PartialDate | None:
    parts = {name: int(value) for name, value in match.groupdict().items()}
    year = parts["year"] if parts["year"] > 99 else parts["year"] + _CENTURY  # noqa: PLR2004 - two digits
    return _of(year, parts.get("month"), parts.get("day"))
