"""Reading the list of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.audit.models import Change

if TYPE_CHECKING:
    from django.db.models import QuerySet


def history_of(kind: str, code: str) -> QuerySet[Change]:
    """Return the changes of one thing, the latest first."""
    return Change.objects.filter(kind=kind, code=code).order_by("-id")
