"""Reminders of the dossiers that are due and of the papers that end: once a day."""

from __future__ import annotations

from saolang.jobs.sealing import BY
from saolang.programme.dossiers.services.deadlines import remind, remind_of_papers


def remind_holders() -> int:
    """Tell the holders of dossiers that are due soon or overdue; return how many were told."""
    return remind(by=BY)


def remind_producers() -> int:
    """Tell producers of papers in use that are about to end or have ended; return how many were told."""
    return remind_of_papers(by=BY)
