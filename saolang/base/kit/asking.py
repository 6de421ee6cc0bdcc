"""Asking about many values in SQL of our own, where building the statement takes longer than the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from saolang.base.kit.batches import batched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def rows_for(values: Iterable[Any], statement: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a statement of ours that ends in IN, for the values: some of them at a time."""
    with connection.cursor() as cursor:
        for some in batched(values):
            places = ", ".join(["%s"] * len(some))
            cursor.execute(f"{statement} ({places})", some)
            yield from cursor.fetchall()
