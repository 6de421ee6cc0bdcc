"""The statements that keep names findable: migrations of the apps that own the names run them.

Each indexed table has a column `folded`. On SQLite an FTS5 index of trigrams stands beside it
(`registry_product_search`), kept by triggers; on PostgreSQL a GIN index of `pg_trgm` does, and one of words, since
dozens of words at once are slow to find by trigrams there. On both, triggers note each word of a name once, with what
is left of it when a letter is missing: that is how a word typed wrongly finds the one meant (`search.spelled_like`).

Migrations have run these statements: what they make of a table is changed by a new migration, not here.
"""
# ruff: noqa: S608 - the names in the statements are those of our own tables

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django.db import migrations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    _Statements: TypeAlias = Mapping[str, Callable[[str], Iterator[str]]]

WORDS = "search_word"
WORDS_IN = "search_words"
"""A function of PostgreSQL: the words of folded names."""
LEAST, MOST = 3, 16
"""Letters of a word that is noted: a shorter one has too many neighbours, a longer one is a run of Khmer."""
_PARTS = ("", "_data", "_idx", "_docsize", "_config")
_SHAPES = ",".join(map(str, range(MOST + 1)))

WORDS_MADE = {
    "sqlite": (
        f"CREATE TABLE {WORDS} (shape varchar({MOST}) NOT NULL, word varchar({MOST}) NOT NULL)",
        f"CREATE INDEX {WORDS}_by_shape ON {WORDS} (shape, word)",
    ),
    "postgresql": (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f'CREATE TABLE {WORDS} (shape varchar({MOST}) COLLATE "C" NOT NULL, word varchar({MOST}) COLLATE "C" NOT NULL)',
        f"CREATE INDEX {WORDS}_by_shape ON {WORDS} (shape, word)",
    ),
}

# A word known is not noted again. Two who note a new one at once note it twice, which harms nobody; a constraint would
# let two registers wait for each other's words.
_NOTE = {
    "sqlite": f"""
INSERT INTO {WORDS} (shape, word)
SELECT substr(noted.value, 1, gone.value - 1) || substr(noted.value, gone.value + 1), noted.value
FROM (SELECT DISTINCT value FROM json_each(
  '[' || replace(replace(json_quote({{folded}}), ' ', '","'), '\\n', '","') || ']')) AS noted
JOIN json_each('[{_SHAPES}]') AS gone ON gone.value <= length(noted.value)
WHERE length(noted.value) BETWEEN {LEAST} AND {MOST} AND noted.value NOT GLOB '*[0-9]*'
AND NOT EXISTS (SELECT 1 FROM {WORDS} AS known WHERE known.shape = noted.value AND known.word = noted.value)
""",
    "postgresql": f"""
INSERT INTO {WORDS} (shape, word)
SELECT left(noted.word, greatest(gone - 1, 0)) || substr(noted.word, gone + 1), noted.word
FROM (SELECT DISTINCT regexp_split_to_table({{folded}}, '\\s+') AS word) AS noted
JOIN generate_series(0, {MOST}) AS gone ON gone <= length(noted.word)
WHERE length(noted.word) BETWEEN {LEAST} AND {MOST} AND noted.word !~ '[0-9]'
AND NOT EXISTS (SELECT 1 FROM {WORDS} AS known WHERE known.shape = noted.word AND known.word = noted.word)
""",
}


def make_words(_apps: object, schema_editor: Any) -> None:
    for statement in WORDS_MADE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_words(_apps: object, schema_editor: Any) -> None:
    schema_editor.execute(f"DROP TABLE {WORDS}")


def is_index(table: str) -> bool:
    """Tell whether the table is one of an index's own: what is in it is made from the rows of others."""
    return table == WORDS or any(table.endswith(f"_search{part}") for part in _PARTS)


def _sqlite(table: str) -> Iterator[str]:
    index = f"{table}_search"
    add = f"INSERT INTO {index} (rowid, folded) VALUES (NEW.id, NEW.folded);"
    take = f"INSERT INTO {index} ({index}, rowid, folded) VALUES ('delete', OLD.id, OLD.folded);"
    note = _NOTE["sqlite"].format(folded="NEW.folded") + ";"
    yield (
        f"CREATE VIRTUAL TABLE {index} USING fts5 "
        f"(folded, content='{table}', content_rowid='id', tokenize='trigram case_sensitive 1')"
    )
    yield f"INSERT INTO {index} ({index}) VALUES ('rebuild')"
    yield f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} {note} END"
    yield (
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF folded ON {table} WHEN OLD.folded <> NEW.folded "
        f"BEGIN {take} {add} {note} END"
    )
    yield f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {take} END"
    # What is there already passes the trigger once: no row changes.
    yield f"CREATE TEMP TRIGGER {index}_once AFTER UPDATE OF folded ON main.{table} BEGIN {note} END"
    yield f"UPDATE {table} SET folded = folded"
    yield f"DROP TRIGGER {index}_once"


def _postgresql(table: str) -> Iterator[str]:
    index = f"{table}_search"
    note = _NOTE["postgresql"].format(folded="NEW.folded")
    yield f"CREATE INDEX {index} ON {table} USING gin (folded gin_trgm_ops)"
    yield (f"CREATE FUNCTION {index}_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note}; RETURN NULL; END $$")
    yield (f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {index}_words()")
    yield (
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF folded ON {table} FOR EACH ROW EXECUTE FUNCTION {index}_words()"
    )
    yield f"UPDATE {table} SET folded = folded"


def _postgresql_words(table: str) -> Iterator[str]:
    # What it costs keeps the planner from asking it of every row where the index answers. Nor is it shared among
    # processes (PARALLEL), whose start takes longer than the answer.
    yield (
        f"CREATE OR REPLACE FUNCTION {WORDS_IN}(names text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT"
        " COST 100 AS $$ BEGIN RETURN string_to_array(translate(names, chr(10), ' '), ' '); END $$"
    )
    yield f"CREATE INDEX {table}_words ON {table} USING gin ({WORDS_IN}(folded)) WITH (fastupdate = off)"
    yield f'CREATE INDEX {table}_begins ON {table} (folded COLLATE "C")'
    yield f"ALTER INDEX {table}_search SET (fastupdate = off)"
    yield f"SELECT gin_clean_pending_list('{table}_search')"


def _off_postgresql_words(table: str) -> Iterator[str]:
    yield f"DROP INDEX {table}_words, {table}_begins"


def _off_sqlite(table: str) -> Iterator[str]:
    for event in ("insert", "update", "delete"):
        yield f"DROP TRIGGER {table}_search_{event}"
    yield f"DROP TABLE {table}_search"


def _off_postgresql(table: str) -> Iterator[str]:
    yield f"DROP FUNCTION {table}_search_words() CASCADE"
    yield f"DROP INDEX {table}_search"


class IndexNames(migrations.RunPython):
    """Makes the names of a table findable, those it holds already among them."""

    made: ClassVar[_Statements] = {"sqlite": _sqlite, "postgresql": _postgresql}
    unmade: ClassVar[_Statements] = {"sqlite": _off_sqlite, "postgresql": _off_postgresql}

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(partial(self._execute, self.made), partial(self._execute, self.unmade))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}

    def _execute(self, statements: _Statements, _apps: object, schema_editor: Any) -> None:
        of_the_table = statements.get(schema_editor.connection.vendor)
        for statement in of_the_table(self.table) if of_the_table else ():
            schema_editor.execute(statement)


class IndexWords(IndexNames):
    """Makes the names of a table findable by whole words and, in order, by how they begin, on PostgreSQL.

    No index puts off what is new (fastupdate): until the next vacuum each search would look through all of that.
    """

    made: ClassVar[_Statements] = {"postgresql": _postgresql_words}
    unmade: ClassVar[_Statements] = {"postgresql": _off_postgresql_words}
