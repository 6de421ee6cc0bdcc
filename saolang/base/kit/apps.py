from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "saolang.base.kit"
    label = "kit"
