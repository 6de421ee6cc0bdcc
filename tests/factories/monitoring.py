"""Reports of shoppers, as the service takes them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saolang.programme.monitoring.choices import ReportKind
from saolang.programme.monitoring.services import NewReport, report

if TYPE_CHECKING:
    from saolang.programme.monitoring.models import ConsumerReport


def a_report(**known: Any) -> ConsumerReport:
    """Report a packet that looks like a fake."""
    values = {"kind": ReportKind.SUSPECTED_FAKE, "text": "Tem bị mờ, mã không quét được."} | known
    return report(new=NewReport(**values), by="visitor")
