"""Numbers of papers, the templates an office puts in place of ours, and the papers issued."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.places.models import Place


class Counter(models.Model):
    """The last number given in a series, such as "certificate/2-92/2026". Locked while the next one is taken."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)
    last_by = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class PaperTemplate(models.Model):
    """A Word template of an office, used for a kind of paper in its area instead of ours. The last one counts."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("loại văn bản"), max_length=24)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=200)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["kind", "-added_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "kind"], condition=Q(withdrawn_at=None), name="papers_one_template_at_a_time"
            ),
            models.CheckConstraint(
                name="papers_template_withdrawn_by_someone",
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place_id}"


class IssuedPaper(models.Model):
    """A paper with its number and its bytes, as issued: never edited; a later one of the same thing supersedes it."""

    kind = models.CharField(_("loại văn bản"), max_length=24)
    thing_kind = models.CharField(_("loại đối tượng"), max_length=32)
    thing_code = models.CharField(_("mã đối tượng"), max_length=64)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=80, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("tên tệp"), max_length=200)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-issued_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["thing_kind", "thing_code", "kind"], name="papers_of_a_thing")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "sequence"], condition=~Q(series=""), name="papers_number_once_a_series"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.file_name
