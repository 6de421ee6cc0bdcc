"""What becomes of a notice's letter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mail(models.TextChoices):
    """The state of the letter a notice is sent as."""

    NONE = "none", _("không gửi thư")
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    DEAD = "dead", _("không gửi được")
