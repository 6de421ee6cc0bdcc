from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["hoa@example.vn", "HOA@example.vn"])
def test_sign_in_takes_the_address_however_it_is_cased(client: Client, written: str) -> None:
    user = UserFactory(email="hoa@example.vn")

    client.post(reverse("account_login"), {"login": written, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("address", "password"), [("hoa@example.vn", "sai"), ("ai@example.vn", PASSWORD), ("left@example.vn", PASSWORD)]
)
def test_sign_in_refuses(client: Client, address: str, password: str) -> None:
    UserFactory(email="hoa@example.vn")
    UserFactory(email="left@example.vn", is_active=False)

    client.post(reverse("account_login"), {"login": address, "password": password})

    assert "_auth_user_id" not in client.session
