from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "saolang.base.notices"
    label = "notices"
