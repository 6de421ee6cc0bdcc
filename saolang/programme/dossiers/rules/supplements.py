"""Requests to supplement a dossier: what may be asked for, answered and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import State
from saolang.programme.registry.choices import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from saolang.programme.dossiers.models import Dossier, Supplement

CRITERION, PAPER, FORM = "", "paper", "form"
"""What an item begins with: nothing for a criterion ("1.1"), "paper:test_result", "form:goal"."""
CHECKED_IN = frozenset({State.COMMUNE, State.PROVINCE, State.ADVISERS})
"""The states in which an office or its advisers check the dossier, and may ask for more."""
ANSWERED_IN = frozenset({State.COMMUNE_RETURNED, State.PROVINCE_RETURNED})
"""The states in which the producer supplements."""

NOTHING_ASKED = Refusal(gettext_noop("Chưa có nội dung nào cần bổ sung. Hãy ghi yêu cầu cho ít nhất một mục."))
WORDLESS = Refusal(gettext_noop("Có mục chưa ghi nội dung cần bổ sung. Hãy ghi rõ chủ thể phải bổ sung gì."))
DUE_TOO_EARLY = Refusal(gettext_noop("Hạn bổ sung phải sau hôm nay. Hãy chọn một ngày khác."))
NOT_CHECKING = Refusal(
    gettext_noop("Chỉ yêu cầu bổ sung khi hồ sơ đang được cấp xã, cấp tỉnh hoặc tổ tư vấn kiểm tra.")
)
NOT_RETURNED = Refusal(gettext_noop("Hồ sơ không ở bước bổ sung nên chưa nhận trả lời. Hãy tải lại trang."))
ANSWERLESS = Refusal(gettext_noop("Hãy ghi bạn đã bổ sung gì, rồi gửi trả lời."))
SETTLED = Refusal(gettext_noop("Yêu cầu này đã được xác nhận là đã bổ sung. Hãy tải lại trang."))
NOT_REPLIED = Refusal(gettext_noop("Chủ thể chưa trả lời yêu cầu này nên chưa xác nhận được."))


def may_ask(dossier: Dossier, items: Iterable[tuple[str, str]], due_on: date, today: date) -> Refusal | None:
    """Answer nothing when the items, each with what is wanted, may be asked for by that day; else why not."""
    asked = list(items)
    if dossier.state not in CHECKED_IN:
        return NOT_CHECKING
    if not asked:
        return NOTHING_ASKED
    if due_on <= today:
        return DUE_TOO_EARLY
    return next((refusal for item, note in asked if (refusal := _check_item(dossier, item, note))), None)


def may_reply(supplement: Supplement, dossier: Dossier, text: str) -> Refusal | None:
    """Answer nothing when the producer may answer the request so, or answer it anew; else why not."""
    if supplement.settled_at is not None:
        return SETTLED
    if dossier.state not in ANSWERED_IN:
        return NOT_RETURNED
    return None if text.strip() else ANSWERLESS


def may_settle(supplement: Supplement, dossier: Dossier) -> Refusal | None:
    """Answer nothing when the office may take the request as met; else why not."""
    if supplement.settled_at is not None:
        return SETTLED
    if dossier.state not in CHECKED_IN:
        return NOT_CHECKING
    return None if supplement.replied_at is not None else NOT_REPLIED


def all_settled(supplements: Iterable[Supplement]) -> Refusal | None:
    """Answer whether the office has taken every request as met; else how many are left."""
    left = sum(supplement.settled_at is None for supplement in supplements)
    if not left:
        return None
    return Refusal(
        gettext_noop("Còn %(left)s yêu cầu bổ sung chưa xác nhận. Hãy xem trả lời và xác nhận từng yêu cầu."), left=left
    )


def all_answered(supplements: Iterable[Supplement]) -> Refusal | None:
    """Answer whether the producer has answered every request that stands, so that the dossier may be filed again."""
    left = sum(supplement.settled_at is None and supplement.replied_at is None for supplement in supplements)
    if not left:
        return None
    return Refusal(
        gettext_noop("Còn %(left)s yêu cầu bổ sung chưa trả lời. Hãy trả lời từng yêu cầu, rồi nộp lại."), left=left
    )


def _check_item(dossier: Dossier, item: str, note: str) -> Refusal | None:
    """Answer whether the item is one of the dossier's, and something is said of it."""
    if not note.strip():
        return WORDLESS
    kind, _, name = item.rpartition(":")
    known = {
        CRITERION: name in sheet_of(dossier.edition).criteria,
        PAPER: name in EvidenceKind.values,
        FORM: bool(name),
    }
    if known.get(kind):
        return None
    return Refusal(gettext_noop("Hồ sơ không có mục “%(item)s”. Hãy chọn mục trong danh sách."), item=item)
