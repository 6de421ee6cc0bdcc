"""Running queued work inside the web process: a small installation needs no second program.

A larger one serves with `--no-queue` and runs Django's `db_worker` command as a process of its own.
"""

from __future__ import annotations

from threading import Thread

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

WORKER_ID = "web"
SECONDS_BETWEEN_LOOKS = 0.5
READY = "READY"


def worker(*, until_empty: bool = False) -> Worker:
    """Return a worker for every queue; `until_empty` makes it stop when nothing is left to do."""
    return Worker(
        queue_names=["*"],
        interval=SECONDS_BETWEEN_LOOKS,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=WORKER_ID,
        excluded_queue_names=[],
    )


def start() -> Thread:
    """Run a worker in a thread that ends with the process."""
    thread = Thread(target=worker().run, name="queue", daemon=True)
    thread.start()
    return thread


def resume_interrupted() -> int:
    """Put back work that an earlier web process had begun when it ended, and return how much.

    Call it before any worker of ours runs. All our work can be begun again: a transaction cut short changed nothing.
    """
    begun = [task.pk for task in DBTaskResult.objects.running() if WORKER_ID in task.worker_ids]
    return int(DBTaskResult.objects.filter(pk__in=begun).update(status=READY))
