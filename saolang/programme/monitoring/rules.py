"""What may be done with a report now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.monitoring.choices import ReportState

if TYPE_CHECKING:
    from saolang.programme.monitoring.models import ConsumerReport

ENDED = frozenset({ReportState.ANSWERED, ReportState.SET_ASIDE})
ALREADY_ANSWERED = Refusal(gettext_noop("Phản ánh này đã được trả lời. Hãy tải lại trang để xem câu trả lời."))
CHANGED_MEANWHILE = Refusal(
    gettext_noop("Phản ánh này vừa được người khác xử lý. Hãy xem lại tình trạng mới rồi gửi lại.")
)
NOTHING_SAID = Refusal(gettext_noop("Hãy viết điều bạn thấy rồi gửi lại."))
NO_ANSWER = Refusal(gettext_noop("Hãy viết câu trả lời cho người phản ánh rồi gửi lại."))


def may_handle(report: ConsumerReport, version: int | None = None) -> Refusal | None:
    """Answer nothing while nobody has answered the report, or changed it since the version was shown."""
    if report.state in ENDED:
        return ALREADY_ANSWERED
    return CHANGED_MEANWHILE if version is not None and version != report.version else None
