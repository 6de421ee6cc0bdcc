"""Finding the administrative unit that a written place name means, among the units of all maps.

Nothing is guessed: a name that fits several units is given back with all of them, for a person to choose.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import fold, gettext_noop, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

PROVINCE, DISTRICT, COMMUNE = LEVELS = ("province", "district", "commune")

KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "Tỉnh": ((PROVINCE,), r"tinh\b\s*|t\.\s*"),
    "Thành phố": ((PROVINCE, DISTRICT), r"thanh pho\b\s*|t\.?\s?p\b\.?\s*|tp(?=hcm)"),
    "Quận": ((DISTRICT,), r"quan\b\s*|q\.\s*|q(?=\d)"),
    "Huyện": ((DISTRICT,), r"huyen\b\s*|h\.\s*"),
    "Thị xã": ((DISTRICT,), r"thi xa\b\s*|tx\b\.?\s*"),
    "Phường": ((COMMUNE,), r"phuong\b\s*|p\.\s*|p(?=\d)"),
    "Xã": ((COMMUNE,), r"xa\b\s*|x\.\s*"),
    "Thị trấn": ((COMMUNE,), r"thi tran\b\s*|tt\b\.?\s*"),
    "Đặc khu": ((COMMUNE,), r"dac khu\b\s*|dk\b\.?\s*"),
}
"""Each kind of unit: the levels it stands at, and how it is written in front of a name, folded."""

_KIND = {kind: re.compile(f"(?:{pattern})(?=.)") for kind, (_, pattern) in KINDS.items()}
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
LIKENESS = 0.8
"""From which likeness on a name is offered for one that does not exist (difflib's ratio)."""
_SHORT_NAMES = {"hcm": "Hồ Chí Minh"}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_PUBLIC_CODE = re.compile(r"(?:(?P<generation>\d)-)?(?P<code>\d{2,5})")

NOTHING_WRITTEN = gettext_noop("Chưa ghi địa bàn.")
UNKNOWN = gettext_noop("Không có đơn vị hành chính nào tên “%(name)s”.")
NOT_WITHIN = gettext_noop("Không có “%(name)s” trong %(within)s. Hãy chọn đơn vị đúng.")
SEVERAL = gettext_noop("Có %(count)s đơn vị tên “%(name)s”. Hãy chọn một.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit as the gazetteer knows it.

    `names` are the (kind, name) pairs it has borne, the present one first. `at` tells, by generation, where the unit
    stands on that map: the left end of an interval, `lft` on its own map, absent where no single unit holds it.
    """

    key: int
    generation: int
    code: str
    level: str
    names: tuple[tuple[str, str], ...]
    lft: int
    rgt: int
    at: Mapping[int, int] = field(hash=False, default_factory=dict)

    @property
    def title(self) -> str:
        """The present kind and name."""
        kind, name = self.names[0]
        return f"{kind} {name}"

    def is_in(self, unit: Entry) -> bool:
        """Say whether this is the unit or a part of it, on one map."""
        return self.generation == unit.generation and unit.lft <= self.lft <= unit.rgt

    def stands_in(self, unit: Entry) -> bool:
        """Say whether this lies wholly in the unit's territory, on whatever map this is."""
        return unit.lft <= self.at.get(unit.generation, 0) <= unit.rgt


@dataclass(frozen=True, slots=True)
class Resolved:
    """The unit a name means, or none: then the reason, and the units it could mean.

    `exact` is False where the writing differs in marks or kind from the unit's own name ("Xã" for what is a phường).
    """

    entry: Entry | None
    candidates: tuple[Entry, ...] = ()
    reason: Refusal | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """A written name taken apart: the kind in front, if one was written, and the name."""

    kind: str | None
    name: str

    @property
    def key(self) -> str:
        return fold(self.name)


def readings(text: str) -> list[Reading]:
    """Return the ways a written name can be read: "TP. Ngã Bảy" as a city and as a name that begins with "TP".

    Hyphens, apostrophes and leading zeros of numbers are made alike first.
    """
    text = normalise(text).replace("’", "'").strip(" .,;:")
    text = re.sub(r"\s*[-–—]\s*", " - ", text)
    text = re.sub(r"\b0+(?=\d)", "", text)
    if not text:
        return []
    bare = fold(text)
    found = [Reading(None, text)]
    for kind, pattern in _KIND.items():
        # Folding keeps the number of letters in NFC, so the kind's end is at the same place in both.
        if (match := pattern.match(bare)) and len(bare) == len(text):
            name = text[match.end() :].lstrip(" .:")
            found.append(Reading(kind, _SHORT_NAMES.get(fold(name), name)))
    return [*found, *(Reading(way.kind, number) for way in found if (number := _other_numeral(way.name)))]


def _other_numeral(name: str) -> str | None:
    """Return "V" for "5" and "5" for "V": the wards of some towns are numbered in Roman figures."""
    if name.casefold() in _ROMAN:
        return str(_ROMAN.index(name.casefold()) + 1)
    if name.isdecimal() and 1 <= int(name) <= len(_ROMAN):
        return _ROMAN[int(name) - 1].upper()
    return None


def spelling(name: str) -> str:
    """Return the name as spellings are compared: tone marks at the end of their word, so that Hoà is Hòa."""
    words = []
    for word in unicodedata.normalize("NFD", name.casefold()).split():
        tones = "".join(sorted(mark for mark in word if mark in _TONES))
        words.append("".join(letter for letter in word if letter not in _TONES) + tones)
    return " ".join(words)


class Gazetteer:
    """An index of units by name, built once; thousands of names are then looked up without a query."""

    def __init__(self, entries: Iterable[Entry], spans: Mapping[int, tuple[date | None, date | None]]) -> None:
        """Index the entries. `spans` are the first and last day of each generation's map."""
        self._spans = spans
        self._by_name: defaultdict[str, list[Entry]] = defaultdict(list)
        self._by_code: defaultdict[str, list[Entry]] = defaultdict(list)
        self._of_level: defaultdict[str, list[Entry]] = defaultdict(list)
        self._resolved: dict[tuple[tuple[tuple[str, str], ...], frozenset[int]], Resolved] = {}
        for entry in entries:
            self._by_code[entry.code].append(entry)
            self._of_level[entry.level].append(entry)
            for key in {fold(name) for _, name in entry.names}:
                self._by_name[key].append(entry)

    def find(self, text: str, generation: int | None = None, level: str | None = None) -> tuple[Entry, ...]:
        """Return the units with this code ("87", "1-87") or name, the highest level and the oldest map first.

        A name without its kind fits every kind; without marks, every spelling. With them, only what fits best.
        """
        match = _PUBLIC_CODE.fullmatch(text.strip())
        if match:
            generation = int(match["generation"]) if match["generation"] else generation
            found = self._by_code.get(match["code"], [])
        else:
            found = [entry for entry, _ in _best(text, self._named(text))]
        fitting = [entry for entry in found if generation in (None, entry.generation) and level in (None, entry.level)]
        return tuple(sorted(fitting, key=lambda entry: (LEVELS.index(entry.level), entry.generation, entry.lft)))

    def resolve(
        self,
        *,
        commune: str | None = None,
        district: str | None = None,
        province: str | None = None,
        on: date | None = None,
    ) -> Resolved:
        """Return the one unit that the lowest name given means, under the higher ones.

        Each name narrows the next: what it means must lie in the territory of what the name before it means. Among
        those that fit the writing equally well, units of the same map as the higher one come first, then those of the
        map in force on the day. What is left is one unit, or candidates and the reason.
        """
        asked = tuple(
            (level, normalise(text))
            for level, text in zip(LEVELS, (province, district, commune), strict=True)
            if text and normalise(text)
        )
        in_force = frozenset(number for number in self._spans if on and self._is_in_force(number, on))
        if (asked, in_force) not in self._resolved:
            self._resolved[asked, in_force] = self._resolve(asked, in_force)
        return self._resolved[asked, in_force]

    def _resolve(self, asked: tuple[tuple[str, str], ...], generations: frozenset[int]) -> Resolved:
        if not asked:
            return Resolved(None, reason=Refusal(NOTHING_WRITTEN))
        trail: list[list[Entry]] = [[]]
        within = ""
        exact = True
        for level, text in asked:
            above = trail[-1]
            found = _best(text, [entry for entry in self._named(text, level) if _stands_in_any(entry, above)])
            if not found:
                return self._not_found(text, level, within, trail)
            direct = [each for each in found if any(each[0].is_in(unit) for unit in above)]
            exact = exact and all(fits for _, fits in direct or found)
            trail.append([entry for entry, _ in direct or found])
            within = ", ".join(part for part in (text, within) if part)
        in_force = [entry for entry in trail[-1] if entry.generation in generations]
        candidates = in_force or trail[-1]
        if len(candidates) == 1:
            return Resolved(candidates[0], exact=exact)
        return Resolved(None, tuple(candidates), Refusal(SEVERAL, count=len(candidates), name=within))

    def _not_found(self, text: str, level: str, within: str, trail: list[list[Entry]]) -> Resolved:
        """Return as candidates what bears the name nearest by, at any level, and what is named much like it there."""
        reason = Refusal(NOT_WITHIN, name=text, within=within) if within else Refusal(UNKNOWN, name=text)
        named = self._named(text)
        nearby = ([entry for entry in named if _stands_in_any(entry, units)] for units in reversed(trail))
        bearers = [entry for entry, _ in _best(text, next(filter(None, nearby), []))]
        return Resolved(None, tuple(dict.fromkeys([*bearers, *self._alike(text, [level], trail[-1])])), reason)

    def alike(self, text: str) -> tuple[Entry, ...]:
        """Return units with a name much like this one, for a person to choose from where no unit bears it."""
        return tuple(self._alike(text, LEVELS, []))

    def _alike(self, text: str, levels: Iterable[str], above: list[Entry]) -> list[Entry]:
        entries = [entry for level in levels for entry in self._of_level[level] if _stands_in_any(entry, above)]
        keys = {fold(name) for entry in entries for _, name in entry.names}
        near = {key for way in readings(text) for key in get_close_matches(way.key, keys, n=3, cutoff=LIKENESS)}
        return [entry for entry in entries if any(fold(name) in near for _, name in entry.names)]

    def _is_in_force(self, generation: int, day: date) -> bool:
        first, last = self._spans[generation]
        return (first is None or first <= day) and (last is None or day <= last)

    def _named(self, text: str, level: str | None = None) -> list[Entry]:
        """Return the units that bear the name, unless a kind is written that does not exist at their level."""
        found = {
            entry.key: entry
            for way in readings(text)
            for entry in self._by_name.get(way.key, ())
            if level in (None, entry.level) and (way.kind is None or entry.level in KINDS[way.kind][0])
        }
        return list(found.values())


def _stands_in_any(entry: Entry, units: Sequence[Entry]) -> bool:
    """Say whether the entry lies in the territory of one of the units; where none is named, it does."""
    return not units or any(entry.stands_in(unit) for unit in units)


def _best(text: str, entries: Iterable[Entry]) -> list[tuple[Entry, bool]]:
    """Return the entries that fit the writing best, each with whether it fits in every mark and in its kind."""
    ways = readings(text)
    ranked = [(min(_distance(way, entry) for way in ways), entry) for entry in entries]
    nearest = min((distance for distance, _ in ranked), default=0)
    return [(entry, distance == 0) for distance, entry in ranked if distance == nearest]


def _distance(reading: Reading, entry: Entry) -> int:
    """Return 0 where the reading fits a name of the entry; 1 with another kind, 2 with other marks, 3 with both."""
    marked = reading.name.isascii() is False
    distances = [
        (reading.kind not in (None, kind)) + 2 * (marked and spelling(name) != spelling(reading.name))
        for kind, name in entry.names
        if fold(name) == reading.key
    ]
    return min(distances, default=4)
