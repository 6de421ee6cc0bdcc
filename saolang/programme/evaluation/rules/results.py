"""What becomes of a result: announced, objected to, final, recognised, sent up, or nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.choices import Level
from saolang.programme.certification.rules import LEAST_STARS, MOST_STARS, editions
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.choices import ObjectionAnswer, SessionState, Stage
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from saolang.programme.certification.models import Decision
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Objection, Result, Session

UP_FROM = 5
"""The stars by points from which the ministry decides (D26, Article 7.3e): 90 points."""
NOT_CLOSED = Refusal(gettext_noop("Phiên chưa kết thúc, nên chưa báo được kết quả. Hãy kết thúc phiên trước."))
NOTHING_TO_ANNOUNCE = Refusal(gettext_noop("Mọi kết quả của phiên này đã được báo."))
NOT_THE_LAST = Refusal(gettext_noop("Sản phẩm này đã có kết quả khác sau kết quả này. Hãy tải lại trang."))
NOT_PRELIMINARY = Refusal(gettext_noop("Chỉ nêu ý kiến về kết quả sơ bộ đã được báo, trong thời hạn."))
NO_CRITERIA = Refusal(gettext_noop("Hãy chọn ít nhất một tiêu chí có ý kiến."))
NO_TEXT = Refusal(gettext_noop("Hãy ghi rõ nội dung."))
ANSWERED = Refusal(gettext_noop("Ý kiến này đã được trả lời."))
REPLACED = Refusal(
    gettext_noop(
        "Kết quả mà chủ thể nêu ý kiến đã được thay bằng kết quả khác, nên không chấm lại theo ý kiến này. "
        "Hãy trả lời ý kiến bằng cách giữ kết quả và ghi rõ lý do."
    )
)
OBJECTIONS_OPEN = Refusal(gettext_noop("Còn ý kiến của chủ thể chưa được trả lời. Hãy trả lời trước khi chốt kết quả."))
NOT_FINAL = Refusal(gettext_noop("Chỉ công nhận theo kết quả chính thức."))
RECOGNISED_ALREADY = Refusal(gettext_noop("Kết quả này đã được công nhận."))
NEEDS_THE_CENTRE = Refusal(
    gettext_noop("Sản phẩm đạt từ 90 điểm và đủ điều kiện 5 sao. Hãy gửi hồ sơ lên trung ương (Điều 7.3e).")
)
DECIDED_BY_THE_CENTRE = Refusal(
    gettext_noop("Trung ương đã trả lời về sản phẩm này. Hãy công nhận theo kết quả đó, hoặc đánh giá lại ở tỉnh.")
)
NOT_FROM_THE_CENTRE = Refusal(
    gettext_noop("Chỉ đánh giá lại ở tỉnh sản phẩm mà trung ương đã trả lời (Điều 7.4g). Hãy chờ quyết định.")
)
NOT_ENOUGH_TO_SEND_UP = Refusal(gettext_noop("Chỉ gửi trung ương sản phẩm đạt từ 90 điểm và không bị loại."))
ENOUGH_TO_RECOGNISE = Refusal(gettext_noop("Sản phẩm đạt từ 3 sao, nên không thể không công nhận ở bước này."))
OF_ANOTHER_PROVINCE = Refusal(
    gettext_noop("Quyết định này của địa phương khác với hội đồng đã đánh giá. Hãy chọn quyết định của tỉnh mình.")
)
DECIDED_BEFORE = gettext_noop(
    "Quyết định đề ngày %(decided)s, trước ngày phiên đánh giá kết thúc (%(ended)s). "
    "Hãy chọn đúng quyết định, hoặc sửa ngày của quyết định."
)
DECIDED_WITHOUT_A_DAY = Refusal(gettext_noop("Quyết định chưa có ngày. Hãy ghi ngày quyết định trước."))


def may_announce(session: Session) -> Refusal | None:
    """Answer whether the session's results may be told: only once it is closed, with its root."""
    return None if session.state == SessionState.CLOSED else NOT_CLOSED


def may_object(result: Result, criteria: Sequence[str], text: str, known: Collection[str], day: date) -> Refusal | None:
    """Answer whether the producer may object to the criteria of the result on the day.

    How long is the procedure's limit for a preliminary result, until `due_on` of the dossier.
    """
    dossier = result.case.dossier
    is_late = dossier.due_on is not None and day > dossier.due_on
    if result.stage != Stage.PRELIMINARY or dossier.state != State.PRELIMINARY or is_late:
        return NOT_PRELIMINARY
    if not criteria:
        return NO_CRITERIA
    if unknown := [code for code in criteria if code not in known]:
        return Refusal(gettext_noop("Bộ tiêu chí không có tiêu chí %(criterion)s."), criterion=unknown[0])
    return None if text.strip() else NO_TEXT


def may_answer(objection: Objection, text: str) -> Refusal | None:
    """Answer whether the objection may be answered so."""
    if objection.answer != ObjectionAnswer.OPEN:
        return ANSWERED
    return None if text.strip() else NO_TEXT


def may_confirm(result: Result, objections: Collection[Objection], day: date) -> Refusal | None:
    """Answer whether the preliminary result becomes final: the time for objections is over, and each is answered.

    A result of a dossier at the centre is final at once: nothing says that the producer is heard again.
    """
    if any(objection.answer == ObjectionAnswer.OPEN for objection in objections):
        return OBJECTIONS_OPEN
    dossier = result.case.dossier
    if dossier.state == State.PRELIMINARY and dossier.due_on and day <= dossier.due_on:
        return Refusal(
            gettext_noop("Chủ thể còn được nêu ý kiến đến hết ngày %(until)s. Hãy chốt kết quả sau ngày đó."),
            until=f"{dossier.due_on:%d/%m/%Y}",
        )
    return None if dossier.state in {State.PRELIMINARY, State.CENTRE} else NOT_PRELIMINARY


def may_recognise(result: Result, decision: Decision) -> Refusal | None:
    """Answer whether the decision may give the product the stars of the result, which nobody types."""
    if result.stage != Stage.FINAL:
        return NOT_FINAL
    waits_for_the_centre = result.case.dossier.state == State.CENTRE and decision.level == Level.CENTRE
    if result.recognition_id and not waits_for_the_centre:
        return RECOGNISED_ALREADY
    if refusal := _check_decision(result, decision):
        return refusal
    if result.stars < LEAST_STARS:
        return Refusal(
            gettext_noop("“%(product)s” đạt %(stars)s sao, không được công nhận (Điều 3.3)."),
            product=str(result.case.dossier.product),
            stars=result.stars,
        )
    return NEEDS_THE_CENTRE if stars_given(result, decision) > MOST_STARS[decision.level] else None


def _check_decision(result: Result, decision: Decision) -> Refusal | None:
    """Require a decision with a day, not before the session's end, of the place whose council it was."""
    if decision.decided_on is None:
        return DECIDED_WITHOUT_A_DAY
    if decision.decided_on < (ended := ended_on(result.case.session)):
        return Refusal(DECIDED_BEFORE, decided=f"{decision.decided_on:%d/%m/%Y}", ended=f"{ended:%d/%m/%Y}")
    if _decides_elsewhere(result, decision):
        return OF_ANOTHER_PROVINCE
    return None


def ended_on(session: Session) -> date:
    """Return the day the session's sheets were sealed; of one held elsewhere, the day it was held."""
    return session.held_on if session.origin == Origin.IMPORTED else timezone.localdate(session.closed_at)


def _decides_elsewhere(result: Result, decision: Decision) -> bool:
    """Tell whether the decision is of another place than the council's; one whose place is not known is of none."""
    place = result.case.session.council.place_id
    return None not in {place, decision.place_id} and decision.place_id != place


def is_meanwhile(result: Result, decision: Decision) -> bool:
    """Tell whether the decision is the province's while the centre has yet to decide (D26, Article 7.3e)."""
    is_own = not is_from_the_centre(result) and decision.level != Level.CENTRE
    return is_own and result.case.dossier.state == State.CENTRE


def stars_given(result: Result, decision: Decision) -> int:
    """Return the stars the product gets: those of the result; meanwhile no more than a product holds that waits."""
    return min(result.stars, editions().stars_while_pending) if is_meanwhile(result, decision) else result.stars


def is_from_the_centre(result: Result) -> bool:
    """Tell whether it is a council of the centre that came to the result."""
    return result.case.session.council.level == Level.CENTRE


def may_evaluate_again(dossier: Dossier, last: Result | None) -> Refusal | None:
    """Answer whether the province's council may score again a dossier whose last result is final.

    Only where the centre gave less than the province had found; a dossier still at the centre is called back so.
    """
    is_settled = dossier.state == State.FINAL and not (last and is_from_the_centre(last))
    return NOT_FROM_THE_CENTRE if is_settled else None


def may_send_up(result: Result) -> Refusal | None:
    """Answer whether the dossier goes up to the centre: from 90 points, whatever its marks (D26, Article 7.3e)."""
    if is_from_the_centre(result):
        return DECIDED_BY_THE_CENTRE
    is_enough = result.stage == Stage.FINAL and result.stars and result.stars_by_points == UP_FROM
    return None if is_enough else NOT_ENOUGH_TO_SEND_UP


def may_leave_unrecognised(result: Result) -> Refusal | None:
    """Answer whether the result ends without recognition: below 3 stars it is kept, never certified."""
    if result.stage != Stage.FINAL:
        return NOT_FINAL
    return ENOUGH_TO_RECOGNISE if result.stars >= LEAST_STARS else None


def exact(result: Result) -> Fraction:
    """Return the exact total."""
    return Fraction(result.total)
