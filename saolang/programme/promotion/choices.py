"""Where products are sold."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelKind(models.TextChoices):
    SUPERMARKET = "supermarket", _("siêu thị")
    CONVENIENCE = "convenience", _("cửa hàng tiện lợi")
    OCOP_POINT = "ocop_point", _("điểm giới thiệu và bán sản phẩm OCOP")
    SHOP = "shop", _("cửa hàng")
    MARKETPLACE = "marketplace", _("sàn thương mại điện tử")
    WEBSITE = "website", _("trang bán hàng của chủ thể")
    SOCIAL = "social", _("mạng xã hội")
    EXPORT = "export", _("xuất khẩu")
