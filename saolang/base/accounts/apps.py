from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "saolang.base.accounts"
    label = "accounts"
