"""A register as it came, its rows as they were read, and what each became."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.places.models import Place
from saolang.programme.intake.choices import Answer, Deed, RegisterState, Verdict
from saolang.programme.registry.models import Product


class Register(models.Model):
    """One file of an office. `layouts` is how its columns are read: guessed, then corrected by a person."""

    code = models.CharField(_("mã"), max_length=16, unique=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên tệp"), max_length=200)
    province = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    layouts = models.JSONField(default=list)
    entered_before = models.DateField(_("đã ghi sổ trước ngày"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=RegisterState, default=RegisterState.STAGED)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.CharField(max_length=64)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.CharField(max_length=64, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=64, blank=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-uploaded_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file"], condition=~Q(state=RegisterState.UNDONE), name="intake_file_staged_once"
            ),
            models.CheckConstraint(
                name="intake_register_applied_by_someone",
                condition=Q(applied_at=None, applied_by="") | (Q(applied_at__isnull=False) & ~Q(applied_by="")),
            ),
            models.CheckConstraint(
                name="intake_register_undone_by_someone",
                condition=Q(undone_at=None, undone_by="") | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """What every record and fact entered from this register names as its source."""
        return f"{self.code} {self.name}"


class StagedRow(models.Model):
    """One reading of one row: what it says, how sure that is, and what applying it would do.

    `values` and `reasons` are those of `core.intake.register.ReadRow`; a person's corrections go into `values`.
    `candidates` are the records the row may mean: [{"kind", "code", "name"}]. `values` can hold personal data.
    """

    personal_data = ("values",)

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.CharField(_("trang tính"), max_length=80)
    row = models.PositiveIntegerField(_("dòng"))
    verdict = models.CharField(max_length=6, choices=Verdict)
    reasons = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deed = models.CharField(max_length=7, choices=Deed, default=Deed.NOTHING)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    candidates = models.JSONField(default=list)
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.NONE, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["register", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "position"], name="intake_row_once_a_register"),
            models.CheckConstraint(
                name="intake_row_answered_by_someone",
                condition=Q(answer="", answered_by="", answered_at=None)
                | (~Q(answer="") & ~Q(answered_by="") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["register", "verdict"], name="intake_by_verdict")]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}"


class Outcome(models.Model):
    """What became of an applied row: its product, and how many recognitions it added."""

    row = models.OneToOneField(StagedRow, on_delete=models.PROTECT, related_name="outcome")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    recognitions = models.PositiveSmallIntegerField()
    applied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["row"]

    def __str__(self) -> str:
        return f"{self.row_id} → {self.product_id}"
