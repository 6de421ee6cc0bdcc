from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "saolang.web.account"
    label = "own_account"
    """allauth has an app of the label `account`; so the templates here stand in `own_account/` too."""
