"""Notices of a person, and letters still to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q

from saolang.base.notices.choices import Mail
from saolang.base.notices.models import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

MOST_COUNTED = 100
"""Nobody needs to know more exactly how many notices wait to be read."""


def notices_of(actor: str) -> QuerySet[Notice]:
    """Return what the person was told, the latest first."""
    return Notice.objects.filter(recipient=actor).exclude(recipient="")


def unread_first(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Put the unread before the read, each the latest first."""
    return notices.order_by(ExpressionWrapper(Q(read_at=None), output_field=BooleanField()).desc(), "-pk")


def count_unread(actor: str) -> int:
    """Return how many of the person's notices are unread, at most `MOST_COUNTED`. One query."""
    return notices_of(actor).filter(read_at=None).order_by()[:MOST_COUNTED].count()


def due_letters(now: datetime) -> QuerySet[Notice]:
    """Return the letters to be tried now, the longest due first."""
    return Notice.objects.filter(mail=Mail.WAITING, due_at__lte=now).order_by("due_at", "pk")


def waiting_letters() -> QuerySet[Notice]:
    """Return the letters that are to be sent, the next first."""
    return Notice.objects.filter(mail=Mail.WAITING).order_by("due_at", "pk")


def dead_letters() -> QuerySet[Notice]:
    """Return the letters nobody tries any more unless a person asks for it, the latest first."""
    return Notice.objects.filter(mail=Mail.DEAD)
