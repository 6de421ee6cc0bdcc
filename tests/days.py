"""Days as tests speak of them, each reckoned when it is asked for: a midnight may pass while the tests run."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    return timezone.localdate()


def days_ago(count: int) -> dt.date:
    return today() - dt.timedelta(days=count)


def a_year_ago() -> dt.date:
    return days_ago(365)
