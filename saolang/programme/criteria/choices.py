"""Words of editions of the criteria."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    """What became of a proposal. The last approved edition of a set is the one in use."""

    PROPOSED = "proposed", _("chờ duyệt")
    APPROVED = "approved", _("đã duyệt")
    REFUSED = "refused", _("không duyệt")
