"""Running queued work inside the web process: a small installation needs no second program.

A larger one serves with `--no-queue` and does the work with `./run work`, as a process of its own.
"""

from __future__ import annotations

import logging
from threading import Thread
from time import sleep

from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

WORKER_ID = "web"
SECONDS_BETWEEN_LOOKS = 0.5
READY = "READY"
DAYS_KEPT = 14
"""How long work that is done can be asked about, and work that failed can be run again."""


def worker(*, worker_id: str = WORKER_ID, until_empty: bool = False) -> Worker:
    """Return a worker for every queue; `until_empty` makes it stop when nothing is left to do."""
    return Worker(
        queue_names=["*"],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )


def start() -> Thread:
    """Run a worker in a thread that ends with the process."""
    thread = Thread(target=_work, name="queue", daemon=True)
    thread.start()
    return thread


def _work() -> None:
    """Work on; where the database is locked for long, or restarted, a new worker takes over once it answers."""
    while True:
        try:
            worker().run()
        except (OperationalError, InterfaceError):
            logger.warning("The queue waits for the database.", exc_info=True)
            connection.close()
            sleep(SECONDS_BETWEEN_LOOKS)
        else:
            return


def resume_interrupted(worker_id: str = WORKER_ID) -> int:
    """Put back work that an earlier process of that name had begun when it ended, and return how much.

    Call it before any worker of that name runs. All our work can be begun again: a transaction cut short has changed
    nothing.
    """
    begun = [task.pk for task in DBTaskResult.objects.running() if worker_id in task.worker_ids]
    return int(DBTaskResult.objects.filter(pk__in=begun).update(status=READY))


def forget_finished() -> None:
    """Delete what is kept of work that ended long ago; work done where it is asked for leaves nothing."""
    if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
        call_command("prune_db_task_results", queue_name="*", min_age_days=DAYS_KEPT, verbosity=0)
