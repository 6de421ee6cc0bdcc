"""Moments as events tell them: RFC 3339 with a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

LONGEST_REMEMBERED = 40
HALF_A_MILLISECOND = timedelta(microseconds=500)


def read_moment(text: str) -> datetime:
    """Return the moment. Raises ValueError for what is none, has no zone, or lies outside the years 1 to 9999."""
    work = _remembered if len(text) <= LONGEST_REMEMBERED else _read
    return work(text)


def in_milliseconds(moment: datetime) -> str:
    """Return a moment in UTC with three decimals, rounded half up, as the event hash has it (CBV 2.0, 8.9.2).

    Raises ValueError in the last half of a millisecond before the year 10000.
    """
    try:
        rounded = moment + HALF_A_MILLISECOND
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return f"{rounded.isoformat(timespec='milliseconds')[:-6]}Z"


def _read(text: str) -> datetime:
    moment = datetime.fromisoformat(text.upper())
    if moment.tzinfo is None:
        message = "A moment needs a time zone."
        raise ValueError(message)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from error


_remembered = lru_cache(maxsize=4096)(_read)
