from __future__ import annotations

from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "saolang.programme.criteria"
    label = "criteria"
    default_auto_field = "django.db.models.BigAutoField"
