"""Many values, some at a time: a query may name only so many."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

AT_ONCE = 2_000
"""How many values one query names, or rows one statement inserts, at most."""


def batched(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Yield the values in lists of at most `size`, in order."""
    remaining = iter(values)
    while some := list(islice(remaining, size)):
        yield some
