from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "saolang.programme.intake"
    label = "intake"
