"""What a report from outside can be about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportKind(models.TextChoices):
    BAD_CODE = "bad_code", _("mã không quét được hoặc sai thông tin")
    SUSPECTED_FAKE = "suspected_fake", _("nghi hàng giả, hàng nhái")
    EXPIRED_MARK = "expired_mark", _("mang sao khi chứng nhận đã hết hạn")
    QUALITY = "quality", _("chất lượng, an toàn")
    PLATFORM = "platform", _("trang này có lỗi hoặc khó dùng")
    OTHER = "other", _("việc khác")


class ReportState(models.TextChoices):
    """Where a report stands."""

    RECEIVED = "received", _("đã nhận")
    IN_HAND = "in_hand", _("đang xem xét")
    ANSWERED = "answered", _("đã trả lời")
    SET_ASIDE = "set_aside", _("không đủ căn cứ")
