"""The words of an import."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterState(models.TextChoices):
    STAGED = "staged", _("chờ nhập")
    APPLIED = "applied", _("đã nhập")
    UNDONE = "undone", _("đã hoàn tác")


class Verdict(models.TextChoices):
    """What may become of a row (`core.intake.reasons.Verdict`, with its words)."""

    ACCEPT = "accept", _("nhận")
    WARN = "warn", _("nhận, cần xem")
    HOLD = "hold", _("chờ quyết định")
    SKIP = "skip", _("không phải số liệu")


class Deed(models.TextChoices):
    """What applying a row does."""

    NOTHING = "nothing", _("không làm gì")
    CREATE = "create", _("thêm sản phẩm mới")
    ADD = "add", _("thêm lần công nhận cho sản phẩm đã có")
    KNOWN = "known", _("đã có, không thay đổi")


class Answer(models.TextChoices):
    """What a person says of a row."""

    NONE = "", _("chưa quyết định")
    TAKE = "take", _("nhận như đã đọc")
    SAME = "same", _("là sản phẩm đã có")
    LEAVE = "leave", _("không nhập")
