"""Printing labels: ten thousand take longer than a person waits. How far the work is, the run itself tells."""

from __future__ import annotations

from typing import Any

from django_tasks import task

from saolang.core.refusal import Refusal
from saolang.programme.traceability.models import LabelRun
from saolang.programme.traceability.services.labels import print_run


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def print_labels(*, code: str, by: str) -> dict[str, Any] | None:
    """Draw the labels of the run of that code into a file; return why not, or None."""
    run = LabelRun.objects.select_related("product", "lot").get(code=code)
    try:
        print_run(run=run, by=by)
    except Refusal as refusal:
        return refusal.as_data()
    return None
