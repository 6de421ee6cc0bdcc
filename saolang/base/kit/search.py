"""Finding records by their names, whatever the case, the marks or the script they are asked in.

A folded column, and an index of trigrams on either database (docs/decisions/0020-search.md; `indexing` makes it). Lists
are narrowed by `search`; `best` ranks, forgives a slip of the pen, and looks at no more records than it shows a few of.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Lookup, Model, QuerySet
from django.db.models.lookups import Contains

from saolang.base.kit.asking import rows_for
from saolang.base.kit.indexing import LEAST, MOST, WORDS, WORDS_IN
from saolang.core.text import fold, neighbours, one_slip_apart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

ModelT = TypeVar("ModelT", bound=Model)

LOOKED_AT = 300
"""Records ranked at most: of more that hold the words, those whose names begin with them come first anyway."""
LONGEST_ASKED = 80
MOST_WORDS = 8
MOST_SPELLINGS = 40
_Sql: TypeAlias = "tuple[str, tuple[Any, ...]]"
"""A condition and what fills its places, as Django's lookups say it."""
_Groups: TypeAlias = "Sequence[Sequence[str]]"
"""Words of which one of each group is borne."""
_TRIGRAM = 3
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Best:
    """The keys of what was found, the best first. `more`: there may be others. `meant`: what was looked for instead."""

    keys: Sequence[int]
    more: bool
    meant: str = ""


def searchable(*names: str) -> str:
    """Return what the `folded` column of a record holds: its names in every language, folded, one to a line.

    A line end is in no folded text asked for, so nothing is found across two names.
    """
    return "\n".join(dict.fromkeys(folded for folded in map(fold, names) if folded))


def search(records: QuerySet[ModelT], text: str, *, column: str = "folded") -> QuerySet[ModelT]:
    """Keep the records whose folded column holds every word of the text, anywhere; all of them for an empty text.

    "dac san" finds "Đặc sản", "Hòa" finds "Hoà", and a Khmer word is found inside a run without spaces.
    """
    words = fold(text)
    return records.filter(**{f"{column}__holds": words}) if words else records


def best(records: QuerySet[Any], text: str, *, most: int) -> Best:
    """Return the best of the records that hold every word of the text, or, where none does, words spelled much like it.

    First those named so, then those whose name begins so, then those with the very words, then the others; shorter
    names first.
    """
    words = asked(text).split()
    names = _names(records) if words else None
    if names is None:
        return Best((), more=False)
    typed = _as_typed(names, words, most)
    return typed if typed.keys else _forgiving(names, spelled_like(words), most)


def best_as_typed(records: QuerySet[Any], text: str, *, most: int) -> Best:
    """Return the same where no slip of the pen is forgiven."""
    words = asked(text).split()
    names = _names(records) if words else None
    return _as_typed(names, words, most) if names else Best((), more=False)


def best_much_like(records: QuerySet[Any], like_it: Mapping[str, Sequence[str]], *, most: int) -> Best:
    """Return the same where the words are spelled otherwise; `like_it`: what `spelled_like` says of them."""
    names = _names(records) if any(like_it.values()) else None
    return _forgiving(names, like_it, most) if names else Best((), more=False)


def _as_typed(names: _Names, words: Sequence[str], most: int) -> Best:
    found = names.beginning(" ".join(words))
    if len(found) < LOOKED_AT:
        found |= names.holding([[[word] for word in words]])
    ranked = sorted(found, key=lambda key: (_rank(found[key], words), len(found[key]), found[key], key))
    return Best(ranked[:most], more=len(ranked) > most)


def _forgiving(names: _Names, like_it: Mapping[str, Sequence[str]], most: int) -> Best:
    """Return the best of the records that bear the words but for one, or else words all spelled like them."""
    slipped = list(_but_one(like_it))
    found = names.holding(slipped) if slipped else {}
    if not found and len(slipped) > 1:
        found = names.holding([[[word, *like] for word, like in like_it.items()]])
    if not found:
        return Best((), more=False)
    ranked = sorted(found, key=lambda key: (_strangeness(found[key], like_it), len(found[key]), found[key], key))
    return Best(ranked[:most], more=len(ranked) > most, meant=_meant(found[ranked[0]], like_it))


def _but_one(like_it: Mapping[str, Sequence[str]]) -> Iterator[_Groups]:
    """Yield the words, each time with those like one of them in its stead."""
    for slipped, like in like_it.items():
        if like:
            yield [like if word == slipped else [word] for word in like_it]


def _strangeness(folded: str, like_it: Mapping[str, Sequence[str]]) -> int:
    """Return how far the names are from what was typed: the first letter of a word is rarely the wrong one."""
    borne = frozenset(folded.split())
    strange = 0
    for word, like in like_it.items():
        if word not in borne:
            strange += min((1 + (each[0] != word[0]) for each in borne.intersection(like)), default=3)
    return strange


def _meant(folded: str, like_it: Mapping[str, Sequence[str]]) -> str:
    """Return what was typed, as the names of the best find spell it."""
    borne = frozenset(folded.split())
    near = {word: sorted(like, key=partial(_begins_otherwise, word)) for word, like in like_it.items()}
    return " ".join(next((each for each in (word, *like) if each in borne), word) for word, like in near.items())


def _begins_otherwise(word: str, like: str) -> bool:
    return like[0] != word[0]


def asked(text: str) -> str:
    """Return the text as `best` looks for it: folded, of a length and of as many words as people type."""
    return " ".join(fold(text[:LONGEST_ASKED]).split()[:MOST_WORDS])


def spelled_like(words: Sequence[str]) -> dict[str, list[str]]:
    """Return, for each of the words, those in names that differ from it in one slip of the pen. One query."""
    noted = [word for word in words if LEAST <= len(word) <= MOST]
    shapes = sorted({shape for word in noted for shape in neighbours(word)})
    rows = rows_for(shapes, f"SELECT DISTINCT word FROM {WORDS} WHERE shape IN")  # noqa: S608 - a table of ours
    known = sorted({word for (word,) in rows})
    like_it = {word: [each for each in known if one_slip_apart(word, each)][:MOST_SPELLINGS] for word in noted}
    return {word: like_it.get(word, []) for word in words}


def _names(records: QuerySet[Any]) -> _Names | None:
    """Return the records as asked below; None where it is plain that there are none."""
    try:
        statement, parameters = records.order_by().values_list("pk", "folded").query.sql_with_params()
    except EmptyResultSet:
        return None
    index = f"{records.model._meta.db_table}_search"  # noqa: SLF001 - Django documents _meta
    kind = _NamesOfPostgresql if connection.vendor == "postgresql" else _NamesOfSqlite
    return kind(statement, parameters, index)


@dataclass(frozen=True)
class _Names:
    """The folded names of records, by key, asked in several ways: what narrows the records is put into SQL once.

    Building a statement anew takes longer than most answers.
    """

    statement: str
    parameters: tuple[Any, ...]
    index: str

    column: ClassVar = "folded"
    """The names in the order of the index for beginnings, that of their code points."""

    def beginning(self, words: str) -> dict[int, str]:
        """Return names that begin with the words: LOOKED_AT at most, the first."""
        begins = f"{self.column} >= %s AND {self.column} < %s ORDER BY {self.column}"
        return self._asked(begins, (words, f"{words}{_LAST}"), LOOKED_AT)

    def holding(self, ways: Sequence[_Groups]) -> dict[int, str]:
        """Return names that hold, in one of the ways, a word of each group, in no order.

        LOOKED_AT at most, of several ways twice as many: one may lead to much and another to what was meant.
        """
        most = LOOKED_AT * min(len(ways), 2)
        return self._asked(*self._holding(ways, most), most)

    def _holding(self, ways: Sequence[_Groups], most: int) -> _Sql:
        raise NotImplementedError

    def _asked(self, condition: str, parameters: tuple[Any, ...], most: int) -> dict[int, str]:
        asked = f"SELECT pk, folded FROM ({self.statement}) AS names WHERE {condition} LIMIT {most}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(asked, (*self.parameters, *parameters))
            return dict(cursor.fetchall())


class _NamesOfSqlite(_Names):
    def _holding(self, ways: Sequence[_Groups], most: int) -> _Sql:
        """Ask the index of trigrams; words too short for it, which have none like them, are the same in all ways."""
        short = [group[0] for group in ways[0] if len(group[0]) < _TRIGRAM]
        long = [[group for group in way if len(group[0]) >= _TRIGRAM] for way in ways]
        parts, parameters = ["instr(folded, %s) > 0"] * len(short), [*short]
        if long[0]:
            matching = f"SELECT rowid FROM {self.index} WHERE {self.index} MATCH %s LIMIT {2 * most}"  # noqa: S608
            parts.append(f"pk IN ({matching})")
            parameters.append(" OR ".join(f"({_match(way)})" for way in long))
        return " AND ".join(parts), tuple(parameters)


class _NamesOfPostgresql(_Names):
    column: ClassVar = 'folded COLLATE "C"'

    def _holding(self, ways: Sequence[_Groups], _most: int) -> _Sql:
        asked = [[self._one_of(group) for group in way] for way in ways]
        condition = " OR ".join(f"({' AND '.join(sql for sql, _ in way)})" for way in asked)
        return f"({condition})", tuple(parameter for way in asked for _, parameter in way)

    def _one_of(self, words: Sequence[str]) -> tuple[str, Any]:
        """Ask for a word anywhere; for one of several as a whole word, since trigrams of many are slow.

        A word too short for trigrams is asked for past their index, which would else be read from end to end.
        """
        if len(words) > 1:
            return f"{WORDS_IN}(folded) && %s", list(words)
        if len(words[0]) < _TRIGRAM:
            return "strpos(folded, %s) > 0", words[0]
        return "folded LIKE %s", f"%{connection.ops.prep_for_like_query(words[0])}%"


def _match(groups: Iterable[Iterable[str]]) -> str:
    """Return what FTS5 looks for: one of each group of words, each a text in quotes."""
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)


def _quoted(word: str) -> str:
    escaped = word.replace('"', '""')
    return f'"{escaped}"'


def _rank(folded: str, words: Sequence[str]) -> tuple[int, int]:
    """Return how far the names are from the words: a kind of likeness, then how many words are not borne as such."""
    wanted, names = " ".join(words), f"\n{folded}\n"
    said = f" {folded} ".replace("\n", " ")
    strange = sum(f" {word} " not in said for word in words)
    if f"\n{wanted}\n" in names:
        return 0, strange
    if f"\n{wanted} " in names:
        return 1, strange
    return 2 if f" {wanted} " in said else 3, strange


@CharField.register_lookup
class Holds(Lookup[Any]):
    """`folded__holds="gao thom"`: every word is somewhere in the column, of a table that `indexing` has indexed."""

    lookup_name = "holds"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _Sql:
        return self._like(self.rhs.split(), compiler, connection)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _Sql:
        words = self.rhs.split()
        long = [word for word in words if len(word) >= _TRIGRAM]
        short = [word for word in words if len(word) < _TRIGRAM]
        if not long:
            return self._like(short, compiler, connection)
        index = f"{self.lhs.target.model._meta.db_table}_search"  # noqa: SLF001
        row = f"{connection.ops.quote_name(self.lhs.alias)}.id"
        matched = f"{row} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)"  # noqa: S608 - names of tables
        like, parameters = self._like(short, compiler, connection)
        return (f"{matched} AND {like}" if short else matched), (_match([word] for word in long), *parameters)

    def _like(self, words: Iterable[str], compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _Sql:
        parts = [Contains(self.lhs, word).as_sql(compiler, connection) for word in words]
        return " AND ".join(sql for sql, _ in parts), tuple(each for _, parameters in parts for each in parameters)
