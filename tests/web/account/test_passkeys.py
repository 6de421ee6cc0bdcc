"""Passkeys as a browser would use them: signing in with one alone, taking one away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from tests.base.accounts.second_factors import give_app
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory
from tests.web.account.passkeys import HOST, Passkey, signed_in

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_of_who_decides(settings: SettingsWrapper) -> None:
    settings.SECOND_FACTOR = True
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    client = Client(SERVER_NAME=HOST)
    client.defaults["wsgi.url_scheme"] = "https"
    return client


def sign_in_with(passkey: Passkey, client: Client, *, verified: bool = True) -> str:
    """Sign in with the passkey alone, and return where that leads."""
    asked = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    answer = passkey.answer(asked["request_options"], verified=verified)
    return str(client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(answer)}).headers["Location"])


def confirm(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def remove(client: Client, user: User) -> str:
    [number] = Authenticator.objects.filter(user=user, type="webauthn").values_list("pk", flat=True)
    return client.post(reverse("account:passkey_remove", args=[number])).content.decode()


def test_passkey_alone_counts_as_both(visitor: Client) -> None:
    user = GrantFactory(role=Role.LEADER).user
    give_app(user)

    led_to = sign_in_with(Passkey(user), visitor)

    assert led_to == reverse("desk:home")
    assert visitor.session["_auth_user_id"] == str(user.pk)
    assert Change.objects.get(action=Action.SIGN_IN).after["proofs"] == ["webauthn"]


def test_passkey_alone_lets_nobody_in_whom_the_device_did_not_verify(visitor: Client) -> None:
    led_to = sign_in_with(Passkey(UserFactory()), visitor, verified=False)

    assert led_to == reverse("account_login")
    assert "_auth_user_id" not in visitor.session


def test_passkey_of_a_locked_account_lets_nobody_in(visitor: Client) -> None:
    led_to = sign_in_with(Passkey(UserFactory(is_active=False)), visitor)

    assert led_to == reverse("account_inactive")
    assert "_auth_user_id" not in visitor.session


def test_answer_is_taken_once(visitor: Client) -> None:
    passkey = Passkey(UserFactory())
    asked = visitor.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    answer = {"credential": json.dumps(passkey.answer(asked["request_options"]))}
    visitor.post(reverse("mfa_login_webauthn"), answer)
    visitor.post(reverse("account_logout"))

    visitor.post(reverse("mfa_login_webauthn"), answer)

    assert "_auth_user_id" not in visitor.session


def test_last_passkey_stays_while_a_role_asks_for_one() -> None:
    user = GrantFactory(role=Role.LEADER).user
    Passkey(user)
    client = signed_in(user)
    confirm(client)

    page = remove(client, user)

    assert "Vai trò của bạn cần hai lớp xác thực." in page
    assert Authenticator.objects.filter(user=user).exists()


def test_passkey_goes_when_the_app_remains() -> None:
    user = GrantFactory(role=Role.LEADER).user
    Passkey(user)
    give_app(user)
    client = signed_in(user)
    confirm(client)

    remove(client, user)

    assert list(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == ["totp"]
    assert Change.objects.get(action=Action.WITHDRAW).after == {"type": "webauthn"}


def test_passkey_goes_only_after_the_password() -> None:
    user = UserFactory()
    Passkey(user)
    client = signed_in(user)

    remove(client, user)

    assert Authenticator.objects.filter(user=user).exists()


def test_passkey_of_somebody_else_is_not_found() -> None:
    owner, user = UserFactory(), UserFactory()
    key = Passkey(owner).authenticator()
    client = signed_in(user)
    confirm(client)

    answer = client.post(reverse("account:passkey_remove", args=[key.pk]))

    assert answer.status_code == 404
    assert Authenticator.objects.filter(user=owner).exists()
