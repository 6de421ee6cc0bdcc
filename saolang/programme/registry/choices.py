"""The registry's fixed lists, in the words of the decree."""

from __future__ import annotations

import csv

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

with (settings.PACKAGE / "data" / "people" / "ethnic_groups.csv").open(encoding="utf-8", newline="") as _groups:
    ETHNIC_GROUPS = {group["code"]: group["name"] for group in csv.DictReader(_groups)}
"""What each ethnic group is called, by its code: "01" is Kinh. The names are the same in every language."""


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


class EvidenceKind(models.TextChoices):
    """What a paper proves: the 15 rows of the list in Mẫu số 02 (D26, Phụ lục III), in its order, and any other."""

    BUSINESS_REGISTRATION = "business_registration", _("đăng ký kinh doanh")
    PRODUCTION_CONDITIONS = "production_conditions", _("giấy chứng nhận đủ điều kiện sản xuất")
    MATERIAL_ORIGIN = "material_origin", _("nguồn gốc nguyên liệu, liên kết chuỗi")
    ENVIRONMENT = "environment", _("bảo vệ môi trường, công nghệ bền vững")
    LABOUR = "labour", _("danh sách lao động địa phương")
    GROWTH = "growth", _("tăng trưởng: báo cáo hai năm, xếp loại hợp tác xã")
    INTELLECTUAL_PROPERTY = "intellectual_property", _("sở hữu trí tuệ")
    MARKETS = "markets", _("thị trường, xúc tiến thương mại")
    PROMOTION = "promotion", _("quảng bá")
    STORY = "story", _("câu chuyện sản phẩm")
    QUALITY_DECLARATION = "quality_declaration", _("công bố chất lượng")
    TEST_RESULT = "test_result", _("kết quả kiểm nghiệm")
    CODES = "codes", _("mã số mã vạch, tem truy xuất")
    QUALITY_SYSTEM = "quality_system", _("hệ thống quản lý chất lượng")
    AWARDS = "awards", _("giải thưởng, thành tích")
    OTHER = "other", _("giấy tờ khác")


class Scheme(models.TextChoices):
    """What a certificate says of goods, by the name people know it under. Names of standards stand in no language."""

    VIETGAP = "vietgap", "VietGAP"
    GLOBALGAP = "globalgap", "GLOBALG.A.P."
    ORGANIC = "organic", _("Hữu cơ (TCVN 11041)")
    ORGANIC_ABROAD = "organic_abroad", _("Hữu cơ theo tiêu chuẩn nước ngoài (EU, USDA, JAS)")
    FOOD_SAFETY = "food_safety", _("Cơ sở đủ điều kiện an toàn thực phẩm")
    HACCP = "haccp", "HACCP"
    ISO_22000 = "iso_22000", "ISO 22000"
    FSSC_22000 = "fssc_22000", "FSSC 22000"
    GMP = "gmp", "GMP"
    ISO_9001 = "iso_9001", "ISO 9001"
    ISO_14001 = "iso_14001", "ISO 14001"
    HALAL = "halal", "HALAL"
    CONFORMITY = "conformity", _("Hợp quy, hợp chuẩn")
    OTHER = "other", _("chứng nhận khác")
