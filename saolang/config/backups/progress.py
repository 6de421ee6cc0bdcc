"""Telling a person who waits how far it has come."""

from __future__ import annotations

import sys
import time

SECONDS_BETWEEN = 1.0


class Progress:
    """Writes a line to the standard error once a second; what takes less than a second says nothing."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._said = time.monotonic()

    def __call__(self, line: str) -> None:
        if time.monotonic() - self._said >= SECONDS_BETWEEN:
            self._said = time.monotonic()
            print(f"{self._verb}: {line}", file=sys.stderr)  # noqa: T201 - the command line
