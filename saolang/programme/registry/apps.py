from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "saolang.programme.registry"
    label = "registry"
