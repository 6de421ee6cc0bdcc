"""The sign-in pages are Vietnamese throughout: no sentence of allauth or Django is left in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.cache import cache as django_cache

from tests.factories.accounts import PASSWORD, UserFactory
from tests.locale.reading import catalogue, english_in, words

if TYPE_CHECKING:
    from django.test import Client


def assert_vietnamese(shown: str) -> None:
    assert english_in(shown) == set()


@pytest.fixture
def visitor(client: Client, settings: object) -> Client:
    """Somebody with a Vietnamese browser, whom allauth has not met today."""
    django_cache.clear()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi"
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["login/", "signup/", "password/reset/", "password/reset/done/", "inactive/"])
def test_entrance_page_is_vietnamese(visitor: Client, address: str) -> None:
    response = visitor.get(f"/tai-khoan/{address}")

    assert response.status_code == 200
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{}, {"login": "khong-co@example.vn", "password": "sai"}, {"login": "x"}])
def test_sign_in_refused_is_vietnamese(visitor: Client, typed: dict[str, str]) -> None:
    response = visitor.post("/tai-khoan/login/", typed)

    assert "Chưa gửi được, hãy sửa những chỗ sau" in words(response)
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["logout/", "password/change/", "reauthenticate/", "email/"])
def test_account_page_is_vietnamese(visitor: Client, address: str) -> None:
    visitor.force_login(UserFactory())

    response = visitor.get(f"/tai-khoan/{address}")

    assert response.status_code == 200
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("new", ["123", "password", "nguyen thi hoa"])
def test_password_refused_is_vietnamese(visitor: Client, new: str) -> None:
    visitor.force_login(UserFactory(full_name="Nguyen Thi Hoa"))

    typed = {"oldpassword": PASSWORD, "password1": new, "password2": "khác"}
    response = visitor.post("/tai-khoan/password/change/", typed)

    assert response.status_code == 200
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_password_reset_is_vietnamese_from_the_letter_on(visitor: Client, known: bool) -> None:  # noqa: FBT001
    UserFactory(email="hoa@example.vn")

    visitor.post("/tai-khoan/password/reset/", {"email": "hoa@example.vn" if known else "la@example.vn"})

    [letter] = mail.outbox
    assert_vietnamese(f"{letter.subject} | {letter.body}")


@pytest.mark.django_db
def test_password_reset_ends_in_vietnamese(visitor: Client) -> None:
    UserFactory(email="hoa@example.vn")
    visitor.post("/tai-khoan/password/reset/", {"email": "hoa@example.vn"})
    [address] = re.findall(r"https?://[^/]+(/\S+)", mail.outbox[0].body)

    form = visitor.get(address, follow=True)
    used = visitor.get("/tai-khoan/password/reset/key/1-cu/", follow=True)

    assert "Mật khẩu mới (gõ lại)" in words(form)
    assert_vietnamese(words(form))
    assert_vietnamese(words(used))


def test_catalogue_has_no_empty_or_doubtful_entry() -> None:
    assert [entry.msgid for entry in catalogue("vi") if entry.fuzzy or not entry.translated()] == []
