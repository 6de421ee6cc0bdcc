"""The page an invitation leads to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Grant, Invitation, User
from saolang.base.accounts.rules import Scope
from saolang.base.accounts.services import invitations as services
from saolang.base.notices.models import Notice
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ADDRESS = "hoa@example.vn"
CHOSEN = {"password": PASSWORD, "again": PASSWORD}
LONG_AGO = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@pytest.fixture
def link() -> str:
    services.invite(email=ADDRESS, full_name="Nguyễn Thị Hoa", role=Role.READER, scope=Scope.over(None), by="tests")
    return Notice.objects.get().path


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def in_words(answer: HttpResponse) -> str:
    """Return what the page shows, without what changes from request to request."""
    text = answer.content.decode()
    start, end = text.index("<main"), text.index("</main>")
    return "".join(part.partition(">")[2] for part in text[start:end].split("csrfmiddlewaretoken"))


def test_visitor_is_shown_what_the_invitation_is_to(client: Client, link: str) -> None:
    answer = client.get(link)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert all(words in text for words in ("Nguyễn Thị Hoa", ADDRESS, "người xem", "cả nước"))


def test_visitor_chooses_a_password_and_signs_in_with_it(client: Client, link: str) -> None:
    answer = client.post(link, CHOSEN)
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})

    assert answer.headers["Location"].startswith(reverse("account_login"))
    user = User.objects.get(email=ADDRESS)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.grants.get().role == Role.READER


def test_page_looks_and_answers_alike_whether_the_address_has_an_account(client: Client, link: str) -> None:
    without = in_words(client.get(link))
    weak_without = in_words(client.post(link, {"password": "1", "again": "1"}))
    UserFactory(email=ADDRESS)
    shown = in_words(client.get(link))
    weak = in_words(client.post(link, {"password": "1", "again": "1"}))
    answer = client.post(link, CHOSEN)

    assert (shown, weak) == (without, weak_without)
    to_sign_in = f"{reverse('account_login')}?{urlencode({'next': link})}"
    assert (answer.status_code, answer.headers["Location"]) == (302, to_sign_in)
    assert not Grant.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [({**CHOSEN, "again": "khác"}, "không giống nhau"), ({"password": "1234", "again": "1234"}, "ngắn")],
)
def test_visitor_whose_password_will_not_do_is_told_why(
    client: Client, link: str, said: dict[str, str], why: str
) -> None:
    answer = client.post(link, said)

    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert not User.objects.exists()


def test_owner_of_an_account_accepts_after_signing_in(link: str) -> None:
    owner = UserFactory(email=ADDRESS)
    browser = as_person(owner)

    shown, answer = browser.get(link), browser.post(link)

    assert ("Nhận vai trò" in shown.content.decode(), answer.headers["Location"]) == (True, reverse("account:profile"))
    assert owner.grants.get().role == Role.READER


def test_somebody_else_who_is_signed_in_is_refused(link: str) -> None:
    answer = as_person(UserFactory()).post(link)

    assert (answer.status_code, "địa chỉ khác" in answer.content.decode()) == (403, True)
    assert not Grant.objects.exists()


def test_unknown_link_is_not_found(client: Client) -> None:
    answer = client.get(reverse("account:invitation", args=["khong-co"]))

    assert (answer.status_code, "Không có lời mời nào như vậy." in answer.content.decode()) == (404, True)


def test_used_link_is_gone_but_leads_its_owner_on(client: Client, link: str) -> None:
    client.post(link, CHOSEN)

    stranger = Client().get(link)
    owner = as_person(User.objects.get(email=ADDRESS)).get(link)

    assert (stranger.status_code, "đã được nhận" in stranger.content.decode()) == (410, True)
    assert owner.headers["Location"] == reverse("account:profile")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"expires_at": LONG_AGO}, "đã hết hạn"),
        ({"withdrawn_at": LONG_AGO, "withdrawn_by": "tests"}, "đã được rút lại"),
    ],
)
def test_link_that_does_not_stand_is_gone(client: Client, link: str, values: dict[str, object], why: str) -> None:
    Invitation.objects.update(**values)

    answers = [client.get(link), client.post(link, CHOSEN)]

    assert [(answer.status_code, why in answer.content.decode()) for answer in answers] == [(410, True)] * 2
    assert not User.objects.exists()


def test_link_of_an_inviter_who_has_left_is_gone(client: Client) -> None:
    grant = GrantFactory()
    services.invite(email=ADDRESS, full_name="Hoa", role=Role.READER, scope=Scope.over(None), by=grant.user.actor)
    User.objects.update(is_active=False)

    answer = client.post(Notice.objects.get().path, CHOSEN)

    assert (answer.status_code, User.objects.filter(email=ADDRESS).exists()) == (410, False)


def test_owner_of_an_account_invited_by_one_who_has_left_is_told(client: Client) -> None:
    inviter, owner = GrantFactory().user, UserFactory(email=ADDRESS)
    services.invite(email=ADDRESS, full_name="Hoa", role=Role.READER, scope=Scope.over(None), by=inviter.actor)
    User.objects.filter(pk=inviter.pk).update(is_active=False)

    answer = as_person(owner).post(Notice.objects.get().path)

    assert (answer.status_code, "không còn giao được" in answer.content.decode()) == (410, True)
    assert not owner.grants.exists()


def test_secret_page_is_kept_by_nobody(client: Client, link: str) -> None:
    assert "no-store" in client.get(link).headers["Cache-Control"]
