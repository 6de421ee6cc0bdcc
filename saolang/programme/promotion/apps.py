from __future__ import annotations

from django.apps import AppConfig


class PromotionConfig(AppConfig):
    name = "saolang.programme.promotion"
    default_auto_field = "django.db.models.BigAutoField"
