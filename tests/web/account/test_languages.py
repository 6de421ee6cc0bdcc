"""The pages of the account in English: not a word of Vietnamese but names."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from saolang.base.accounts.choices import Role
from tests.base.accounts.second_factors import give_app, give_recovery_codes
from tests.factories.accounts import PASSWORD, GrantFactory
from tests.locale.reading import data_and, vietnamese_in

pytestmark = pytest.mark.django_db
PAGES = [
    "account:profile",
    "account:sessions",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
]
LANGUAGES = ("Tiếng Việt",)
"""Called by their own names everywhere."""


@pytest.fixture
def reader() -> Client:
    cache.clear()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    user = GrantFactory(role=Role.READER).user
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    give_app(user)
    give_recovery_codes(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.mark.parametrize("name", PAGES)
def test_page_of_the_account_is_english(reader: Client, name: str) -> None:
    answer = reader.get(reverse(name))

    assert answer.status_code == 200
    assert vietnamese_in(answer, data_and(*LANGUAGES)) == []


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_page_of_a_stranger_is_english(name: str) -> None:
    assert vietnamese_in(Client(HTTP_ACCEPT_LANGUAGE="en").get(reverse(name)), data_and()) == []


def test_limit_is_english() -> None:
    cache.clear()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")

    for _ in range(6):
        answer = client.post(reverse("account_login"), {"login": "ai@example.vn", "password": "sai"})

    assert answer.status_code == 429
    assert vietnamese_in(answer, data_and()) == []
