"""What units, and the steps that other programs tell, are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from saolang.base.kit.languages import in_language_read
from saolang.programme.traceability.rules.steps import craft

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from saolang.programme.traceability.models import Event

BIZ_STEPS: dict[str, _StrPromise] = {
    "accepting": _("nhận bàn giao"),
    "arriving": _("hàng đến"),
    "assembling": _("lắp ráp, ghép bộ"),
    "collecting": _("thu gom"),
    "commissioning": _("tạo lô hàng"),
    "creating_class_instance": _("chế biến"),
    "departing": _("hàng rời đi"),
    "destroying": _("tiêu hủy"),
    "disassembling": _("tháo rời"),
    "holding": _("giữ lại"),
    "inspecting": _("kiểm tra, kiểm nghiệm"),
    "loading": _("bốc hàng"),
    "packing": _("đóng gói"),
    "receiving": _("nhận hàng"),
    "retail_selling": _("bán lẻ"),
    "sampling": _("lấy mẫu"),
    "shipping": _("xuất hàng"),
    "storing": _("lưu kho"),
    "stocking": _("lên kệ"),
    "transporting": _("vận chuyển"),
    "unloading": _("dỡ hàng"),
    "unpacking": _("mở gói"),
}
"""Steps of CBV 2.0, section 7.1, in words."""


def worded(event: Event) -> str:
    """Return the standard's step in words; one of a program's own as it came; an event of no step by its type."""
    return str(BIZ_STEPS.get(event.biz_step, event.biz_step or event.get_type_display()))


def unit_worded(unit: str) -> str:
    """Return what a unit is called; one of a program's own as it came."""
    known = craft().units.get(unit)
    return in_language_read(known.words) if known else unit
