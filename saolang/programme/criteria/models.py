"""Editions of the criteria sets as this installation uses them, and what it costs a producer to reach an option."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.places.models import Place
from saolang.programme.criteria.choices import EditionState
from saolang.programme.registry.models import ProductSet


class SetEdition(models.Model):
    """One edition of one set: the whole file, and how it is read where the Decision says nothing.

    Number 0 is the file that comes with the software; what a person proposes counts once another has approved it.
    Never edited afterwards: a dossier ends under the edition it began with.
    """

    product_set = models.ForeignKey(ProductSet, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("lần"))
    content = models.JSONField()
    """The set as in `data/criteria/qd26/*.yaml`; an option may carry the official wording (`text_vi`)."""
    readings = models.JSONField(default=dict)
    """`core.scoring.Readings` by name; what is left out is as our default."""
    sha256 = models.CharField(_("mã băm"), max_length=64)
    reason = models.TextField(_("lý do"), blank=True)
    state = models.CharField(_("trạng thái"), max_length=8, choices=EditionState, default=EditionState.PROPOSED)
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_reason = models.TextField(blank=True)
    checked_at = models.DateTimeField(_("đã đối chiếu văn bản gốc lúc"), null=True, blank=True)
    checked_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["product_set", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product_set", "number"], name="criteria_edition_once_a_set"),
            models.UniqueConstraint(
                fields=["product_set"],
                condition=Q(state=EditionState.PROPOSED),
                name="criteria_one_proposal_at_a_time",
            ),
            models.CheckConstraint(
                name="criteria_decided_by_another",
                condition=Q(state=EditionState.PROPOSED, decided_at=None, decided_by="")
                | (~Q(state=EditionState.PROPOSED) & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="criteria_checked_by_someone",
                condition=Q(checked_at=None, checked_by="") | (Q(checked_at__isnull=False) & ~Q(checked_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The name it is known by, such as "qd26-03@1"."""
        return f"{self.product_set_id}@{self.number}"


class OptionCost(models.Model):
    """What it takes a producer of a province to reach an option: set by the province, 1 where none is set."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    product_set = models.ForeignKey(ProductSet, on_delete=models.PROTECT, related_name="+")
    option = models.CharField(_("lựa chọn"), max_length=16)
    cost = models.DecimalField(_("chi phí (triệu đồng)"), max_digits=12, decimal_places=2)
    months = models.PositiveSmallIntegerField(_("số tháng"), null=True, blank=True)
    proof = models.CharField(_("minh chứng cần có"), max_length=300, blank=True)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["product_set", "option"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "product_set", "option"], name="criteria_cost_once_a_province"),
            models.CheckConstraint(name="criteria_cost_not_below_zero", condition=Q(cost__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.product_set_id} {self.option}: {self.cost}"
