"""Who may sit in a council."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Role
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.evaluation.choices import Seat

if TYPE_CHECKING:
    from collections.abc import Collection

    from saolang.base.accounts.models import User
    from saolang.programme.evaluation.models import Membership

ROLE_OF: dict[str, Role] = {
    Seat.CHAIR: Role.CHAIR,
    Seat.DEPUTY: Role.MEMBER,
    Seat.MEMBER: Role.MEMBER,
    Seat.SECRETARY: Role.SECRETARY,
}
"""The role that goes with each seat. A deputy signs and scores as a member does."""
SEATED_ALREADY = Refusal(gettext_noop("Người này đang có tên trong hội đồng."))
ONE_CHAIR = Refusal(gettext_noop("Hội đồng đã có chủ tịch. Hãy cho người đó thôi giữ ghế trước."))
SCORED_BEFORE = Refusal(
    gettext_noop(
        "Người này đã ký phiếu hoặc khai xung đột lợi ích ở một phiên chưa kết thúc. Hãy kết thúc phiên đó trước."
    )
)
ENDED_ALREADY = Refusal(gettext_noop("Người này đã thôi tham gia hội đồng."))
NO_SOURCE = Refusal(gettext_noop("Hãy ghi căn cứ của quy chế: số, ngày của văn bản ban hành."))


def may_seat(user: User, seat: Seat, seated: Collection[Membership], *, is_bound: bool) -> Refusal | None:
    """Answer whether the person may take the seat beside those who sit there: one chair, everybody once.

    `is_bound`: the person signed a sheet, or declared an interest, from an earlier seat in a session that has not
    closed. In a new seat the person would score a second time.
    """
    if is_bound:
        return SCORED_BEFORE
    if any(membership.user_id == user.pk for membership in seated):
        return SEATED_ALREADY
    has_chair = any(membership.seat == Seat.CHAIR for membership in seated)
    return ONE_CHAIR if seat == Seat.CHAIR and has_chair else None
