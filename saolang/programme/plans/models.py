"""Plans and their targets. Targets are data: each names an indicator of data/indicators and how it is judged."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.files.models import StoredFile
from saolang.base.places.models import Place
from saolang.programme.plans.choices import PlanLevel, PlanState


class Plan(models.Model):
    """A plan as issued. What its document does not say (a number, a signer) stays empty: "not in source"."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    title_vi = models.CharField(_("tên kế hoạch"), max_length=300)
    title_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("cấp"), max_length=8, choices=PlanLevel, default=PlanLevel.PROVINCE)
    period = models.CharField(_("kỳ"), max_length=20)
    begins_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"))
    number = models.CharField(_("số"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    signer = models.CharField(_("người ký"), max_length=120, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.DRAFT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    source = models.TextField(_("nguồn"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-begins_on", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(name="plans_ends_after_it_begins", condition=Q(ends_on__gte=F("begins_on"))),
        ]

    def __str__(self) -> str:
        return self.title_vi


class Target(models.Model):
    """One promise of a plan: an indicator, what its value is held against (`rules.as_goal`), and the reading chosen."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    code = models.CharField(_("mã"), max_length=20)
    position = models.PositiveSmallIntegerField()
    label_vi = models.CharField(_("chỉ tiêu"), max_length=300)
    label_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)
    indicator = models.CharField(_("chỉ số"), max_length=60)
    comparator = models.CharField(_("so sánh"), max_length=10)
    goal = models.DecimalField(_("mức"), max_digits=12, decimal_places=2, null=True, blank=True)
    goal_to = models.DecimalField(_("đến"), max_digits=12, decimal_places=2, null=True, blank=True)
    per = models.CharField(_("tính cho mỗi"), max_length=10, blank=True)
    per_only = models.CharField(_("chỉ những đơn vị"), max_length=40, blank=True)
    yearly = models.BooleanField(_("mỗi năm"), default=False)
    within = models.CharField(_("nằm trong chỉ tiêu"), max_length=20, blank=True)
    total_in = models.CharField(_("tổng số nêu ở chỉ tiêu"), max_length=20, blank=True)
    phrase = models.TextField(_("nguyên văn"), blank=True)
    reading_vi = models.TextField(_("cách hiểu đã chọn"), blank=True)
    reading_en = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["plan", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "code"], name="plans_target_code_once")]

    def __str__(self) -> str:
        return self.label_vi


class IssuedReport(models.Model):
    """A report as it left the office: its bytes are kept, so the figures of that day can always be shown again."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    as_at = models.DateField()
    as_known = models.DateTimeField()
    figures = models.JSONField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-issued_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def code(self) -> str:
        """What the list of changes and signatures call it: the plan's code and its own number."""
        return f"{self.plan.code}/{self.pk}"
