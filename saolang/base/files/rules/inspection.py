"""Whether a file may be kept, and in what form: pictures are made anew, all else stays as it came.

A PDF is refused rather than cleaned: many carry an electronic signature, which any change would break
(docs/decisions/0011-files-kept-as-they-came.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings

from saolang.base.files.choices import FAMILIES, PICTURE_SIDES, Family
from saolang.base.files.rules import isolated
from saolang.base.files.rules.isolated import Reason
from saolang.base.files.rules.media_types import OLD_OFFICE, content_type, family_of
from saolang.base.files.sheets import BOMB, DAMAGED, EMPTY, ENCRYPTED, oldxls
from saolang.base.kit.isolation import run_alone
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from saolang.base.files.choices import Kinds

MACROS = Refusal(_("Tệp có chứa macro hoặc điều khiển ActiveX. Hãy lưu lại thành tệp không có macro rồi gửi lại."))
REFUSALS: Final = {
    Reason.DAMAGED: DAMAGED,
    Reason.LOCKED: ENCRYPTED,
    Reason.BOMB: BOMB,
    Reason.MACROS: MACROS,
    Reason.LOADS: Refusal(_("Tệp tự nạp nội dung từ nơi khác khi được mở. Hãy bỏ liên kết đó rồi gửi lại.")),
    Reason.PIXELS: Refusal(_("Ảnh có quá nhiều điểm ảnh. Hãy thu nhỏ rồi gửi lại.")),
    Reason.MOVES: Refusal(_("Đây là ảnh động. Hãy gửi ảnh tĩnh.")),
    Reason.TWO_KINDS: Refusal(_("Tệp vừa là PDF vừa là tệp nén nên không được nhận. Hãy in lại thành PDF.")),
    Reason.PAGES: Refusal(_("PDF có hơn %(most)s trang. Hãy tách thành nhiều tệp."), most=isolated.MOST_PAGES),
    Reason.SCRIPTS: Refusal(_("PDF có chứa mã JavaScript. Hãy in lại thành PDF rồi gửi lại.")),
    Reason.STARTS: Refusal(_("PDF có lệnh mở chương trình, mở tệp khác hoặc gửi dữ liệu. Hãy in lại thành PDF.")),
    Reason.CARRIES: Refusal(_("PDF có tệp khác đính kèm bên trong. Hãy gửi riêng từng tệp.")),
    Reason.PLAYS: Refusal(_("PDF có phim, âm thanh hoặc mô hình 3D. Hãy in lại thành PDF rồi gửi lại.")),
    Reason.XFA: Refusal(_("PDF là biểu mẫu động (XFA). Hãy in lại thành PDF rồi gửi lại.")),
}


def inspect(content: bytes, kinds: Kinds) -> bytes:
    """Return the bytes to keep of a file sent where such kinds are taken.

    Raises Refusal where it is empty, of another kind, too large, broken, locked, or could do more than be read.
    """
    if not content:
        raise EMPTY
    family = family_of(content)
    if family is None or family not in FAMILIES[kinds]:
        raise _not_taken(family, kinds)
    if refusal := check_size(len(content), most=_limit(family)):
        raise refusal
    match family:
        case Family.TEXT:
            return content
        case Family.PICTURE:
            return _looked_into(content, "picture", PICTURE_SIDES[kinds])
        case Family.PDF:
            _looked_into(content, "pdf")
        case _ if content_type(content) == OLD_OFFICE:
            _look_into_old_office(content)
        case _:
            _looked_into(content, "archive")
    return content


def _not_taken(family: Family | None, kinds: Kinds) -> Refusal:
    taken = ", ".join(str(one.label) for one in FAMILIES[kinds])
    if family is None:
        return Refusal(_("Tệp không thuộc loại nào được nhận ở đây. Hãy gửi: %(taken)s."), taken=taken)
    return Refusal(_("Đây là tệp %(found)s. Ở đây hãy gửi: %(taken)s."), found=family.label, taken=taken)


def most_bytes(kinds: Kinds) -> int:
    """Return the size of the largest file that such a place can take."""
    return max(_limit(family) for family in FAMILIES[kinds])


def check_size(size: int, *, most: int) -> Refusal | None:
    """Answer whether a file of so many bytes may be sent where `most` may."""
    if size <= most:
        return None
    return Refusal(_("Tệp lớn hơn %(most)s MB. Hãy thu nhỏ hoặc tách thành nhiều tệp."), most=most // 1_000_000)


def _limit(family: Family) -> int:
    megabytes = settings.PICTURE_LIMIT_MB if family == Family.PICTURE else settings.UPLOAD_LIMIT_MB
    return int(megabytes) * 1_000_000


def _look_into_old_office(content: bytes) -> None:
    document = oldxls.inspect(content)
    if document.encrypted:
        raise ENCRYPTED
    if document.macros:
        raise MACROS


def _looked_into(content: bytes, kind: str, side: int = 0) -> bytes:
    """Return the answer of the program that looks into the file. Raises Refusal where that one refuses or dies."""
    answer = run_alone(
        isolated, kind, str(side), content=content, memory=isolated.MOST_MEMORY, seconds=isolated.MOST_SECONDS
    )
    if answer.status == isolated.REFUSED:
        raise REFUSALS[Reason(answer.output.decode())]
    if answer.status:
        raise DAMAGED
    return answer.output
