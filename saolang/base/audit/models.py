"""The list of changes: who did what to which thing, when and why. Rows are only ever added.

What makes it checkable from outside: a chain of SHA-256 digests over the changes, checkpoints of that chain signed and
published, and the keys that signed.
"""

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
    what it tells of. Personal data stand in `personal` alone, which is not part of what the chain seals: the chain
    seals `commitment`, the digest of `salt` and `personal`, so that the two may be erased, and only ever erased.
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
    commitment = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    personal: models.JSONField[Any, Any] = models.JSONField(encoder=DjangoJSONEncoder, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "code", "id"], name="audit_change_of_thing"),
            models.Index(fields=["actor", "id"], name="audit_change_of_actor"),
            models.Index(fields=["at"], name="audit_change_at"),
            models.Index(fields=["kind", "id"], name="audit_change_of_kind"),
            models.Index(fields=["action", "id"], name="audit_change_of_action"),
        ]
        constraints = [
            models.CheckConstraint(name="audit_change_names_actor_and_thing", condition=~Q(actor="") & ~Q(code="")),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.kind} {self.code}"


class Link(models.Model):
    """One change's place in the chain: SHA-256 over the digest of the link before it and the change itself."""

    position = models.PositiveBigIntegerField(primary_key=True)
    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.position} {self.digest}"


class Head(models.Model):
    """The end of the chain, in one row that the sealer locks: there is never more than one sealer at work.

    `through` is the highest change looked at; `missing` the ranges of keys below it that no committed change had,
    each [first, last, moment first missed]: a slow transaction may still bring them.
    """

    position = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    through = models.PositiveBigIntegerField(default=0)
    missing: models.JSONField[Any, Any] = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.position} {self.digest}"


class SigningKey(models.Model):
    """An Ed25519 key of the installation. Retired keys stay: what they signed must stay checkable."""

    public = models.CharField(max_length=44, unique=True)
    """The 32 bytes in Base64."""
    private = models.TextField()
    """PKCS 8, encrypted with a passphrase from the settings."""
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=64)
    in_use = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="audit_one_signing_key_in_use", fields=["in_use"], condition=Q(in_use=True)),
            models.CheckConstraint(
                name="audit_signingkey_retired_at_a_moment",
                condition=Q(in_use=True, retired_at=None) | Q(in_use=False, retired_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public


class Checkpoint(models.Model):
    """The chain's digest at a moment, signed, published on a page anyone may read and carried by every backup."""

    position = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=88)
    """Ed25519, in Base64, over the checkpoint's statement."""

    def __str__(self) -> str:
        return f"{self.position} {self.digest}"
