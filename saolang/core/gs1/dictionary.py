"""The GS1 Barcode Syntax Dictionary: what each Application Identifier (AI) may hold, read from its text.

Of its linters those are asked that need nothing but the value: csum, zero, yymmdd and yymmd0. Tables of countries,
currencies and the like are left to who uses the value.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.core.gs1.keys import CHARACTERS_39, CHARACTERS_82, is_checked, is_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LINE = re.compile(r"(?P<first>\d{2,4})(?:-(?P<last>\d{2,4}))?\s+(?P<rest>[^#\n]*)(?:#.*)?", re.ASCII)
_PART = re.compile(r"(?P<kind>[NXYZ])(?P<upto>\.\.)?(?P<length>\d+)(?P<linters>(?:,\w+)*)", re.ASCII)
_FILE_SAFE_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=")


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a value: its kind of characters (N, X, Y, Z), how many, and what is asked of it."""

    kind: str
    shortest: int
    longest: int
    optional: bool
    linters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An AI. `qualifiers` are the ordered alternatives of a Digital Link key, None where the AI is no such key."""

    ai: str
    parts: tuple[Part, ...]
    is_attribute: bool
    qualifiers: tuple[tuple[str, ...], ...] | None


MONTHS = range(1, 13)

Dictionary = Mapping[str, Entry]


def read(text: str) -> dict[str, Entry]:
    """Return the entries of the dictionary's text by AI. Raises ValueError for a line that is none of its own."""
    entries: dict[str, Entry] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        entries.update((entry.ai, entry) for entry in _entries(line))
    return entries


def holds(entry: Entry, value: str) -> bool:
    """Tell whether the AI may bear the value."""
    rest = value
    for part in entry.parts:
        if not rest and part.optional:
            return True
        piece, rest = rest[: part.longest], rest[part.longest :]
        if len(piece) < part.shortest or not _KINDS[part.kind](piece):
            return False
        if not all(_LINTERS[name](piece) for name in part.linters if name in _LINTERS):
            return False
    return not rest


def _entries(line: str) -> Iterator[Entry]:
    found = _LINE.fullmatch(line.strip())
    if not found:
        message = f"This is no line of the syntax dictionary: {line!r}"
        raise ValueError(message)
    words = found["rest"].split()
    flags = words.pop(0) if not _PART.fullmatch(words[0].strip("[]")) else ""
    parts = tuple(_part(word) for word in words if _PART.fullmatch(word.strip("[]")))
    first = found["first"]
    for number in range(int(first), int(found["last"] or first) + 1):
        yield Entry(f"{number:0{len(first)}}", parts, "?" in flags, _qualifiers(words))


def _part(word: str) -> Part:
    found = _PART.fullmatch(word.strip("[]"))
    if not found:  # pragma: no cover - only words that are parts come here
        raise ValueError(word)
    longest = int(found["length"])
    linters = tuple(found["linters"].split(",")[1:])
    return Part(found["kind"], 1 if found["upto"] else longest, longest, word.startswith("["), linters)


def _qualifiers(words: list[str]) -> tuple[tuple[str, ...], ...] | None:
    for word in words:
        name, _, value = word.partition("=")
        if name == "dlpkey":
            return tuple(tuple(sequence.split(",")) for sequence in value.split("|")) if value else ()
    return None


def _is_day(value: str, *, without_day: bool) -> bool:
    """Tell whether YYMMDD is a day; day 00, the month's last, only where it is allowed."""
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:6])
    if month not in MONTHS:
        return False
    # The century is a window of 50 years: 2000 to 2099 has the leap years of either.
    return (day > 0 or without_day) and day <= monthrange(2000 + year, month)[1]


_KINDS: dict[str, Callable[[str], bool]] = {
    "N": is_digits,
    "X": CHARACTERS_82.issuperset,
    "Y": CHARACTERS_39.issuperset,
    "Z": _FILE_SAFE_BASE64.issuperset,
}
_LINTERS: dict[str, Callable[[str], bool]] = {
    "csum": is_checked,
    "zero": lambda value: not value.strip("0"),
    "yymmdd": lambda value: _is_day(value, without_day=False),
    "yymmd0": lambda value: _is_day(value, without_day=True),
}
