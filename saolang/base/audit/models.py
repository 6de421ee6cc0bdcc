"""The list of changes: who did what to which thing, when and why. Rows are only ever added."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One change, entered in the transaction that made it. Triggers in the database refuse to alter or delete it.

    The actor and the thing are named by text, not by foreign key: the list stands below every other app and outlives
    what it tells of.
    """

    at = models.DateTimeField(_("thời điểm"), default=timezone.now)
    actor = models.CharField(_("người thực hiện"), max_length=64)
    action = models.CharField(_("việc"), max_length=32)
    kind = models.CharField(_("loại đối tượng"), max_length=64)
    code = models.CharField(_("mã đối tượng"), max_length=64)
    before: models.JSONField[Any, Any] = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    after: models.JSONField[Any, Any] = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    reason = models.TextField(_("lý do"), blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "code", "id"], name="audit_change_of_thing"),
            models.Index(fields=["at"], name="audit_change_at"),
        ]
        constraints = [
            models.CheckConstraint(name="audit_change_names_actor_and_thing", condition=~Q(actor="") & ~Q(code="")),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.kind} {self.code}"
