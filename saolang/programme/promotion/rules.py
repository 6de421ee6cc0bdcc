"""What may be done with channels, stories and enquiries now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.promotion.choices import ChannelKind

if TYPE_CHECKING:
    from datetime import date

    from saolang.programme.promotion.models import Enquiry, Story

NOWHERE = Refusal(gettext_noop("Hãy ghi địa chỉ nơi bán hoặc địa chỉ trang bán, để người mua tìm được."))
CHANGED_MEANWHILE = Refusal(gettext_noop("Bài này vừa được người khác sửa. Hãy tải lại trang rồi sửa tiếp."))
WITHDRAWN = Refusal(gettext_noop("Bài này đã được gỡ. Hãy viết bài mới."))
PUBLISHED_ALREADY = Refusal(gettext_noop("Bài này đã được đăng."))
NOT_AGREED = Refusal(gettext_noop("Hãy đánh dấu đồng ý chuyển thông tin cho chủ thể, nếu không thì không gửi được."))
CLOSED_ALREADY = Refusal(gettext_noop("Câu hỏi này đã được đánh dấu là xong."))
ENDS_BEFORE = Refusal(gettext_noop("Ngày cuối trước ngày đầu. Hãy sửa lại một trong hai ngày."))


def check_presence(kind: str, *, url: str, address: str, began_on: date, ended_on: date | None) -> Refusal | None:
    """Answer nothing where people can find the place; goods sold abroad need no address."""
    if not url and not address and kind != ChannelKind.EXPORT:
        return NOWHERE
    return ENDS_BEFORE if ended_on is not None and ended_on < began_on else None


def may_edit_story(story: Story, version: int | None = None) -> Refusal | None:
    """Answer nothing while the story is not withdrawn, and nobody changed it since the version was shown."""
    if story.withdrawn_at is not None:
        return WITHDRAWN
    return CHANGED_MEANWHILE if version is not None and version != story.version else None


def may_publish(story: Story) -> Refusal | None:
    """Answer nothing while the story is a draft."""
    return may_edit_story(story) or (PUBLISHED_ALREADY if story.published_on is not None else None)


def may_close(enquiry: Enquiry) -> Refusal | None:
    """Answer nothing while the enquiry is open."""
    return CLOSED_ALREADY if enquiry.closed_at is not None else None
