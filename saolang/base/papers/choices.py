"""The papers an office makes from what the system knows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """Kept as plain text in the database: a new kind needs no migration.

    The first three and the score sheet are forms of D26 (Phụ lục II and III); the others are a province's own.
    """

    REGISTRATION = "registration", _("Mẫu số 01: phiếu đăng ký")
    SELF_ASSESSMENT = "self_assessment", _("Mẫu số 02: báo cáo tự đánh giá")
    COMMUNE_REPORT = "commune_report", _("Mẫu số 03: báo cáo của cấp xã")
    SCORE_SHEET = "score_sheet", _("phiếu chấm điểm")
    RESULT_TABLE = "result_table", _("bảng tổng hợp kết quả")
    MINUTES = "minutes", _("biên bản họp hội đồng")
    DRAFT_DECISION = "draft_decision", _("dự thảo quyết định")
    RESULT_NOTICE = "result_notice", _("thông báo kết quả")
    CERTIFICATE = "certificate", _("giấy chứng nhận")
    BUSINESS_PLAN = "business_plan", _("phương án sản xuất, kinh doanh")


class Form(models.TextChoices):
    """What a paper is kept as."""

    PDF = "pdf", "PDF"
    DOCX = "docx", _("Word")


SIGNS: dict[PaperKind, str] = {
    PaperKind.COMMUNE_REPORT: "BC-UBND",
    PaperKind.RESULT_TABLE: "BTH-HĐOCOP",
    PaperKind.MINUTES: "BB-HĐOCOP",
    PaperKind.RESULT_NOTICE: "TB-OCOP",
}
"""The sign behind the number of a paper, "12/TB-OCOP": one series for each kind, unit and year (Decree 30/2020/NĐ-CP).

A kind that is not here gets no number of ours: a form of the producer has none, a decision gets that of the office that
signs it, a certificate its own. The signs are our defaults; no province has confirmed them.
"""
