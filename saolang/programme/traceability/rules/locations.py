"""Places of a producer: how they are named, and what may change once events name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.core.gs1.keys import gln13
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection

    from saolang.programme.traceability.models import Location

CODE_PREFIX = "DD"
NAMELESS = Refusal(gettext_noop("Địa điểm chưa có tên. Hãy ghi tên, ví dụ Xưởng sấy."))
CLOSED = Refusal(gettext_noop("Địa điểm này đã đóng. Hãy thêm địa điểm mới."))
GLN_IS_OUT = Refusal(
    gettext_noop("GLN đã ghi không đổi được, vì các sự kiện gọi địa điểm bằng GLN đó. Hãy đóng rồi thêm địa điểm mới.")
)


def check_location(location: Location, taken: Collection[str]) -> Refusal | None:
    """Require a name; of a GLN where there is one, its 13 digits, and that no other place bears it."""
    if not location.name:
        return NAMELESS
    if not location.gln:
        return None
    try:
        gln13(location.gln)
    except Refusal as refusal:
        return refusal
    if location.gln in taken:
        return Refusal(gettext_noop("GLN %(gln)s đã gắn với địa điểm khác."), gln=location.gln)
    return None


def check_change(location: Location, gln: str) -> Refusal | None:
    """Answer whether the place may still be changed, and be given this GLN."""
    if refusal := check_open(location):
        return refusal
    return GLN_IS_OUT if location.gln and gln != location.gln else None


def check_open(location: Location) -> Refusal | None:
    """Refuse a place that was closed."""
    return CLOSED if location.closed_at is not None else None
