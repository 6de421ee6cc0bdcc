from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "saolang.base.audit"
    label = "audit"
