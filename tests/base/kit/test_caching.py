from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.urls import reverse

from saolang.base.kit.caching import PrivatePagesMiddleware
from tests.factories.accounts import PASSWORD, GrantFactory

if TYPE_CHECKING:
    from django.test import Client, RequestFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["account:profile", "desk:products", "mfa_activate_totp"])
def test_page_of_who_is_signed_in_is_not_kept(client: Client, name: str) -> None:
    client.force_login(GrantFactory().user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    answer = client.get(reverse(name))

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_page_a_stranger_reads_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get(reverse("desk:indicators")).headers


def test_page_that_says_it_itself_is_left_as_it_is(client: Client) -> None:
    client.force_login(GrantFactory().user)

    answer = client.get(reverse("account_login"))

    assert "max-age=0" in answer.headers["Cache-Control"]


def test_page_nobody_signed_in_for_does_not_depend_on_cookies(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.session = SessionStore()  # type: ignore[attr-defined] # what SessionMiddleware adds

    answer = PrivatePagesMiddleware(lambda _: HttpResponse("x"))(request)

    assert not request.session.accessed
    assert "Cache-Control" not in answer.headers
