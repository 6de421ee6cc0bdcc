"""Several doing the same at once, each over a database connection of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def at_once(count: int, act: Callable[[], T]) -> list[T]:
    """Return what each of `count` threads gets from doing it at the same moment. Raises what the first of them raises.

    For tests with `django_db(transaction=True)`: a thread sees only what is committed.
    """
    together = Barrier(count)

    def alone() -> T:
        try:
            together.wait(timeout=10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return [done.result() for done in [threads.submit(alone) for _ in range(count)]]
