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
    SIGN = "sign", _("ký")
