"""Tables as lines of text that are the same on either database: reading them, their digests, putting them back."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache, partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import orjson
from django.db import DataError, IntegrityError, connection, models
from django.db.models import F
from django.db.models.functions import Collate
from django.utils.duration import duration_iso_string

from saolang.config.backups.manifest import TableSum
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from django.db.backends.utils import CursorWrapper
    from django.db.migrations.state import ProjectState

LEFT_BEHIND = {
    "django_session",
    "usersessions_usersession",
    "files_upload",
    "files_piece",
    "traceability_publicrevision",
    "traceability_readypage",
}
"""What ends with the installation it was made on, or is made anew.

People sign in again, uploads under way are begun again, rows are counted and pages drawn anew.
"""

ROWS_AT_ONCE = 2_000
BINARY_ORDER = {"sqlite": "BINARY", "postgresql": "C"}
"""Text in the order of its bytes: what a database takes for the order of the alphabet differs from one to the next."""

_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField)
"""Fields whose values JSON holds as either database takes them."""


@dataclass(frozen=True)
class Table:
    """One table as the migrations applied have made it, which may not be as the code of today has it."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table  # noqa: SLF001 - Django documents _meta

    @property
    def fields(self) -> Sequence[models.Field[Any, Any]]:
        return self.model._meta.concrete_fields  # noqa: SLF001

    @property
    def columns(self) -> list[str]:
        return [str(each.column) for each in self.fields]

    def batches(self) -> Iterator[list[bytes]]:
        """Yield the rows in the order of their keys, some at a time, each as a line."""
        rows = self.values(*(each.attname for each in self.fields))
        while lines := [line(values) for values in islice(rows, ROWS_AT_ONCE)]:
            yield lines

    def sum(self) -> TableSum:
        """Return what the rows in the database come to."""
        running = RunningSum()
        for lines in self.batches():
            running.add(b"".join(lines), len(lines))
        return running.over(self.columns)

    def load(self, lines: Iterable[bytes]) -> None:
        """Insert the rows. Raises Refusal when this database does not take one of them."""
        converters = [_converter(each) for each in self.fields]
        rows = (
            [value if convert is None else convert(value) for convert, value in zip(converters, values, strict=True)]
            for values in map(orjson.loads, lines)
        )
        try:
            with connection.cursor() as cursor, connection.wrap_database_errors:
                _INSERT[connection.vendor](cursor, self, rows)
        except (DataError, IntegrityError) as error:
            raise Refusal(
                _("Cơ sở dữ liệu này không nhận một dòng của bảng %(table)s: %(why)s"), table=self.name, why=error
            ) from error

    def values(self, *names: str) -> Iterator[tuple[Any, ...]]:
        """Yield the named values of every row, in the order of their keys."""
        key = self.model._meta.pk  # noqa: SLF001
        order: Any = F(key.attname)
        if isinstance(key, models.CharField):
            order = Collate(order, BINARY_ORDER[connection.vendor])
        rows = self.model._base_manager.order_by(order).values_list(*names)  # noqa: SLF001 - no manager filters it
        return rows.iterator(chunk_size=ROWS_AT_ONCE)

    def clear(self) -> None:
        """Delete the rows there are, which a migration has put in."""
        self.model._base_manager.all()._raw_delete(connection.alias)  # noqa: SLF001 - no rows are fetched, none are followed


@dataclass
class RunningSum:
    """A table's sum while its lines come in."""

    rows: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, text: bytes, rows: int) -> None:
        self.rows += rows
        self._digest.update(text)

    def over(self, columns: list[str]) -> TableSum:
        return TableSum(columns=columns, rows=self.rows, sha256=self._digest.hexdigest())


def tables_of(state: ProjectState) -> list[Table]:
    """Return every table the migrations up to this state have made, in the order of their names."""
    found = (Table(model) for model in state.apps.get_models(include_auto_created=True) if _has_table(model))
    return sorted(found, key=attrgetter("name"))


def line(values: Sequence[Any]) -> bytes:
    """Return a row as one line of JSON: moments in UTC, numbers that must be exact as text, keys in order."""
    option = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(values, _as_text, option)


def reset_keys(tables: Sequence[Table]) -> None:
    """Let the database go on counting keys where the rows that were put in end."""
    from django.core.management.color import no_style  # noqa: PLC0415

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)


def _has_table(model: type[models.Model]) -> bool:
    return model._meta.managed and not model._meta.proxy and not model._meta.swapped  # noqa: SLF001


def _as_text(value: object) -> str:
    """Return what JSON has no form for, as the field's `to_python` reads it back. Raises TypeError for all else."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def _converter(each: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """Return what makes a value of JSON into the database's own form; None where it already is."""
    while isinstance(each, models.ForeignKey):
        each = each.target_field
    if isinstance(each, _AS_IT_IS):
        return None
    convert = partial(_converted, each)
    # The few days, moments and decimals there are come again and again; JSON may not be looked up by its value.
    return convert if isinstance(each, models.JSONField) else lru_cache(maxsize=ROWS_AT_ONCE)(convert)


def _converted(each: models.Field[Any, Any], value: Any) -> Any:
    return None if value is None else each.get_db_prep_save(each.to_python(value), connection)


def _insert(cursor: CursorWrapper, table: Table, rows: Iterable[list[Any]]) -> None:
    places = ", ".join(["%s"] * len(table.fields))
    cursor.executemany(f"INSERT INTO {_names(table)} VALUES ({places})", list(rows))  # noqa: S608 - names of our own


def _copy(cursor: CursorWrapper, table: Table, rows: Iterable[list[Any]]) -> None:
    with cursor.copy(f"COPY {_names(table)} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _names(table: Table) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table.name)} ({', '.join(map(quote, table.columns))})"


_INSERT = {"sqlite": _insert, "postgresql": _copy}
