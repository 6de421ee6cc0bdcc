from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "saolang.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to allauth, once its models are there."""
        import_module("saolang.base.accounts.receivers")
