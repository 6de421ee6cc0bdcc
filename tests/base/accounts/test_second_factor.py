"""The second factor: setting it up, signing in with it, who must have one, and what is kept of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from saolang.base.accounts.choices import TERMS, Role, ScopeKind
from saolang.base.accounts.second_factor import OPEN_MEANWHILE, lacks_second_factor
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.notices.choices import Kind
from saolang.base.notices.models import Notice
from tests.base.accounts.second_factors import code_of, give_app, give_recovery_codes
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_of_who_decides(settings: SettingsWrapper) -> None:
    settings.SECOND_FACTOR = True
    cache.clear()


def sign_in(client: Client, user: User) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def confirm(client: Client) -> None:
    """Type the password again, as before everything that changes what guards the account."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def give_code(client: Client, code: str) -> HttpResponse:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def test_app_is_set_up_with_a_code_of_its_own(client: Client, django_capture_on_commit_callbacks: object) -> None:
    user = UserFactory()
    client.force_login(user)
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert f"<code>{secret}</code>" in page.content.decode()
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    entered = Change.objects.filter(kind="second_factor").order_by("pk")
    assert [(change.actor, change.action, change.code, change.after) for change in entered] == [
        (user.actor, Action.CREATE, user.actor, {"type": "totp"}),
        (user.actor, Action.CREATE, user.actor, {"type": "recovery_codes"}),
    ]
    assert Notice.objects.filter(kind=Kind.FACTOR_ADDED, recipient=user.actor).count() == 2


def test_app_is_not_set_up_with_a_wrong_code(client: Client) -> None:
    client.force_login(UserFactory())
    confirm(client)
    client.get(reverse("mfa_activate_totp"))

    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]
)
def test_what_guards_the_account_is_changed_only_after_the_password(client: Client, name: str) -> None:
    user = UserFactory()
    if name == "mfa_deactivate_totp":
        give_app(user)
    client.force_login(user)

    answer = client.get(reverse(name))

    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_secrets_are_not_readable_in_the_database() -> None:
    user = UserFactory()

    secret, codes = give_app(user), give_recovery_codes(user)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert not re.fullmatch(r"[0-9a-f]{80}", seed)


def test_sign_in_asks_for_the_code(client: Client) -> None:
    user = UserFactory()
    secret = give_app(user)

    after_password = sign_in(client, user)
    half_way = "_auth_user_id" in client.session
    give_code(client, code_of(secret))

    assert after_password.headers["Location"] == reverse("mfa_authenticate")
    assert not half_way
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Change.objects.get(action=Action.SIGN_IN).after["proofs"] == ["password", "totp"]


@pytest.mark.parametrize("code", ["000000", "", "x" * 500, "١٢٣٤٥٦"])
def test_wrong_code_does_not_get_in(client: Client, code: str) -> None:
    user = UserFactory()
    give_app(user)
    sign_in(client, user)

    answer = give_code(client, code)

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_code_is_taken_once_even_where_clocks_differ(client: Client) -> None:
    user = UserFactory()
    secret = give_app(user)
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, 0, 1, tzinfo=dt.UTC), tick=False) as clock:
        code = code_of(secret)
        sign_in(client, user)
        give_code(client, code)
        client.post(reverse("account_logout"))

        clock.shift(31)
        sign_in(client, user)
        again = give_code(client, code)
        is_in = "_auth_user_id" in client.session

    assert (again.status_code, is_in) == (200, False)


@pytest.mark.parametrize(("periods_ago", "gets_in"), [(0, True), (1, True), (2, False)])
def test_code_of_a_clock_half_a_minute_behind_is_taken(client: Client, periods_ago: int, gets_in: bool) -> None:  # noqa: FBT001
    user = UserFactory()
    secret = give_app(user)
    sign_in(client, user)

    with time_machine.travel(dt.datetime(2026, 11, 22, 3, 0, 1, tzinfo=dt.UTC), tick=False):
        sign_in(client, user)
        give_code(client, code_of(secret, periods_ago=periods_ago))
        is_in = "_auth_user_id" in client.session

    assert is_in is gets_in


def test_recovery_code_gets_in_once(client: Client) -> None:
    user = UserFactory()
    give_app(user)
    code = give_recovery_codes(user)[3]

    sign_in(client, user)
    give_code(client, code)
    first = "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    sign_in(client, user)
    give_code(client, code)

    assert first
    assert "_auth_user_id" not in client.session


def test_recovery_codes_are_shown_once(client: Client) -> None:
    user = UserFactory()
    give_app(user)
    codes = give_recovery_codes(user)
    client.force_login(user)
    confirm(client)

    first, again = (client.get(reverse("mfa_view_recovery_codes")).content.decode() for _ in range(2))

    assert all(code in first for code in codes)
    assert not any(code in again for code in codes)


def test_sixth_wrong_code_is_stopped(client: Client) -> None:
    user = UserFactory()
    secret = give_app(user)
    sign_in(client, user)

    answers = [give_code(client, "000000").status_code for _ in range(6)]
    right = give_code(client, code_of(secret))

    assert answers == [200, 200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert list(Change.objects.filter(action=Action.REFUSE).values_list("code", flat=True)) == [user.actor]


def test_secret_is_read_with_the_key_before_this_one(client: Client, settings: SettingsWrapper) -> None:
    user = UserFactory()
    secret = give_app(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"

    sign_in(client, user)
    give_code(client, code_of(secret))

    assert "_auth_user_id" in client.session


def test_secret_of_a_lost_key_lets_nobody_in_and_breaks_nothing(client: Client, settings: SettingsWrapper) -> None:
    user = UserFactory()
    secret = give_app(user)
    settings.SECRET_KEY = "another-key"

    sign_in(client, user)
    answer = give_code(client, code_of(secret))

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("role", sorted(Role))
def test_who_decides_must_have_one(role: Role) -> None:
    kind = min(TERMS[role].scopes)
    user = GrantFactory(role=role, scope_kind=kind, scope_code="" if kind == ScopeKind.COUNTRY else "1-1").user

    assert lacks_second_factor(user) is TERMS[role].decides


@pytest.mark.parametrize("days", [(2020, 2021), (2090, None)])
def test_role_not_in_force_asks_for_none(days: tuple[int, int | None]) -> None:
    begin, end = days
    valid_to = dt.date(end, 1, 1) if end else None
    user = GrantFactory(role=Role.LEADER, valid_from=dt.date(begin, 1, 1), valid_to=valid_to).user

    assert not lacks_second_factor(user)


def test_recovery_codes_alone_are_no_second_factor() -> None:
    user = GrantFactory(role=Role.LEADER).user
    give_recovery_codes(user)

    assert lacks_second_factor(user)


@pytest.mark.parametrize("name", ["desk:home", "desk:plans", "account:profile", "account:sessions"])
def test_until_there_is_one_every_page_leads_to_setting_it_up(client: Client, name: str) -> None:
    client.force_login(GrantFactory(role=Role.LEADER).user)

    answer = client.get(reverse(name), follow=True)

    assert answer.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Hãy thêm lớp xác thực thứ hai" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(OPEN_MEANWHILE - {"set_language"}))
def test_pages_that_set_it_up_are_open_meanwhile(client: Client, name: str) -> None:
    client.force_login(GrantFactory(role=Role.LEADER).user)

    answer = client.get(reverse(name))

    assert answer.headers.get("Location") != reverse("mfa_index")


def test_language_can_be_chosen_meanwhile(client: Client) -> None:
    client.force_login(GrantFactory(role=Role.LEADER).user)

    client.post(reverse("set_language"), {"language": "en", "next": reverse("mfa_index")})

    assert '<html lang="en">' in client.get(reverse("mfa_index")).content.decode()


def test_with_one_every_page_is_open(client: Client) -> None:
    user = GrantFactory(role=Role.LEADER).user
    give_app(user)
    client.force_login(user)

    assert client.get(reverse("account:profile")).status_code == 200


def test_first_factor_ends_the_sessions_the_password_alone_has_opened(
    client: Client, django_capture_on_commit_callbacks: object
) -> None:
    user = GrantFactory(role=Role.LEADER).user
    strangers = Client()
    for browser in (client, strangers):
        sign_in(browser, user)
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert client.get(reverse("account:profile")).status_code == 200
    assert strangers.get(reverse("account:profile")).headers["Location"].startswith(reverse("account_login"))
    assert Change.objects.filter(kind="session", action=Action.CLOSE, actor=user.actor).count() == 1


def test_setting_turns_it_off(client: Client, settings: SettingsWrapper) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(GrantFactory(role=Role.LEADER).user)

    assert client.get(reverse("account:profile")).status_code == 200


def test_last_factor_stays_while_a_role_asks_for_it(client: Client) -> None:
    user = GrantFactory(role=Role.LEADER).user
    give_app(user)
    client.force_login(user)
    confirm(client)

    page = client.get(reverse("mfa_deactivate_totp"))
    client.post(reverse("mfa_deactivate_totp"))

    assert "Vai trò của bạn cần hai lớp xác thực." in page.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_factor_goes_when_no_role_asks_for_it(client: Client) -> None:
    user = GrantFactory(role=Role.READER).user
    give_app(user)
    give_recovery_codes(user)
    client.force_login(user)
    confirm(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    removed = Change.objects.filter(action=Action.WITHDRAW).order_by("pk")
    assert [(change.kind, change.after["type"]) for change in removed] == [
        ("second_factor", "totp"),
        ("second_factor", "recovery_codes"),
    ]
    assert Notice.objects.filter(kind=Kind.FACTOR_REMOVED).count() == 2


def test_new_codes_replace_the_old_ones(client: Client, django_capture_on_commit_callbacks: object) -> None:
    user = UserFactory()
    give_app(user)
    old = give_recovery_codes(user)
    client.force_login(user)
    confirm(client)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(reverse("mfa_generate_recovery_codes"))
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()

    assert not any(code in shown for code in old)
    assert Change.objects.filter(kind="second_factor", after={"type": "recovery_codes"}).count() == 1


def test_passkeys_are_asked_for_alike_whoever_asks(client: Client) -> None:
    answer = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    asked = answer.json()["request_options"]["publicKey"]
    assert asked["userVerification"] == "required"
    assert asked.get("allowCredentials", []) == []


@pytest.mark.parametrize("credential", ["", "{}", "[]", "x", '{"response": {"userHandle": "AAAA"}}'])
def test_made_up_passkey_does_not_get_in(client: Client, credential: str) -> None:
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    answer = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert answer.headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
