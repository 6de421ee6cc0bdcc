"""How often somebody may ask. Each web process counts for itself, in memory: a question writes nothing.

Of an address only a digest is counted, with a salt of this process alone; it is forgotten when the next window begins.
"""

from __future__ import annotations

import hashlib
import secrets
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from saolang.base.kit.requests import address_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from django.http import HttpRequest

WINDOW = 60
"""Seconds."""


class Meter:
    """Counts what each key asked in the running window of so many seconds."""

    def __init__(self, seconds: int = WINDOW) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._window = -1
        self._counts: dict[Hashable, int] = {}
        self._salt = secrets.token_bytes(16)

    def wait_for(self, key: Hashable, most: int) -> int:
        """Count one more request of the key; return 0, or the seconds to wait where it has asked `most` times."""
        window, gone = divmod(int(monotonic()), self._seconds)
        with self._lock:
            if window != self._window:
                self._window, self._counts = window, {}
            asked = self._counts.get(key, 0)
            if asked >= most:
                return self._seconds - gone
            self._counts[key] = asked + 1
        return 0

    def wait_for_address(self, request: HttpRequest, most: int) -> int:
        """Do the same for whoever asks from the request's address."""
        address = address_of(request).encode()
        return self.wait_for(hashlib.blake2b(address, key=self._salt, digest_size=16).digest(), most)
