"""Files kept by what is in them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import datetime

UPLOADS = "uploads"
"""The folder of the storage where files lie that are on their way in."""
KEPT_FOR = timedelta(days=2)
"""How long a person may take to send a file."""


class StoredFile(models.Model):
    """The bytes of one file, kept once whoever uses them and however often.

    The name a person gave the file belongs to the use, so it stays with the owner. Nothing here serves a file: a view
    fetches the owner through `visible_to`, then reads the file.
    """

    sha256 = models.CharField(_("mã băm"), max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("số byte"))
    content_type = models.CharField(_("loại tệp"), max_length=100)
    stored_at = models.DateTimeField(default=timezone.now)
    stored_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="files_storedfile_stored_by_someone", condition=~Q(stored_by="")),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        """Where the bytes lie in the storage, such as "3f/3fa9…": no folder grows too large."""
        return f"{self.sha256[:2]}/{self.sha256}"


class Upload(models.Model):
    """A file on its way in, piece by piece: a bad line costs the piece under way, not the file (tus 1.0).

    It belongs to who began it and goes where such `kinds` (choices.Kinds) are taken. `file` is set once all of it has
    come and been admitted.
    """

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.CharField(max_length=64)
    kinds = models.CharField(max_length=16)
    name = models.CharField(_("tên tệp"), max_length=200)
    size = models.PositiveBigIntegerField(_("số byte"))
    begun_at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="files_upload_belongs_to_someone", condition=~Q(owner="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.size})"

    @property
    def folder(self) -> str:
        """Where its pieces lie in the storage, such as "uploads/0b5c…"."""
        return f"{UPLOADS}/{self.number}"

    @property
    def expires_at(self) -> datetime:
        """The moment from which it is as if it had never been begun."""
        return self.begun_at + KEPT_FOR


class Piece(models.Model):
    """Some bytes of an upload, from `offset` on, kept in the storage until the whole has come."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar = ["offset"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "offset"], name="files_piece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.offset}"
