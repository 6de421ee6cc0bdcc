"""Inserting with a statement made once for each model: thousands of rows at a time, or the one row every change adds.

Django's bulk_create builds the text of a statement for every few dozen rows, which takes most of the time of a large
import; its create does so for each row. Signals and `save` are passed by, as bulk_create does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from itertools import chain, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections, router, transaction
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field

    _Convert = Callable[[Any, BaseDatabaseWrapper], Any]

ModelT = TypeVar("ModelT", bound=Model)

BLOCK = 20
"""Rows of one statement. More would gain little, and a model of 49 fields would meet SQLite's oldest limit (999)."""

_AS_IT_IS = (BinaryField, CharField, TextField, IntegerField, ForeignKey)
"""Fields whose values go to both databases unchanged."""

_REPEATED = (BooleanField, DateField, DecimalField)
"""Fields whose values are few and costly to convert: each is converted once. A DateTimeField is a DateField."""


def insert(rows: Sequence[ModelT]) -> list[ModelT]:
    """Insert new rows of one model and give them their keys, in the order given. What they point to must be saved."""
    if not rows:
        return []
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    fields = _fields(model)
    with transaction.atomic(using=connection.alias, savepoint=False), connection.cursor() as cursor:
        for key, row in zip(_fresh_keys(cursor, connection, model, len(rows)), rows, strict=True):
            row.pk = key
        columns = (_converted(field, map(_reader(field), rows), connection) for field in fields)
        _put(cursor, _statement(connection, model, fields), list(zip(*columns, strict=True)))
    for row in rows:
        row._state.adding = False  # noqa: SLF001 - as Django's own bulk_create leaves them
        row._state.db = connection.alias  # noqa: SLF001
    return list(rows)


def insert_one(row: Model, *, unless: str = "") -> bool:
    """Insert a new row and give it its key; say whether it was inserted.

    With `unless`, the name of a unique field, nothing happens where another row has the value already: no error ends
    the transaction. A row that another transaction is inserting is waited for.
    """
    connection = connections[router.db_for_write(type(row))]
    statement, converters = _one(type(row), unless, connection.vendor)
    values = [
        getattr(row, name) if convert is None else convert(getattr(row, name), connection)
        for name, convert in converters
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if cursor.rowcount == 0:
            return False
        row.pk = cursor.fetchone()[0] if connection.vendor == "postgresql" else cursor.lastrowid
    row._state.adding = False  # noqa: SLF001
    row._state.db = connection.alias  # noqa: SLF001
    return True


@cache
def _one(model: type[Model], unless: str, vendor: str) -> tuple[str, list[tuple[str, _Convert | None]]]:
    """Return the statement that inserts one row, and each field's attribute with what converts its value.

    A new SQLite could say RETURNING too, an old one could not; either tells the key without.
    """
    connection = connections[router.db_for_write(model)]
    fields = [field for field in _fields(model) if not field.primary_key]
    conflict = f" ON CONFLICT ({connection.ops.quote_name(unless)}) DO NOTHING" if unless else ""
    returning = " RETURNING id" if vendor == "postgresql" else ""
    converters: list[tuple[str, _Convert | None]] = [
        (field.attname, None if isinstance(field, _AS_IT_IS) else field.get_db_prep_save) for field in fields
    ]
    return _statement(connection, model, fields) + conflict + returning, converters


def insert_like(template: Model, names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> list[int]:
    """Insert a row for each of the values, like the template but for the attributes named ("product_id", "name_vi").

    Return their keys, in the order given. For the thousands nobody looks at again: to make an object of each takes
    longer than to insert it.
    """
    if not values:
        return []
    model = type(template)
    connection = connections[router.db_for_write(model)]
    fields = _fields(model)
    given = dict(zip(names, zip(*values, strict=True), strict=True))
    with transaction.atomic(using=connection.alias, savepoint=False), connection.cursor() as cursor:
        keys = _fresh_keys(cursor, connection, model, len(values))
        given["id"] = tuple(keys)
        columns = (
            _converted(field, given[field.attname], connection)
            if field.attname in given
            else repeat(next(iter(_converted(field, [getattr(template, field.attname)], connection))), len(values))
            for field in fields
        )
        _put(cursor, _statement(connection, model, fields), list(zip(*columns, strict=True)))
    return keys


def _put(cursor: Any, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert the rows, a block of them by each statement.

    A statement of its own for each row costs more than the row: SQLite looks through its table of counters at each.
    """
    whole = len(rows) // BLOCK * BLOCK
    if whole:
        blocks = (tuple(chain.from_iterable(rows[at : at + BLOCK])) for at in range(0, whole, BLOCK))
        cursor.executemany(_for_a_block(statement), list(blocks))
    if rest := rows[whole:]:
        cursor.executemany(statement, rest)


@cache
def _for_a_block(statement: str) -> str:
    """Return the statement with places for as many rows as a block has."""
    start, values, places = statement.partition(" VALUES ")
    return f"{start}{values}{', '.join([places] * BLOCK)}"


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)  # noqa: SLF001 - Django documents _meta


def _statement(connection: BaseDatabaseWrapper, model: type[Model], fields: Sequence[Field[Any, Any]]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join("%s" for _ in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608, SLF001 - names of our own


def _reader(field: Field[Any, Any]) -> Callable[[Model], Any]:
    """Return what reads the field's value off a row."""
    if isinstance(field, ForeignKey):
        return partial(_key_pointed_to, field.name, field.attname)
    return attrgetter(field.attname)


def _key_pointed_to(name: str, attname: str, row: Model) -> Any:
    """Return the key of what the row points to, which may have been saved after the row was made."""
    if getattr(row, attname) is None and (pointed_to := row._state.fields_cache.get(name)) is not None:  # noqa: SLF001
        setattr(row, attname, pointed_to.pk)
    return getattr(row, attname)


def _converted(field: Field[Any, Any], values: Iterable[Any], connection: BaseDatabaseWrapper) -> Iterable[Any]:
    """Return the values of the field in the database's own form."""
    if isinstance(field, _AS_IT_IS):
        return values
    if isinstance(field, DateTimeField) and connection.vendor == "sqlite":
        return map(partial(_moment, field, connection), values)
    convert: Callable[[Any], Any] = partial(field.get_db_prep_save, connection=connection)
    return map(lru_cache(maxsize=None)(convert) if isinstance(field, _REPEATED) else convert, values)


def _moment(field: DateTimeField[Any, Any], connection: BaseDatabaseWrapper, value: Any) -> Any:
    """Return a moment as SQLite keeps it: in UTC without a zone. Those in UTC are most, and need little."""
    if value is None:
        return None
    if isinstance(value, datetime) and value.tzinfo is UTC:
        return value.isoformat(" ")[:-6]
    return field.get_db_prep_save(value, connection)


def _fresh_keys(cursor: Any, connection: BaseDatabaseWrapper, model: type[Model], count: int) -> list[int]:
    """Return keys no row of the model has had: from the sequence, or the table's counter, which writers hold alone."""
    table = model._meta.db_table  # noqa: SLF001
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), count],
        )
        return [key for (key,) in cursor.fetchall()]
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))
