from __future__ import annotations

from django.apps import AppConfig


class TraceabilityConfig(AppConfig):
    name = "saolang.programme.traceability"
    default_auto_field = "django.db.models.BigAutoField"
