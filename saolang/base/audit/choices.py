"""What can be done to a thing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """A kind of change. Kept as plain text in the database: a new kind needs no migration.

    The words are the same for every kind of thing: that a plan was closed or a grant was withdrawn is told by the kind
    beside the action.
    """

    CREATE = "create", _("tạo mới")
    CHANGE = "change", _("sửa")
    WITHDRAW = "withdraw", _("rút lại")
    ISSUE = "issue", _("ban hành")
    CLOSE = "close", _("kết thúc")
    STORE = "store", _("lưu tệp")
    REFUSE = "refuse", _("từ chối")
    IMPORT = "import", _("nhập từ tệp")
    UNDO = "undo", _("hoàn tác")
    MERGE = "merge", _("gộp")
    READ_PERSONAL_DATA = "read_personal_data", _("xem dữ liệu cá nhân")
    ERASE = "erase", _("xóa dữ liệu cá nhân")
    EXPORT = "export", _("tải về")
    SIGN = "sign", _("ký")
    SIGN_IN = "sign_in", _("đăng nhập")
    SIGN_OUT = "sign_out", _("đăng xuất")


ACTORS = {
    "installation": _("hệ thống, khi cài đặt"),
    "schedule": _("hệ thống, theo lịch"),
    "command-line": _("người vận hành, từ dòng lệnh"),
    "demonstration": _("hệ thống, khi nạp số liệu trình diễn"),
    "invitation": _("người được mời, qua liên kết trong thư"),
    "visitor": _("người chưa đăng nhập"),
}
"""What those are called who change something and are nobody with an account."""

THINGS = {
    "change": _("mục của nhật ký"),
    "changes": _("nhật ký"),
    "craft_product": _("sản phẩm của làng nghề"),
    "craft_village": _("làng nghề"),
    "decision": _("quyết định"),
    "demonstration": _("số liệu trình diễn"),
    "file": _("tệp"),
    "grant": _("vai trò được giao"),
    "growing_area": _("vùng nguyên liệu"),
    "invitation": _("lời mời"),
    "letter": _("thư"),
    "look_alike": _("bản ghi có thể trùng"),
    "password": _("mật khẩu"),
    "places": _("danh mục địa bàn"),
    "plan": _("kế hoạch"),
    "plan_report": _("báo cáo"),
    "producer": _("chủ thể"),
    "product": _("sản phẩm"),
    "product_set": _("bộ sản phẩm"),
    "recognition": _("công nhận"),
    "register": _("sổ theo dõi"),
    "revocation": _("thu hồi công nhận"),
    "second_factor": _("lớp xác thực thứ hai"),
    "session": _("phiên đăng nhập"),
    "signing_key": _("khóa ký"),
    "target": _("chỉ tiêu"),
    "user": _("tài khoản"),
    "value_chain_link": _("liên kết chuỗi giá trị"),
    "work": _("việc nền"),
}
"""What the kinds of things are called that people change; one that is not here is called by its code alone."""
