from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from saolang.jobs import queue, registers
from saolang.jobs.queue import DAYS_KEPT, WORKER_ID, forget_finished, resume_interrupted, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queued(settings: object) -> None:
    """Let work wait in the database, as in an installation."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def queue_something() -> DBTaskResult:
    """Queue the entering of a register that is not there: it fails, which ends it like any other work."""
    registers.enter.enqueue(code="SD-00000000", by="tests")
    return DBTaskResult.objects.latest("enqueued_at")


class LockedOut:
    """A worker that meets a database somebody else holds."""

    def run(self) -> None:
        message = "database is locked"
        raise OperationalError(message)


def test_worker_does_what_waits() -> None:
    task = queue_something()

    worker(until_empty=True).run()

    task.refresh_from_db()
    assert (task.status, task.worker_ids) == ("FAILED", [WORKER_ID])


def test_queue_outlives_a_database_that_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    task = queue_something()
    workers = iter([LockedOut(), worker(until_empty=True)])
    monkeypatch.setattr(queue, "worker", lambda: next(workers))

    queue.start().join()

    task.refresh_from_db()
    assert task.status == "FAILED"


def test_work_begun_by_a_process_that_ended_is_done_anew() -> None:
    task = queue_something()
    task.claim(WORKER_ID)

    assert resume_interrupted() == 1

    worker(until_empty=True).run()
    task.refresh_from_db()
    assert (task.status, len(task.worker_ids)) == ("FAILED", 2)


def test_work_of_another_worker_is_left_to_it() -> None:
    task = queue_something()
    task.claim("a process of its own")

    assert resume_interrupted() == 0

    task.refresh_from_db()
    assert task.status == "RUNNING"


def test_work_that_ended_long_ago_is_forgotten_and_no_other() -> None:
    old, recent, waiting = queue_something(), queue_something(), queue_something()
    ended = [(old, timedelta(days=DAYS_KEPT, hours=1)), (recent, timedelta(days=DAYS_KEPT - 1))]
    for task, ago in ended:
        DBTaskResult.objects.filter(pk=task.pk).update(status="FAILED", finished_at=timezone.now() - ago)

    forget_finished()

    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk}
