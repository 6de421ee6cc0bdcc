"""Erasing what buyers asked, once the time has passed for which it is kept."""

from __future__ import annotations

from saolang.jobs.sealing import BY
from saolang.programme.promotion.services import enquiries


def forget_enquiries() -> int:
    """Erase the enquiries older than the set time; return how many there were."""
    return enquiries.forget_outdated(by=BY)
