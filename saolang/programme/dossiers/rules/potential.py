"""How potential is judged, and what may be done about a potential product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import SurveyAnswer
from saolang.programme.dossiers.rules.procedures import survey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from saolang.programme.dossiers.models import PotentialProduct

NAMELESS = Refusal(gettext_noop("Chưa có tên sản phẩm. Hãy nhập tên rồi lưu lại."))
DAY_AHEAD = Refusal(gettext_noop("Ngày khảo sát không được sau hôm nay."))
REVISED_MEANWHILE = Refusal(
    gettext_noop("Người khác vừa sửa bản ghi này, nên thay đổi của bạn chưa được lưu. Hãy tải lại trang rồi sửa lại.")
)
ANSWERED = Refusal(gettext_noop("Sản phẩm tiềm năng này đã có quyết định. Hãy tải lại trang."))
REASONLESS = Refusal(gettext_noop("Hãy ghi lý do chưa đưa vào, để lần rà soát sau còn biết."))
DIVIDED = Refusal(gettext_noop("Địa bàn này nay thuộc nhiều xã. Hãy ghi xã của sản phẩm theo địa giới hiện nay."))
ELSEWHERE = Refusal(gettext_noop("Chủ thể này ở địa bàn khác. Hãy chọn chủ thể của đúng xã, hoặc để trống."))


def best_score() -> int:
    """Return the most points a product can have."""
    return sum(max(grade.points for grade in question.grades) for question in survey().questions)


def score(marks: Mapping[str, int]) -> int:
    """Return the points of the answers, each one of its question's; one left out is worth nothing.

    Raises Refusal for a question or points the form does not have.
    """
    known = {question.code: {grade.points for grade in question.grades} for question in survey().questions}
    for code, points in marks.items():
        if code not in known:
            raise Refusal(gettext_noop("Phiếu khảo sát không có câu hỏi %(question)s."), question=code)
        if points not in known[code]:
            raise Refusal(
                gettext_noop("Câu hỏi %(question)s không có mức %(points)s điểm."), question=code, points=points
            )
    return sum(marks.values())


def may_enter(name: str, surveyed_on: date, today: date) -> Refusal | None:
    """Answer whether a survey of that name and day may be written down."""
    if not name:
        return NAMELESS
    return DAY_AHEAD if surveyed_on > today else None


def may_revise(product: PotentialProduct, version: int) -> Refusal | None:
    """Answer nothing while nobody has decided on it, and nobody has changed it since that version; else why not."""
    if product.answer != SurveyAnswer.OPEN:
        return ANSWERED
    return None if product.version == version else REVISED_MEANWHILE


def may_take_up(product: PotentialProduct, *, is_from_elsewhere: bool) -> Refusal | None:
    """Answer nothing when the product may be taken up, its producer being of the same commune; else why not."""
    if product.answer != SurveyAnswer.OPEN:
        return ANSWERED
    return ELSEWHERE if is_from_elsewhere else None


def may_decline(product: PotentialProduct, reason: str) -> Refusal | None:
    """Answer nothing when the product may be left for now, with a reason; else why not."""
    if product.answer != SurveyAnswer.OPEN:
        return ANSWERED
    return None if reason.strip() else REASONLESS
