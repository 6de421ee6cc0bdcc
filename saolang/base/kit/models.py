"""The one base model of ours: a fact with the days it was true and the moments it was known."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date, datetime


class Precision(models.TextChoices):
    """How exactly a date is known. A month or a year is stored as its last day and counts from then."""

    DAY = "day", _("ngày")
    MONTH = "month", _("tháng")
    YEAR = "year", _("năm")


FactT = TypeVar("FactT", bound="DatedFact")


class DatedFactQuerySet(models.QuerySet[FactT]):
    """Answers the two questions every fact can be asked: true when, and known when."""

    def as_at(self, day: date) -> Self:
        """Keep the facts that were true on the day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), began_on__lte=day)

    def as_known(self, moment: datetime) -> Self:
        """Keep the facts that had been entered, and not yet withdrawn, at the moment."""
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), recorded_at__lte=moment)

    def standing(self) -> Self:
        """Keep the facts nobody has withdrawn."""
        return self.filter(withdrawn_at=None)


class DatedFactManager(models.Manager[FactT]):
    """Asks the same of all facts. Spelled out, since type checking loses a manager made from the query set."""

    def get_queryset(self) -> DatedFactQuerySet[FactT]:
        return DatedFactQuerySet(self.model, using=self._db)

    def as_at(self, day: date) -> DatedFactQuerySet[FactT]:
        return self.get_queryset().as_at(day)

    def as_known(self, moment: datetime) -> DatedFactQuerySet[FactT]:
        return self.get_queryset().as_known(moment)

    def standing(self) -> DatedFactQuerySet[FactT]:
        return self.get_queryset().standing()


class DatedFact(models.Model):
    """A fact somebody entered: true from `began_on` until before `ended_on`, known from `recorded_at` on.

    A correction never overwrites: it withdraws the wrong row (when, by whom, why) and adds the right one, so that a
    report of last January can be made again (architecture, rule 1).
    """

    objects: ClassVar[DatedFactManager[Self]] = DatedFactManager()

    began_on = models.DateField(_("có hiệu lực từ"))
    began_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    ended_on = models.DateField(_("đến trước ngày"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("thời điểm ghi nhận"), default=timezone.now)
    recorded_by = models.CharField(_("người ghi nhận"), max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    source = models.TextField(_("nguồn"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("began_on")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_withdrawn_by_someone",
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
        ]
