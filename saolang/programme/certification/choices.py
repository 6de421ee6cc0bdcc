"""Words of recognition: Decision 26/2026/QĐ-TTg, Articles 3, 7, 8 and 12."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Who decided. Districts recognised 3 stars until mid-2025."""

    DISTRICT = "district", _("cấp huyện")
    PROVINCE = "province", _("cấp tỉnh")
    CENTRE = "centre", _("cấp trung ương")


class RecognitionKind(models.TextChoices):
    FIRST = "first", _("công nhận lần đầu")
    UPGRADE = "upgrade", _("nâng hạng")
    RENEWAL = "renewal", _("đánh giá, phân hạng lại")
    DOWNGRADE = "downgrade", _("hạ hạng")


class RevocationGround(models.TextChoices):
    """D26, Article 8; the last one is practice seen in provinces, not in the Article."""

    FALSE_PAPERS = "false_papers", _("hồ sơ không trung thực, giả mạo")
    CRITERIA_LOST = "criteria_lost", _("không còn đáp ứng tiêu chí")
    BREACH_OF_LAW = "breach_of_law", _("vi phạm pháp luật")
    MISUSE_OF_MARK = "misuse_of_mark", _("sử dụng sai nhãn hiệu OCOP")
    PRODUCTION_ENDED = "production_ended", _("ngừng sản xuất")
    OTHER_FINDING = "other_finding", _("kết luận khác của cơ quan có thẩm quyền")
    NOT_RENEWED = "not_renewed", _("hết hạn, không đánh giá lại")


class State(models.TextChoices):
    """What a certificate is on a day: an answer, never a column."""

    VALID = "valid", _("còn hiệu lực")
    EXTENDED = "extended", _("được kéo dài đến khi có quyết định")
    SUSPENDED = "suspended", _("tạm dừng hiệu lực")
    EXPIRED = "expired", _("hết hạn")
    REVOKED = "revoked", _("bị thu hồi")
    SUPERSEDED = "superseded", _("đã thay thế")
