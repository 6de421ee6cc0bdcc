"""When people are told that a certificate runs out, and when its renewal is to be filed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

THRESHOLDS = (180, 120, 60, 30)
"""Days before the expiry at which people are told."""
SOON = timedelta(days=THRESHOLDS[0])
FILED_FROM, FILED_UNTIL = timedelta(days=180), timedelta(days=120)
"""A renewal is filed from 180 to 120 days before the expiry (D26, Article 7.6a)."""


def threshold_for(days_left: int) -> int | None:
    """Return the nearest threshold that has been reached, 120 with 100 days left; None before the first.

    Those passed before it are never told late: after a standstill people hear of the nearest alone.
    """
    reached = [threshold for threshold in THRESHOLDS if days_left <= threshold]
    return min(reached, default=None)


def filing_window(expires_on: date) -> tuple[date, date]:
    """Return the first and the last day on which the renewal is to be filed."""
    return expires_on - FILED_FROM, expires_on - FILED_UNTIL
