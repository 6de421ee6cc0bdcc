"""Files kept by what is in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
