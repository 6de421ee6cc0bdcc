"""Signing in with a password: who gets in, what is written down, what a stranger can learn, when it stops."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.notices.choices import Kind
from saolang.base.notices.models import Notice
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
CLOSED = ["account_signup", "account_email", "account_set_password", "account_email_verification_sent"]
CLOSED_MFA = ["mfa_list_webauthn", "mfa_download_recovery_codes"]


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was hashed: what takes the time when somebody signs in."""

    runs: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.runs.append(password)
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def entries(action: Action) -> list[tuple[str, str, str]]:
    return list(Change.objects.filter(action=action).values_list("actor", "kind", "code").order_by("pk"))


def test_official_gets_to_the_desk(client: Client) -> None:
    user = GrantFactory(role=Role.COMMUNE).user

    answer = sign_in(client, user.email)

    assert answer.headers["Location"] == reverse("desk:home")


@pytest.mark.parametrize("role", [Role.PRODUCER, Role.HELPER])
def test_producers_and_helpers_get_to_their_own_pages(client: Client, role: Role) -> None:
    user = GrantFactory(role=role, scope_kind=ScopeKind.PRODUCER, scope_code="CT-1").user

    answer = sign_in(client, user.email)

    assert answer.headers["Location"] == reverse("portal:home")


def test_who_has_been_granted_nothing_gets_to_the_own_account(client: Client) -> None:
    answer = sign_in(client, UserFactory().email)

    assert answer.headers["Location"] == reverse("account:profile")


def test_sign_in_leads_to_the_page_that_was_asked_for_but_never_elsewhere(client: Client) -> None:
    user = UserFactory()

    wanted = client.post(
        f"{reverse('account_login')}?next=/dieu-hanh/chi-so/", {"login": user.email, "password": PASSWORD}
    )
    client.logout()
    abroad = client.post(
        f"{reverse('account_login')}?next=https://evil.example/", {"login": user.email, "password": PASSWORD}
    )

    assert wanted.headers["Location"] == "/dieu-hanh/chi-so/"
    assert abroad.headers["Location"] == reverse("account:profile")


def test_sign_in_is_recorded_with_how_and_from_where(client: Client) -> None:
    user = UserFactory()

    sign_in(client, user.email, HTTP_USER_AGENT=CHROME)

    change = Change.objects.get(action=Action.SIGN_IN)
    assert (change.actor, change.kind, change.code) == (user.actor, "user", user.actor)
    assert change.after == {"proofs": ["password"], "new_device": True}
    assert change.personal == {"device": "Chrome, Windows", "address": "127.0.0.1"}


def test_sign_out_is_recorded(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user.email)

    client.post(reverse("account_logout"))

    assert entries(Action.SIGN_OUT) == [(user.actor, "user", user.actor)]
    assert "_auth_user_id" not in client.session


def test_device_is_told_of_when_it_is_new_and_not_again(client: Client) -> None:
    user = UserFactory()

    for _ in range(2):
        sign_in(client, user.email, HTTP_USER_AGENT=CHROME)
        client.post(reverse("account_logout"))
    sign_in(Client(), user.email)

    devices = [notice.params["device"] for notice in Notice.objects.filter(kind=Kind.NEW_DEVICE).order_by("pk")]
    assert devices == ["Chrome, Windows", ""]


def test_wrong_password_and_unknown_address_look_the_same(client: Client) -> None:
    UserFactory(email="hoa@example.vn")

    wrong = sign_in(client, "hoa@example.vn", "sai")
    unknown = sign_in(client, "aoh@example.vn", "sai")

    assert wrong.status_code == unknown.status_code == 200
    assert _without_token(wrong).replace("hoa@", "aoh@") == _without_token(unknown)
    assert "Thư điện tử hoặc mật khẩu chưa đúng." in wrong.content.decode()


@pytest.mark.parametrize("email", ["hoa@example.vn", "aoh@example.vn", "left@example.vn"])
def test_as_much_is_hashed_for_an_unknown_address(client: Client, settings: SettingsWrapper, email: str) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    UserFactory(email="hoa@example.vn")
    UserFactory(email="left@example.vn", is_active=False)
    CountingHasher.runs.clear()

    sign_in(client, email, "sai")

    assert CountingHasher.runs == ["sai"]


def test_reset_looks_and_works_the_same_for_a_known_and_an_unknown_address(client: Client) -> None:
    UserFactory(email="hoa@example.vn")

    known = client.post(reverse("account_reset_password"), {"email": "hoa@example.vn"}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "aoh@example.vn"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert _without_token(known) == _without_token(unknown)
    assert list(Notice.objects.order_by("pk").values_list("address", "kind")) == [
        ("hoa@example.vn", Kind.PASSWORD_RESET),
        ("aoh@example.vn", Kind.NO_ACCOUNT),
    ]


def test_password_is_set_by_the_link_of_the_letter_once(client: Client) -> None:
    user = UserFactory(email="hoa@example.vn")
    client.post(reverse("account_reset_password"), {"email": user.email})
    path = Notice.objects.get(kind=Kind.PASSWORD_RESET).path

    chosen = client.get(path).headers["Location"]
    client.post(chosen, {"password1": "mười con trâu đen", "password2": "mười con trâu đen"})

    user.refresh_from_db()
    assert user.check_password("mười con trâu đen")
    assert "_auth_user_id" not in client.session
    [change] = Change.objects.filter(kind="password")
    assert (change.actor, change.after) == (user.actor, {"by_letter": True})
    assert Notice.objects.filter(kind=Kind.PASSWORD_CHANGED).count() == 1
    assert "token_fail" in Client().get(path).context


def test_sixth_try_on_an_account_is_stopped_wherever_it_comes_from(client: Client, settings: SettingsWrapper) -> None:
    settings.PROXIES = 1
    user, other = UserFactory(email="hoa@example.vn"), UserFactory()

    tries = [sign_in(client, user.email, "sai", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code for n in range(6)]
    right = sign_in(client, user.email, HTTP_X_FORWARDED_FOR="203.0.113.99")
    elsewhere = sign_in(client, other.email, HTTP_X_FORWARDED_FOR="203.0.113.1")

    assert tries == [200, 200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert right.headers["Retry-After"] == "300"
    assert elsewhere.status_code == 302


def test_one_origin_is_stopped_whatever_accounts_it_tries(client: Client, settings: SettingsWrapper) -> None:
    settings.PROXIES = 1
    user = UserFactory()

    tries = [sign_in(client, f"{n}@example.vn", "sai", HTTP_X_FORWARDED_FOR="203.0.113.7") for n in range(21)]
    spoofed = sign_in(client, user.email, HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7")
    elsewhere = sign_in(client, user.email, HTTP_X_FORWARDED_FOR="203.0.113.8")

    assert [answer.status_code for answer in tries] == [200] * 20 + [429]
    assert spoofed.status_code == 429
    assert elsewhere.status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Bạn đã thử quá nhiều lần"), ("en", "You have tried too often"), ("km", "អ្នកបានព្យាយាមច្រើនដងពេក")],
)
def test_limit_is_told_in_the_language_of_who_tried(client: Client, language: str, words: str) -> None:
    for _ in range(6):
        answer = sign_in(client, "hoa@example.vn", "sai", HTTP_ACCEPT_LANGUAGE=language)

    assert answer.status_code == 429
    assert words in answer.content.decode()


def test_limit_is_recorded_once_however_long_somebody_goes_on(client: Client) -> None:
    user = UserFactory(email="hoa@example.vn")

    for _ in range(9):
        sign_in(client, "HOA@example.vn", "sai")

    assert entries(Action.REFUSE) == [("visitor", "user", user.actor)]


def test_limit_on_an_address_nobody_has_is_recorded_too(client: Client) -> None:
    for _ in range(6):
        sign_in(client, "ai@example.vn", "sai")

    [change] = Change.objects.filter(action=Action.REFUSE)
    assert (change.code, change.personal["email"]) == ("-", "ai@example.vn")


def test_reset_letters_are_limited(client: Client) -> None:
    answers = [client.post(reverse("account_reset_password"), {"email": "hoa@example.vn"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert Notice.objects.count() == 5


def test_asking_again_for_the_password_is_limited(client: Client) -> None:
    client.force_login(UserFactory())

    answers = [client.post(reverse("account_reauthenticate"), {"password": "sai"}).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


def test_limits_hold_for_every_process() -> None:
    """They stand in the database, which all processes share; the key is not the process's own."""
    sign_in(Client(), "hoa@example.vn", "sai")

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] == 2


@pytest.mark.parametrize("told", ["nonsense", "203.0.113.7:5123", ""])
def test_address_that_cannot_be_told_neither_breaks_nor_frees(
    client: Client, settings: SettingsWrapper, told: str
) -> None:
    settings.PROXIES = 1
    user = UserFactory()

    assert sign_in(client, user.email, HTTP_X_FORWARDED_FOR=told).status_code == 302


@pytest.mark.parametrize("name", [*CLOSED, *CLOSED_MFA])
@pytest.mark.parametrize("signed_in", [False, True])
def test_what_is_not_offered_is_not_there(client: Client, name: str, signed_in: bool) -> None:  # noqa: FBT001
    if signed_in:
        client.force_login(UserFactory())

    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), {"email": "x@example.vn"}).status_code == 404


def test_locked_account_does_not_get_in(client: Client) -> None:
    user = UserFactory(is_active=False)

    answer = sign_in(client, user.email)

    assert answer.headers["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_changing_the_password_signs_other_devices_out(client: Client) -> None:
    user = UserFactory()
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, user.email)

    typed = {"oldpassword": PASSWORD, "password1": "mười con trâu đen", "password2": "mười con trâu đen"}
    client.post(reverse("account_change_password"), typed)

    assert client.get(reverse("account:profile")).status_code == 200
    assert elsewhere.get(reverse("account:profile")).status_code == 302
    [change] = Change.objects.filter(kind="password")
    assert (change.actor, change.code, change.after) == (user.actor, user.actor, {"by_letter": False})


def _without_token(answer: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
