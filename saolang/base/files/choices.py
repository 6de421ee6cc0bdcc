"""What kinds of files there are, and which of them a place of the programme takes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Family(models.TextChoices):
    """Files that are looked into in the same way."""

    PICTURE = "picture", _("ảnh JPEG, PNG, WebP")
    PDF = "pdf", "PDF"
    OFFICE = "office", _("văn bản Word, OpenDocument")
    WORKBOOK = "workbook", _("bảng tính .xlsx, .xls, .ods")
    TEXT = "text", _("bảng .csv")


class Kinds(models.TextChoices):
    """What a place takes. Kept as plain text in the database: a new one needs no migration."""

    PICTURES = "pictures", _("ảnh")
    PAPERS = "papers", _("văn bản")
    SHEETS = "sheets", _("bảng tính")


FAMILIES: dict[Kinds, tuple[Family, ...]] = {
    Kinds.PICTURES: (Family.PICTURE,),
    Kinds.PAPERS: (Family.PDF, Family.OFFICE, Family.WORKBOOK, Family.PICTURE),
    Kinds.SHEETS: (Family.WORKBOOK, Family.TEXT),
}
PICTURE_SIDES: dict[Kinds, int] = {Kinds.PICTURES: 1_600, Kinds.PAPERS: 3_508}
"""The longest side of a kept picture, in pixels: what a page shows; a sheet of A4 scanned at 300 dpi."""
