"""The menu of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

ENTRIES = (
    ("desk:home", _("Điều hành"), Permission.READ_DESK),
    ("desk:plans", _("Kế hoạch"), Permission.READ_DESK),
    ("desk:products", _("Sản phẩm"), Permission.READ_DESK),
    ("desk:producers", _("Chủ thể"), Permission.READ_DESK),
    ("desk:villages", _("Làng nghề"), Permission.READ_DESK),
    ("desk:areas", _("Vùng nguyên liệu"), Permission.READ_DESK),
    ("desk:decisions", _("Quyết định"), Permission.READ_DESK),
    ("desk:registers", _("Nhập sổ theo dõi"), Permission.IMPORT_REGISTER),
    ("desk:look_alikes", _("Bản ghi có thể trùng"), Permission.EDIT_REGISTRY),
    ("desk:places", _("Địa bàn"), Permission.READ_DESK),
    ("desk:indicators", _("Thư viện chỉ số"), Permission.READ_DESK),
    ("desk:changes", _("Nhật ký thay đổi"), Permission.READ_AUDIT),
    ("desk:accounts", _("Người dùng"), Permission.MANAGE_ACCOUNTS),
    ("desk:letters", _("Thư và việc nền"), Permission.MANAGE_INSTALLATION),
)
"""Name of the address, words, and what it takes to open it, in the order of the menu."""


@dataclass(frozen=True)
class Item:
    url: str
    label: _StrPromise
    current: bool


def navigation(request: HttpRequest) -> dict[str, list[Item]]:
    """Give every page the menu of what the person may open, with the part the page belongs to marked.

    A request refused before anybody looked who sent it has no user at all.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": []}
    allowed = [(name, label) for name, label, permission in ENTRIES if may(user, permission) is None]
    return {"nav": [_item(request.path, reverse(name), label) for name, label in allowed]}


def _item(path: str, url: str, label: _StrPromise) -> Item:
    return Item(url, label, current=path == url or (url != "/" and path.startswith(url)))
