"""The sign-in pages are Vietnamese throughout: no sentence of allauth or Django is left in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache as django_cache

from saolang.base.notices.models import Notice
from saolang.base.notices.rules import words_of
from tests.base.accounts.second_factors import give_app, give_recovery_codes
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
@pytest.mark.parametrize("address", ["login/", "password/reset/", "password/reset/done/", "inactive/"])
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
@pytest.mark.parametrize(
    "address",
    ["", "logout/", "password/change/", "reauthenticate/", "thiet-bi/", "xac-thuc/", "xac-thuc/reauthenticate/"],
)
def test_account_page_is_vietnamese(visitor: Client, address: str) -> None:
    user = UserFactory()
    give_app(user)
    visitor.force_login(user)

    response = visitor.get(f"/tai-khoan/{address}")

    assert response.status_code == 200
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["totp/activate/", "totp/deactivate/", "webauthn/add/", "recovery-codes/", "recovery-codes/generate/"]
)
def test_page_of_the_second_factor_is_vietnamese(visitor: Client, address: str) -> None:
    user = UserFactory()
    if address != "totp/activate/":
        give_app(user)
        give_recovery_codes(user)
    visitor.force_login(user)
    visitor.post("/tai-khoan/reauthenticate/", {"password": PASSWORD})

    shown = [
        visitor.get(f"/tai-khoan/xac-thuc/{address}"),
        visitor.post(f"/tai-khoan/xac-thuc/{address}", {"code": "1"}),
    ]
    shown.append(visitor.get("/tai-khoan/"))

    assert shown[0].status_code == 200
    for response in shown:
        assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "000000"])
def test_second_step_of_the_sign_in_is_vietnamese(visitor: Client, code: str) -> None:
    user = UserFactory()
    give_app(user)
    visitor.post("/tai-khoan/login/", {"login": user.email, "password": PASSWORD})

    for response in (
        visitor.get("/tai-khoan/xac-thuc/authenticate/"),
        visitor.post("/tai-khoan/xac-thuc/authenticate/", {"code": code}),
        visitor.post("/tai-khoan/xac-thuc/authenticate/", {"credential": "{}"}),
        visitor.post("/tai-khoan/xac-thuc/webauthn/login/", {"credential": ""}, follow=True),
    ):
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

    [letter] = Notice.objects.all()
    said = words_of(letter)
    assert letter.language == "vi"
    assert_vietnamese(f"{said.subject} | {said.sentence} | {said.further} | {said.act}")


@pytest.mark.django_db
def test_password_reset_ends_in_vietnamese(visitor: Client) -> None:
    UserFactory(email="hoa@example.vn")
    visitor.post("/tai-khoan/password/reset/", {"email": "hoa@example.vn"})
    address = Notice.objects.get().path

    form = visitor.get(address, follow=True)
    used = visitor.get("/tai-khoan/password/reset/key/1-cu/", follow=True)

    assert "Mật khẩu mới (gõ lại)" in words(form)
    assert_vietnamese(words(form))
    assert_vietnamese(words(used))


def test_catalogue_has_no_empty_or_doubtful_entry() -> None:
    assert [entry.msgid for entry in catalogue("vi") if entry.fuzzy or not entry.translated()] == []
