"""Inserting with a statement made once for each model: thousands of rows at a time, or the one row every change adds.

Django's bulk_create builds the text of a statement for every few dozen rows, which takes most of the time of a large
import; its create does so for each row. Signals and `save` are passed by, as bulk_create does.
"""

from __future__ import annotations

from functools import cache, lru_cache, partial
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connections, router, transaction
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
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

_AS_IT_IS = (CharField, TextField, IntegerField, ForeignKey)
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
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for key, row in zip(_fresh_keys(cursor, connection, model, len(rows)), rows, strict=True):
            row.pk = key
        columns = (_converted(field, map(_reader(field), rows), connection) for field in fields)
        cursor.executemany(_statement(connection, model, fields), list(zip(*columns, strict=True)))
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


def insert_like(template: Model, names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
    """Insert a row for each of the values, like the template but for the attributes named ("product_id", "name_vi").

    For the thousands nobody looks at again: to make an object of each takes longer than to insert it.
    """
    if not values:
        return
    model = type(template)
    connection = connections[router.db_for_write(model)]
    fields = _fields(model)
    given = dict(zip(names, zip(*values, strict=True), strict=True))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        given["id"] = tuple(_fresh_keys(cursor, connection, model, len(values)))
        alike = {field.attname: repeat(getattr(template, field.attname), len(values)) for field in fields}
        columns = (_converted(field, (alike | given)[field.attname], connection) for field in fields)
        cursor.executemany(_statement(connection, model, fields), list(zip(*columns, strict=True)))


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
    convert: Callable[[Any], Any] = partial(field.get_db_prep_save, connection=connection)
    return map(lru_cache(maxsize=None)(convert) if isinstance(field, _REPEATED) else convert, values)


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
