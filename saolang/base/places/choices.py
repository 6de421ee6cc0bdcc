"""The words the places' columns hold."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """How high a unit stands. Districts ended with the map of 30 June 2025."""

    PROVINCE = "province", _("cấp tỉnh")
    DISTRICT = "district", _("cấp huyện")
    COMMUNE = "commune", _("cấp xã")


class Part(models.TextChoices):
    """How much of a unit went into its successor."""

    WHOLE = "whole", _("toàn bộ")
    SPLIT = "split", _("một phần")
