"""Making hundreds of thousands of objects without the interpreter searching them for cycles again and again."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause the search for cycles of garbage, which takes a third of the time of a large import and finds nothing.

    What no cycle holds is freed as ever. The pause is the process's: of two at once, the first to end ends it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
