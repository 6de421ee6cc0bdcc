"""People and roles in a real browser: no barrier, nothing too small; and the journey of an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.urls import reverse
from playwright.sync_api import expect

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import Scope
from saolang.base.accounts.services import invitations
from saolang.base.accounts.services.grants import follow_places
from saolang.base.notices.models import Notice
from saolang.base.places.models import Place
from tests.browser.look import assert_holds
from tests.factories.accounts import PASSWORD, GrantFactory

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def official(page: Page, client: Client, live_server: LiveServer) -> Page:
    """Return a page of a browser in which an administrator has signed in."""
    administrator = GrantFactory(role=Role.ADMINISTRATOR, user__full_name="Quản Trị Viên").user
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return page


def invited() -> str:
    """Invite an officer, and return the path of the letter's link."""
    scope = Scope.over(Place.objects.get(map=2, code="31420"))
    invitations.invite(
        email="hoa@example.vn", full_name="Nguyễn Thị Hoa", role=Role.COMMUNE, scope=scope, by="command-line"
    )
    return Notice.objects.get(kind="invitation").path


def test_pages_of_people_hold(official: Page, live_server: LiveServer) -> None:
    divided = GrantFactory(place=Place.objects.get(map=1, code="00019"), role=Role.COMMUNE)
    follow_places(by="tests")
    invited()
    person = [divided.user.pk]
    addresses = [
        *(reverse(f"desk:{name}") for name in ("accounts", "invite", "invitations", "waiting_grants")),
        *(reverse(f"desk:{name}", args=person) for name in ("account", "give_role", "lock_account")),
    ]

    for address in addresses:
        official.goto(f"{live_server.url}{address}")
        assert_holds(official)


def test_invited_person_chooses_a_password_and_signs_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{invited()}")
    assert_holds(page)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đặt mật khẩu").click()
    page.get_by_label("Thư điện tử").fill("hoa@example.vn")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()

    page.wait_for_url(f"{live_server.url}{reverse('account:profile')}")
    expect(page.get_by_text("Xã Phụng Hiệp").first).to_be_visible()
    assert User.objects.get(email="hoa@example.vn").grants.get().role == Role.COMMUNE


def test_link_that_leads_nowhere_holds(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}{reverse('account:invitation', args=['khong-co'])}")

    assert_holds(page)
