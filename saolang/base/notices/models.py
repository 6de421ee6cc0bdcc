"""Notices to people: one row each, written in the transaction that gave rise to it, read here or sent as a letter."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from saolang.base.notices.choices import Mail


class Notice(models.Model):
    """What one person is told once. The row is both the entry in the person's list and the letter to be sent.

    The words are made from `kind` and `params` when they are shown or sent, in the reader's language. `recipient` is
    an actor's id, empty where the person shall only get the letter; a secret letter's `params` and `path` are emptied
    once it is sent. `number` makes the Message-ID, which stays the same however often the letter is tried.
    """

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.CharField(_("người nhận"), max_length=64, blank=True)
    address = models.EmailField(_("thư điện tử"), blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=2, default="vi")
    kind = models.CharField(_("loại thông báo"), max_length=40)
    params: models.JSONField[Any, Any] = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    path = models.CharField(_("trang liên quan"), max_length=300, blank=True)
    once = models.CharField(max_length=200, null=True, blank=True, unique=True)
    """Whatever must be told but once names it here: the second notice of that name is not written."""
    by = models.CharField(max_length=64)
    """The actor whose change the notice tells of, or the name of a job."""
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(_("thư"), max_length=8, choices=Mail, default=Mail.NONE)
    attempts = models.PositiveSmallIntegerField(_("số lần gửi"), default=0)
    due_at = models.DateTimeField(_("gửi lại lúc"), default=timezone.now)
    """When to try next. Whoever takes the letter to send it moves this on first, so that nobody else takes it."""
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("lỗi lần cuối"), blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="notices_of_a_person"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["due_at"], condition=Q(mail=Mail.WAITING), name="notices_waiting"),
            models.Index(fields=["-id"], condition=Q(mail=Mail.DEAD), name="notices_dead"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notices_notice_reaches_someone",
                condition=~Q(recipient="") | ~Q(address=""),
            ),
            models.CheckConstraint(
                name="notices_letter_has_an_address",
                condition=Q(mail=Mail.NONE) | ~Q(address=""),
            ),
            models.CheckConstraint(
                name="notices_sent_at_a_moment",
                condition=Q(mail=Mail.SENT, sent_at__isnull=False) | (~Q(mail=Mail.SENT) & Q(sent_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient or self.address}"
