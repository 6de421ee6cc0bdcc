"""A plan's life and levels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    DRAFT = "draft", _("dự thảo")
    COMMENT = "comment", _("lấy ý kiến")
    ISSUED = "issued", _("đã ban hành")
    CLOSED = "closed", _("đã kết thúc")


class PlanLevel(models.TextChoices):
    NATION = "nation", _("trung ương")
    PROVINCE = "province", _("tỉnh")
    DISTRICT = "district", _("huyện")
    COMMUNE = "commune", _("xã")
