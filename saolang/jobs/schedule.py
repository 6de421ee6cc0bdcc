"""What is done every so often, in the web process or in a process of its own.

Every piece of it may run in several processes at once, and any of them may end at any moment: what is due is asked of
the database, and whoever does it locks there.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.db import close_old_connections, connections

from saolang.base.accounts.services.grants import follow_places
from saolang.base.audit.services.chain import seal
from saolang.base.files.services.uploads import sweep
from saolang.jobs.certificates import warn_of_expiry
from saolang.jobs.deadlines import remind_holders, remind_producers
from saolang.jobs.letters import enqueue_due
from saolang.jobs.market import forget_enquiries
from saolang.jobs.queue import forget_finished
from saolang.jobs.scans import forget_old_pages
from saolang.jobs.sealing import BY, publish_when_due
from saolang.jobs.sessions import forget_expired
from saolang.jobs.subscriptions import enqueue_due as enqueue_events
from saolang.reports.open_data.files import publish_daily

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of work, done once at the start and then so many seconds after it was last done."""

    name: str
    seconds: float
    work: Callable[[], object]


SCHEDULE = (
    Entry("seal", 1, seal),
    Entry("checkpoint", 10, publish_when_due),
    Entry("letters", 1, enqueue_due),
    Entry("subscriptions", 1, enqueue_events),
    Entry("uploads", 3600, sweep),
    Entry("sessions", 3600, forget_expired),
    Entry("finished work", 86_400, forget_finished),
    Entry("expiry", 86_400, warn_of_expiry),
    Entry("grants", 3600, partial(follow_places, by=BY)),
    Entry("deadlines", 86_400, remind_holders),
    Entry("papers that end", 86_400, remind_producers),
    Entry("open data", 3600, publish_daily),
    Entry("enquiries", 86_400, forget_enquiries),
    Entry("ready pages", 86_400, forget_old_pages),
)


def start(stop: Event, entries: Iterable[Entry] = SCHEDULE) -> list[Thread]:
    """Do each entry in a thread of its own until told to stop, so that a slow one holds up no other."""
    threads = [Thread(target=_keep_doing, args=[entry, stop], name=entry.name, daemon=True) for entry in entries]
    for thread in threads:
        thread.start()
    return threads


def _keep_doing(entry: Entry, stop: Event) -> None:
    while not stop.is_set():
        _do(entry)
        stop.wait(entry.seconds)
    connections.close_all()


def _do(entry: Entry) -> None:
    """Do it once; what goes wrong is logged, and tried again at its next turn."""
    close_old_connections()
    try:
        entry.work()
    except Exception:
        logger.exception("The scheduled work “%s” failed.", entry.name)
    finally:
        close_old_connections()
