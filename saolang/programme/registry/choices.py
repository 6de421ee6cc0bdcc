"""The registry's fixed lists, in the words of the decree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Where a record comes from; what is made up says so on every screen."""

    ENTERED = "entered", _("nhập tại hệ thống")
    IMPORTED = "imported", _("từ sổ theo dõi đã nhập")
    PUBLISHED = "published", _("từ nguồn công bố")
    MADE_UP = "made_up", _("số liệu trình diễn")


class LegalForm(models.TextChoices):
    """Who may be a producer: Decision 26/2026/QĐ-TTg, Article 2; the last two for the tourism set only."""

    COMPANY = "company", _("doanh nghiệp")
    COOPERATIVE = "cooperative", _("hợp tác xã")
    COOPERATIVE_GROUP = "cooperative_group", _("tổ hợp tác")
    FARM = "farm", _("trang trại")
    HOUSEHOLD = "household", _("cơ sở, hộ sản xuất, kinh doanh")
    ASSOCIATION = "association", _("hội, hiệp hội")
    OPERATING_CENTRE = "operating_centre", _("trung tâm điều hành")


class EnterpriseSize(models.TextChoices):
    UNKNOWN = "unknown", _("chưa rõ quy mô")
    MICRO = "micro", _("siêu nhỏ")
    SMALL = "small", _("nhỏ")
    MEDIUM = "medium", _("vừa")
    LARGE = "large", _("lớn")


class Sex(models.TextChoices):
    FEMALE = "female", _("nữ")
    MALE = "male", _("nam")


class SuccessionKind(models.TextChoices):
    """How one producer becomes another."""

    CONVERSION = "conversion", _("chuyển đổi loại hình")
    MERGER = "merger", _("sáp nhập, hợp nhất")
    SPLIT = "split", _("chia, tách")
    TRANSFER = "transfer", _("chuyển nhượng sản phẩm")


class CraftKind(models.TextChoices):
    VILLAGE = "village", _("làng nghề")
    TRADITIONAL_VILLAGE = "traditional_village", _("làng nghề truyền thống")
    TRADITIONAL_CRAFT = "traditional_craft", _("nghề truyền thống")


class CraftTie(models.TextChoices):
    """How a product belongs to a craft village."""

    MADE_IN = "made_in", _("sản xuất trong làng nghề")
    MATERIAL_FROM = "material_from", _("dùng nguyên liệu từ làng nghề")


class LinkKind(models.TextChoices):
    """The stage of the value chain a contract ties."""

    SUPPLY = "supply", _("cung ứng nguyên liệu")
    PROCESSING = "processing", _("chế biến")
    SALES = "sales", _("tiêu thụ")


class LookAlikeKind(models.TextChoices):
    PRODUCER = "producer", _("chủ thể")
    PRODUCT = "product", _("sản phẩm")


class LookAlikeAnswer(models.TextChoices):
    OPEN = "open", _("chờ xem xét")
    SAME = "same", _("là một")
    DIFFERENT = "different", _("khác nhau")
