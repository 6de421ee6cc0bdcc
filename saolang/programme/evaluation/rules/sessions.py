"""What a council's regulation asks of a session, and what may be done in it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from saolang.core.councils import Leader, Regulation, check_quorum, read_regulation
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.choices import Level
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.choices import CaseState, Mode, Rule, SessionState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Case, Council, Session

NO_REASON = Refusal(gettext_noop("Hãy ghi lý do."))
NOT_PLANNED = Refusal(gettext_noop("Phiên đã mở, nên không sửa được nữa."))
NOT_OPEN = Refusal(gettext_noop("Phiên không ở trạng thái đang chấm. Hãy tải lại trang."))
HAS_CLOSED = Refusal(gettext_noop("Phiên đã kết thúc, nên không sửa được nữa."))
NO_CASES = Refusal(gettext_noop("Phiên chưa có sản phẩm nào. Hãy thêm hồ sơ vào danh sách."))
COUNCIL_ENDED = Refusal(gettext_noop("Hội đồng đã hết thời gian hoạt động vào ngày họp. Hãy chọn ngày khác."))
NO_SHEETS_AT_ALL = Refusal(
    gettext_noop("Có sản phẩm chưa có phiếu nào được ký, nên chưa có kết quả. Hãy bỏ sản phẩm đó khỏi danh sách.")
)
NOT_IN_DISCUSSION = Refusal(gettext_noop("Sản phẩm này không ở bước thảo luận. Hãy tải lại trang."))
NO_DISCUSSION = Refusal(gettext_noop("Hãy ghi nội dung thảo luận trước khi chấm vòng hai."))
MEET_FIRST = Refusal(gettext_noop("Ý kiến khác nhau quá mức cho phép. Hãy chuyển sang họp rồi mới chấm vòng hai."))
MEETS_ALREADY = Refusal(gettext_noop("Phiên này đã là phiên họp."))
SHEETS_SIGNED = Refusal(gettext_noop("Đã có phiếu được ký cho sản phẩm này, nên không bỏ khỏi danh sách được."))
ON_A_LIST = Refusal(gettext_noop("Hồ sơ này đang ở danh sách của một phiên chưa kết thúc."))
CHAIR_AWAY = Refusal(gettext_noop("Chủ tịch hội đồng vắng; quy chế cần chủ tịch có mặt."))
BOTH_AWAY = Refusal(gettext_noop("Chủ tịch và phó chủ tịch hội đồng đều vắng; quy chế cần ít nhất một người."))
CHANGED_MEANWHILE = Refusal(
    gettext_noop("Người khác vừa sửa. Hãy tải lại trang rồi làm lại; những gì bạn ghi còn ở đây.")
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session stands, counted."""

    voting: int
    present: int
    """Voting members who are there; of written opinions, those who have signed all they have to."""
    chair_present: bool
    deputy_present: bool
    held_on: date
    papers_sent_on: date | None
    unsigned: int
    """Sheets that are due and not signed."""
    fewest_sheets: int
    """Signed sheets that count, of the product that has the fewest."""
    apart: tuple[str, ...]
    """Products whose totals still differ too much."""
    late_conflicts: int
    """Sheets that were signed before their member declared an interest; they do not count."""


def broken_rules(standing: Standing, regulation: Regulation) -> dict[Rule, Refusal]:
    """Return what the session does not keep, with the sentence for each, in the order of the rules."""
    found = {
        Rule.QUORUM: check_quorum(standing.voting, standing.present, regulation),
        Rule.LEADER: _leader(standing, regulation),
        Rule.PAPERS: _papers(standing, regulation),
        Rule.UNSIGNED: _unsigned(standing),
        Rule.FEW_SHEETS: _few_sheets(standing, regulation),
        Rule.SPREAD: _spread(standing, regulation),
        Rule.CONFLICT: _late_conflicts(standing),
    }
    return {rule: refusal for rule, refusal in found.items() if refusal}


ASKED_AT_OPENING = (Rule.QUORUM, Rule.LEADER)
"""What must hold before anybody scores, in a meeting. All of it is asked when the session is closed."""


def regulation_of(session: Session) -> Regulation:
    """Return the regulation the session runs by: the council's of today, until it is opened."""
    is_planned = session.state == SessionState.PLANNED
    return read_regulation(session.council.regulation if is_planned else session.regulation)


def may_plan(council: Council, held_on: date) -> Refusal | None:
    """Answer whether the council can meet on the day."""
    return COUNCIL_ENDED if council.ends_on and held_on > council.ends_on else None


def may_prepare(session: Session) -> Refusal | None:
    """Answer whether the session's list, day and place can still be changed."""
    return None if session.state == SessionState.PLANNED else NOT_PLANNED


def may_take(session: Session, dossier: Dossier) -> Refusal | None:
    """Answer whether the dossier can be put on the session's list: it waits for a council of this level."""
    waits = {State.COUNCIL} if session.council.level != Level.CENTRE else {State.COUNCIL, State.CENTRE}
    if dossier.state in waits:
        return may_prepare(session)
    return Refusal(
        gettext_noop("Hồ sơ %(dossier)s không chờ hội đồng đánh giá (đang ở bước “%(state)s”)."),
        dossier=dossier.code,
        state=State(dossier.state).label,
    )


def may_open(session: Session, broken: Mapping[Rule, Refusal], breaches: Collection[str], cases: int) -> Refusal | None:
    """Answer whether the members may begin to score."""
    if refusal := may_prepare(session):
        return refusal
    if not cases:
        return NO_CASES
    asked = ASKED_AT_OPENING if session.mode == Mode.MEETING else ()
    return next((broken[rule] for rule in asked if rule in broken and rule not in breaches), None)


def may_close(
    session: Session, broken: Mapping[Rule, Refusal], breaches: Collection[str], *, fewest_sheets: int
) -> Refusal | None:
    """Answer whether the session may be closed: no rule broken, or for each one recorded who goes on and why."""
    if session.state != SessionState.OPEN:
        return NOT_OPEN
    if not fewest_sheets:
        return NO_SHEETS_AT_ALL
    return next((refusal for rule, refusal in broken.items() if rule not in breaches), None)


def may_discuss(case: Case, discussion: str) -> Refusal | None:
    """Answer whether the product goes into the next round of scoring."""
    if case.session.state != SessionState.OPEN:
        return NOT_OPEN
    if case.state != CaseState.DISCUSSION:
        return NOT_IN_DISCUSSION
    if case.session.mode == Mode.WRITTEN:
        return MEET_FIRST
    return None if discussion.strip() else NO_DISCUSSION


def _leader(standing: Standing, regulation: Regulation) -> Refusal | None:
    if regulation.leader == Leader.NOBODY or standing.chair_present:
        return None
    if regulation.leader == Leader.CHAIR:
        return CHAIR_AWAY
    return None if standing.deputy_present else BOTH_AWAY


def _papers(standing: Standing, regulation: Regulation) -> Refusal | None:
    latest = standing.held_on - timedelta(days=regulation.papers_days)
    if standing.papers_sent_on and standing.papers_sent_on <= latest:
        return None
    return Refusal(
        gettext_noop("Tài liệu phải gửi cho ủy viên chậm nhất ngày %(latest)s."), latest=f"{latest:%d/%m/%Y}"
    )


def _unsigned(standing: Standing) -> Refusal | None:
    if not standing.unsigned:
        return None
    return Refusal(gettext_noop("Còn %(count)s phiếu chưa ký."), count=standing.unsigned)


def _few_sheets(standing: Standing, regulation: Regulation) -> Refusal | None:
    if standing.fewest_sheets >= regulation.least_sheets:
        return None
    return Refusal(
        gettext_noop("Có sản phẩm chỉ có %(count)s phiếu; quy chế cần ít nhất %(least)s."),
        count=standing.fewest_sheets,
        least=regulation.least_sheets,
    )


def _spread(standing: Standing, regulation: Regulation) -> Refusal | None:
    if not standing.apart:
        return None
    return Refusal(
        gettext_noop("Điểm của các ủy viên chênh nhau hơn %(most)s điểm với: %(products)s."),
        most=regulation.spread,
        products=", ".join(standing.apart),
    )


def _late_conflicts(standing: Standing) -> Refusal | None:
    if not standing.late_conflicts:
        return None
    return Refusal(
        gettext_noop("%(count)s phiếu được ký trước khi ủy viên khai xung đột lợi ích; các phiếu đó không tính."),
        count=standing.late_conflicts,
    )
