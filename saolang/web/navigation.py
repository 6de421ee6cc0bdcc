"""The menu: what a person may open, over all audiences.

It names addresses only, so it knows no audience's pages. A further entry is a line of `PARTS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from saolang.base.accounts.models import User


@dataclass(frozen=True)
class Part:
    """What belongs together in the menu; of each entry the name of the address, words, and what it takes to open it."""

    label: _StrPromise
    entries: tuple[tuple[str, _StrPromise, Permission], ...]


PARTS = (
    Part(
        _("Cơ sở của tôi"),
        (
            ("portal:home", _("Việc của tôi"), Permission.EDIT_DOSSIERS),
            ("portal:papers", _("Kho giấy tờ"), Permission.EDIT_DOSSIERS),
            ("portal:ideas", _("Ý tưởng sản phẩm"), Permission.EDIT_DOSSIERS),
            ("portal:certificates", pgettext_lazy("menu", "Giấy chứng nhận"), Permission.EDIT_DOSSIERS),
            ("portal:channels", _("Nơi bán"), Permission.EDIT_DOSSIERS),
            ("portal:enquiries", _("Người mua hỏi"), Permission.EDIT_DOSSIERS),
            ("portal:lots", _("Lô hàng và truy xuất"), Permission.RECORD_EVENTS),
            ("portal:labels", _("Tem và mã"), Permission.RECORD_EVENTS),
        ),
    ),
    Part(
        _("Kế hoạch"),
        (
            ("desk:home", _("Điều hành"), Permission.READ_DESK),
            ("desk:plans", _("Kế hoạch"), Permission.READ_DESK),
            ("desk:indicators", _("Thư viện chỉ số"), Permission.READ_DESK),
        ),
    ),
    Part(
        _("Từ ý tưởng đến sao"),
        (
            ("desk:potential", _("Sản phẩm tiềm năng"), Permission.READ_DESK),
            ("desk:ideas", pgettext_lazy("menu", "Ý tưởng"), Permission.READ_DESK),
            ("desk:dossiers", _("Hồ sơ sản phẩm"), Permission.READ_DESK),
            ("council:sessions", pgettext_lazy("menu", "Phiên đánh giá"), Permission.READ_SESSIONS),
            ("council:councils", pgettext_lazy("menu", "Hội đồng"), Permission.READ_SESSIONS),
            ("desk:decisions", _("Quyết định"), Permission.READ_DESK),
            ("desk:certificates", pgettext_lazy("menu", "Giấy chứng nhận"), Permission.READ_DESK),
            ("desk:criteria", pgettext_lazy("menu", "Bộ tiêu chí"), Permission.READ_DESK),
            ("desk:paper_templates", _("Mẫu văn bản"), Permission.RUN_PROCEDURE),
        ),
    ),
    Part(
        _("Truy xuất và thị trường"),
        (
            ("desk:lots", _("Lô hàng"), Permission.READ_DESK),
            ("desk:events", _("Kiểm bước đã ghi"), Permission.CHECK_EVENTS),
            ("desk:scans", _("Lượt quét bất thường"), Permission.CHECK_EVENTS),
            ("desk:recalls", _("Thu hồi hàng"), Permission.RECALL),
            ("desk:consumer_reports", _("Phản ánh"), Permission.ANSWER_REPORTS),
            ("desk:channels", _("Nơi bán"), Permission.READ_DESK),
            ("desk:stories", _("Bài viết"), Permission.EDIT_STORIES),
            ("desk:company_prefixes", _("Tiền tố mã doanh nghiệp"), Permission.READ_DESK),
        ),
    ),
    Part(
        _("Sổ bộ"),
        (
            ("desk:products", _("Sản phẩm"), Permission.READ_DESK),
            ("desk:producers", _("Chủ thể"), Permission.READ_DESK),
            ("desk:villages", _("Làng nghề"), Permission.READ_DESK),
            ("desk:areas", _("Vùng nguyên liệu"), Permission.READ_DESK),
            ("desk:places", pgettext_lazy("menu", "Địa bàn"), Permission.READ_DESK),
            ("desk:registers", _("Nhập sổ theo dõi"), Permission.IMPORT_REGISTER),
            ("desk:look_alikes", _("Bản ghi có thể trùng"), Permission.EDIT_REGISTRY),
        ),
    ),
    Part(
        _("Quản trị"),
        (
            ("desk:changes", _("Nhật ký thay đổi"), Permission.READ_AUDIT),
            ("desk:accounts", _("Người dùng"), Permission.MANAGE_ACCOUNTS),
            ("desk:api_keys", _("Khóa của chương trình"), Permission.MANAGE_API_KEYS),
            ("desk:letters", _("Thư và việc nền"), Permission.MANAGE_INSTALLATION),
        ),
    ),
)
"""The menu, in its order."""
FOR_ALL = (
    ("catalogue:products", _("Sản phẩm")),
    ("catalogue:producers", _("Chủ thể")),
    ("catalogue:villages", _("Làng nghề")),
    ("catalogue:country", _("Bản đồ")),
    ("catalogue:check", _("Tra cứu giấy chứng nhận")),
    ("catalogue:recalls", _("Hàng bị thu hồi")),
    ("catalogue:report", _("Phản ánh")),
    ("catalogue:stories", _("Bài viết")),
    ("catalogue:promises", _("Tỉnh đã hứa gì")),
    ("catalogue:rating_sets", _("Sản phẩm của bạn được mấy sao?")),
    ("catalogue:criteria", pgettext_lazy("menu", "Bộ tiêu chí")),
    ("catalogue:handbook", _("Sổ tay")),
    ("catalogue:open_data", _("Dữ liệu mở")),
    ("catalogue:proof", _("Kiểm chứng")),
)
"""Name of the address and words of the menu on pages anybody may open, the sign-in page among them."""


@dataclass(frozen=True)
class Item:
    url: str
    label: _StrPromise
    current: bool


@dataclass(frozen=True)
class Group:
    """A part of the menu as a person sees it."""

    label: _StrPromise
    entries: list[Item]


def navigation(request: HttpRequest) -> dict[str, list[Group] | list[Item]]:
    """Give every page the menu of what the person may open and that for all, with the page it belongs to marked.

    A request refused before anybody looked who sent it has no user at all.
    """
    user = getattr(request, "user", None)
    nav = _groups(request, user) if user is not None and user.is_authenticated else []
    entrance = (nav[0].entries[0].url, _("Vào việc của tôi")) if nav else (reverse("account_login"), _("Đăng nhập"))
    public = _items(request, [*((reverse(name), label) for name, label in FOR_ALL), entrance])
    return {"nav": nav, "public_nav": public}


def _groups(request: HttpRequest, user: User) -> list[Group]:
    """Return the parts in which the person may open something; one entry of all is marked, not one of each part."""
    allowed = {
        part: [(reverse(name), label) for name, label, permission in part.entries if may(user, permission) is None]
        for part in PARTS
    }
    items = iter(_items(request, [entry for entries in allowed.values() for entry in entries]))
    return [Group(part.label, list(islice(items, len(entries)))) for part, entries in allowed.items() if entries]


def _items(request: HttpRequest, entries: list[tuple[str, _StrPromise]]) -> list[Item]:
    current = max((url for url, _label in entries if _holds(url, request.path)), key=len, default="")
    return [Item(url, label, current=url == current) for url, label in entries]


def _holds(url: str, path: str) -> bool:
    """Tell whether the page stands below the address; everything would stand below the first page."""
    return path == url or (url != "/" and path.startswith(url))
