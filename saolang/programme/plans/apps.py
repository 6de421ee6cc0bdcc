from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "saolang.programme.plans"
    label = "plans"
