"""Writing what a web process keeps in its memory: scans counted, and pages made. Each process does it for itself."""

from __future__ import annotations

import atexit
import logging
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

from django.db import connections
from django.utils import timezone

from saolang.jobs.sealing import BY
from saolang.programme.traceability.services.pages import forget, keep
from saolang.programme.traceability.services.scans import flush

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

SECONDS = 1
BETWEEN_PAGES = 0.05
"""Seconds until a page made anew is ready for the next reader, in every process."""


def write_each_second() -> None:
    """Write in threads that end with the process; what is left is written when it ends in good order."""
    for work, seconds in ((flush, SECONDS), (keep, BETWEEN_PAGES)):
        Thread(target=_keep_doing, args=[work, seconds], name=work.__name__, daemon=True).start()
    atexit.register(write)


def write() -> None:
    """Write what waits, now. What cannot be written is told in the log, and waits on."""
    for work in (flush, keep):
        _do(work)


def forget_old_pages() -> None:
    """Delete the pages of days gone by: nobody is shown one again."""
    forget(before=timezone.localdate(), by=BY)


def _keep_doing(work: Callable[[], object], seconds: float) -> None:
    while True:
        sleep(seconds)
        _do(work)


def _do(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        logger.exception("What a process kept in memory could not be written.")
        connections.close_all()
