"""What a shopper's question asks for: words of a name, and beside them where it is made and how many stars it bears.

"cam xã Thuận Hòa", "gạo 5 sao", "chè Cao Bằng 4 sao": what is read as a place or as stars narrows what is found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from saolang.base.kit.search import LONGEST_ASKED, LOOKED_AT, MOST_WORDS, Best, search, spelled_like
from saolang.base.places.models import PlaceName
from saolang.base.places.queries import standing_in_any
from saolang.core.gazetteer import COMMUNE, KINDS, LEVELS, readings, spelling
from saolang.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from saolang.base.places.models import Place
    from saolang.core.gazetteer import Reading

STARS = re.compile(r"([345])[ -]?(?:sao|stars?|\*|★|ផ្កាយ)|ផ្កាយ ?([345])")
BEFORE_A_PLACE = frozenset({"ở", "o", "tại", "từ", "của", "from", "in", "of", "នៅ"})
"""As typed, in small letters: "cua" without its marks is a crab."""
SAYING_NOTHING = frozenset({"ocop"})
OF_ANY_KIND = frozenset({"san pham", "dac san", "hang", "products", "product"})
"""What asks for all that is made somewhere."""
LONG = 4
"""Letters from which on a word of another spelling is hardly another word."""
LONGEST_NAME = 6
"""Words of a place's name with its kind before it; longer names are of nine units, none of them a commune of today."""


class Word(NamedTuple):
    """A word of a question: where it stands, as it was typed, as it is looked for."""

    at: int
    said: str
    folded: str


@dataclass(frozen=True)
class Asked:
    """A part of a question that narrows: units of one name or a number of stars, and the question without it.

    `standing`: the keys of the places of every map that lie in one of the units.
    """

    without: str
    units: tuple[Place, ...] = ()
    standing: tuple[int, ...] = ()
    stars: int = 0

    @property
    def name(self) -> str:
        """The units in a word: with their province where they lie in one."""
        alike = {unit.with_province for unit in self.units}
        return alike.pop() if len(alike) == 1 else str(self.units[0])

    @property
    def unit(self) -> Place | None:
        """The newest of the units where they are one to whoever reads their names."""
        return self.units[0] if len({unit.with_province for unit in self.units}) == 1 else None


@dataclass(frozen=True)
class Question:
    """What is asked for. `words`: what a name must bear, folded; `named`: the same with the names of the places."""

    words: str
    named: str
    places: tuple[Asked, ...] = ()
    stars: Asked | None = None

    @property
    def parts(self) -> list[Asked]:
        """What narrows, and leaves something to ask for where it is taken away."""
        return [asked for asked in (*self.places, *filter(None, [self.stars])) if asked.without]


def read(text: str, *, forgiving: bool = False) -> Question:
    """Read a question: one query for what may be places, and one for each that is.

    Forgiving: places spelled much like what was typed, too; one query more.
    """
    words = _words(text)
    left, stars = _stars(words)
    units = _units(left, forgiving=forgiving)
    places = _places(left, units)
    little = {word for run in places for word in _before(left, run)}
    taken = {word for run in places for word in run} | little
    rest = " ".join(word.folded for word in left if word not in taken)
    return Question(
        words="" if rest in OF_ANY_KIND and (places or stars) else rest,
        named=" ".join(word.folded for word in left if word not in little),
        places=tuple(_asked(units[tuple(run)], words, {*run, *_before(left, run)}) for run in places),
        stars=stars,
    )


def narrowed(records: QuerySet[Any], question: Question) -> QuerySet[Any]:
    """Keep the records made in one of the units of each name."""
    for asked in question.places:
        records = records.filter(place__in=asked.standing)
    return records


def best_in_places(records: QuerySet[Any], question: Question, *, most: int) -> Best:
    """Return what is made in the places and bears the other words; spelled otherwise only where nothing is as typed."""
    there = narrowed(records, question)
    found = bearing(there, question.words, most=most)
    if found.keys or not question.words:
        return found
    return bearing_much_like(there, spelled_like(question.words.split()), most=most)


def bearing(records: QuerySet[Any], words: str, *, most: int) -> Best:
    """Return those of few records that bear every word, the best first; the first of them all where no word is given.

    `kit.search.best` is for a whole table: it looks at some that bear the words before it looks at where they are made.
    """
    if not words:
        keys = list(records.values_list("pk", flat=True)[: most + 1])
        return Best(keys[:most], more=len(keys) > most)
    found = dict(search(records, words).order_by().values_list("pk", "folded")[:LOOKED_AT])
    return _ranked(found, words, most)


def bearing_much_like(records: QuerySet[Any], like_it: Mapping[str, Sequence[str]], *, most: int) -> Best:
    """Return those of few records that bear words spelled much like those typed, and what those words are."""
    alike = {word: [word, *_hardly_another(word, like)] for word, like in like_it.items()}
    if not any(len(spellings) > 1 for spellings in alike.values()):
        return Best((), more=False)
    for spellings in alike.values():
        records = records.filter(reduce(or_, (Q(folded__contains=each) for each in spellings)))
    found = dict(records.order_by().values_list("pk", "folded")[:LOOKED_AT])
    if not found:
        return Best((), more=False)
    first = found[_ranked(found, " ".join(like_it), 1).keys[0]]
    meant = " ".join(next(each for each in spellings if each in first) for spellings in alike.values())
    ranked = _ranked(found, meant, most)
    return Best(ranked.keys, ranked.more, meant)


def _hardly_another(word: str, like_it: Iterable[str]) -> list[str]:
    """Keep the words like it; of a short one, which is like too many, those of the same letters: "goa", "gao"."""
    return [like for like in like_it if len(word) >= LONG or sorted(like) == sorted(word)]


def _ranked(found: dict[int, str], words: str, most: int) -> Best:
    """Return the keys: names that begin with the words, names that bear them as such, the others; the shorter first."""

    def likeness(key: int) -> tuple[int, int, str, int]:
        folded = found[key]
        borne = f" {words} " in f" {folded} ".replace("\n", " ")
        return (0 if folded.startswith(words) else 1 if borne else 2), len(folded), folded, key

    return Best(sorted(found, key=likeness)[:most], more=len(found) > most)


def _words(text: str) -> list[Word]:
    """Return the words, as many as are looked for; what says nothing is left out where something else is said."""
    typed = [(said, fold(said.strip(",;"))) for said in text[:LONGEST_ASKED].split()]
    words = [Word(at, said, folded) for at, (said, folded) in enumerate(typed) if folded][:MOST_WORDS]
    return [word for word in words if word.folded not in SAYING_NOTHING] or words


def _stars(words: Sequence[Word]) -> tuple[list[Word], Asked | None]:
    """Return the words but those that say how many stars, and what these say."""
    for run in _runs(words, 2):
        if match := STARS.fullmatch(" ".join(word.folded for word in run)):
            left = [word for word in words if word not in run]
            return left, Asked(_said(left), stars=int(match[1] or match[2]))
    return list(words), None


def _places(left: list[Word], units: dict[tuple[Word, ...], tuple[Place, ...]]) -> list[list[Word]]:
    """Return the runs that name places: those at the end of the words, or else the one at their beginning."""
    runs: list[list[Word]] = []
    end = len(left)
    while run := next((run for run in _ending(left[:end]) if units[tuple(run)]), None):
        runs.append(run)
        end = left.index(run[0]) - len(_before(left, run))
    beginnings = [left[:length] for length in range(min(len(left), LONGEST_NAME), 0, -1)]
    return runs or [run for run in beginnings if units[tuple(run)]][:1]


def _asked(units: tuple[Place, ...], words: Sequence[Word], taken: set[Word]) -> Asked:
    without = _said(word for word in words if word not in taken)
    return Asked(without, units=units, standing=tuple(standing_in_any(units)))


def _before(left: list[Word], run: list[Word]) -> list[Word]:
    """Return the little word before the name of a place, where something else stands before it."""
    at = left.index(run[0]) - 1
    return [left[at]] if at > 0 and left[at].said.casefold() in BEFORE_A_PLACE else []


def _said(words: Iterable[Word]) -> str:
    return " ".join(word.said for word in words).strip(" ,;")


def _runs(words: Sequence[Word], longest: int) -> Iterator[list[Word]]:
    """Yield the runs of words, the last and the longest first."""
    for end in range(len(words), 0, -1):
        yield from (list(words[first:end]) for first in range(max(0, end - longest), end))


def _ending(words: list[Word]) -> list[list[Word]]:
    """Return the runs that end the words, the longest first."""
    return [words[first:] for first in range(max(0, len(words) - LONGEST_NAME), len(words))]


def _units(words: Sequence[Word], *, forgiving: bool) -> dict[tuple[Word, ...], tuple[Place, ...]]:
    """Return what each run of the words means as a place: the units of the highest level that bear or bore the name."""
    read_as = {tuple(run): _readings(words, run) for run in _runs(words, LONGEST_NAME)}
    alike = spelled_like([word.folded for word in words]) if forgiving else {}
    keys = {key for ways in read_as.values() for way in ways for key in _keys(way, alike)}
    named: defaultdict[str, list[PlaceName]] = defaultdict(list)
    for name in PlaceName.objects.filter(folded__in=keys).select_related("place__province", "place__parent"):
        named[name.folded].append(name)
    return {run: _meant(ways, named, alike, forgiving=forgiving) for run, ways in read_as.items()}


def _readings(words: Sequence[Word], run: list[Word]) -> list[Reading]:
    """Return how a run can be read as a place; "xã" after "hợp tác" is no kind of one."""
    at = words.index(run[0])
    if at and (words[at - 1].folded, run[0].folded) == ("tac", "xa"):
        return []
    return readings(" ".join(word.said.strip(",;") for word in run))


def _keys(way: Reading, alike: dict[str, list[str]]) -> Iterator[str]:
    """Yield the folded name, and those in which one word is another much like it."""
    words = way.key.split()
    yield way.key
    if len(words) > 1:
        for at, word in enumerate(words):
            yield from (" ".join([*words[:at], each, *words[at + 1 :]]) for each in alike.get(word, ()))


def _meant(
    ways: list[Reading], named: dict[str, list[PlaceName]], alike: dict[str, list[str]], *, forgiving: bool
) -> tuple[Place, ...]:
    """Return the units of the highest level with the name; of the very kind where one was written."""
    fitting = [
        (name.place, name.kind == way.kind)
        for way in ways
        for key in _keys(way, alike)
        for name in named.get(key, ())
        if _fits(way, name, forgiving=forgiving)
    ]
    found = {unit for unit, is_of_kind in fitting if is_of_kind} or {unit for unit, _ in fitting}
    if not found:
        return ()
    highest = min(LEVELS.index(unit.level) for unit in found)
    units = (unit for unit in found if LEVELS.index(unit.level) == highest)
    return tuple(sorted(units, key=lambda unit: (-unit.map_id, unit.sort_key, unit.code)))


def _fits(way: Reading, name: PlaceName, *, forgiving: bool) -> bool:
    """Tell whether the name is what was written: with its marks where marks were typed.

    A commune of one word needs its kind before it: "gạo" is rice, though there is a xã Gào.
    """
    unit = name.place
    if way.kind and unit.level not in KINDS[way.kind][0]:
        return False
    if not way.kind and unit.level == COMMUNE and " " not in way.key:
        return False
    has_marks = way.name.casefold() != way.key
    return forgiving or not has_marks or spelling(way.name) == spelling(name.name)
