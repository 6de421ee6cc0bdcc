"""What shoppers report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.places.models import Place
from saolang.programme.monitoring.choices import ReportKind, ReportState
from saolang.programme.registry.models import Product


class ConsumerReport(models.Model):
    """A report of somebody who need not sign in, nor give a name; its code is how they ask what became of it."""

    personal_data = ("name", "contact")

    code = models.CharField(_("mã"), max_length=16, unique=True)
    kind = models.CharField(_("về việc"), max_length=16, choices=ReportKind)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    lot_number = models.CharField(_("số lô"), max_length=20, blank=True)
    serial_number = models.CharField(_("số sê-ri"), max_length=20, blank=True)
    where = models.CharField(_("nơi mua, nơi thấy"), max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("nội dung"))
    photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("tên"), max_length=120, blank=True)
    contact = models.CharField(_("điện thoại hoặc thư điện tử"), max_length=120, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("tình trạng"), max_length=10, choices=ReportState, default=ReportState.RECEIVED)
    answer = models.TextField(_("trả lời"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="monitoring_report_answered_by_someone",
                condition=Q(answered_at=None, answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="") & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code
