"""Queued work that failed, for whoever looks after the installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.jobs.queue import READY

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

FAILED = "FAILED"


def failed_work() -> QuerySet[DBTaskResult]:
    """Return the work that ended with an error, the latest first."""
    found: QuerySet[DBTaskResult] = DBTaskResult.objects.filter(status=FAILED).order_by("-finished_at")
    return found


@transaction.atomic
def run_again(*, number: UUID, by: str) -> None:
    """Have failed work done again under its old number, with what it was given. All our work can be begun again.

    Raises Refusal when it has not failed, or no longer.
    """
    if not failed_work().filter(pk=number).update(status=READY):
        raise Refusal(gettext_noop("Việc này không còn trong danh sách việc hỏng."))
    record(by=by, action=Action.CHANGE, kind="work", code=str(number), after={"status": READY})
