"""The menu of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

ENTRIES = (
    ("desk:home", _("Điều hành")),
    ("desk:plans", _("Kế hoạch")),
    ("desk:products", _("Sản phẩm")),
    ("desk:producers", _("Chủ thể")),
    ("desk:villages", _("Làng nghề")),
    ("desk:areas", _("Vùng nguyên liệu")),
    ("desk:decisions", _("Quyết định")),
    ("desk:registers", _("Nhập sổ theo dõi")),
    ("desk:look_alikes", _("Bản ghi có thể trùng")),
    ("desk:places", _("Địa bàn")),
    ("desk:indicators", _("Thư viện chỉ số")),
)
"""Name of the address and words, in the order of the menu."""


@dataclass(frozen=True)
class Item:
    url: str
    label: _StrPromise
    current: bool


def navigation(request: HttpRequest) -> dict[str, list[Item]]:
    """Give every page the menu, with the part the page belongs to marked; none to a stranger.

    A request refused before anybody looked who sent it has no user at all.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": []}
    return {"nav": [_item(request.path, reverse(name), label) for name, label in ENTRIES]}


def _item(path: str, url: str, label: _StrPromise) -> Item:
    return Item(url, label, current=path == url or (url != "/" and path.startswith(url)))
