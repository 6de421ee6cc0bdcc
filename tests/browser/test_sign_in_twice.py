"""The journeys of the second factor in a real browser, with a device that holds passkeys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from saolang.base.accounts.choices import Role
from tests.base.accounts.second_factors import code_of, give_app, give_recovery_codes
from tests.browser.look import assert_holds
from tests.factories.accounts import PASSWORD, GrantFactory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.fixtures import SettingsWrapper
    from pytest_django.live_server_helper import LiveServer

    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _asked_of_who_decides(settings: SettingsWrapper) -> None:
    settings.SECOND_FACTOR = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    cache.clear()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Collect what the browser complains about: an error of a script, a rule of the security policy broken."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def passkey_device(page: Page) -> None:
    """Give the browser a device with a fingerprint reader, whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def leader() -> User:
    return GrantFactory(role=Role.LEADER, user__email="hoa@example.vn").user


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Thư điện tử").fill(user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def confirm(page: Page) -> None:
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="Đăng xuất").click()
    # The page forgets what this browser keeps before it sends the form.
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button").click()


@pytest.mark.usefixtures("passkey_device")
def test_leader_adds_a_passkey_and_signs_in_with_it_alone(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    sign_in(page, live_server, leader())
    page.wait_for_url(live_server.url + reverse("mfa_index"))
    assert_holds(page)

    page.get_by_role("link", name="Thêm khóa truy cập").click()
    assert_holds(page)
    confirm(page)
    page.get_by_label("Tên khóa").fill("Máy ở cơ quan")
    assert_holds(page)
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url(live_server.url + reverse("mfa_view_recovery_codes"))
    assert_holds(page)
    page.get_by_role("link", name="Đã cất mã, tiếp tục").click()
    page.wait_for_url(live_server.url + reverse("account:profile"))
    sign_out(page)

    page.goto(live_server.url + reverse("account_login"))
    assert_holds(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(live_server.url + reverse("desk:home"))
    page.goto(live_server.url + reverse("mfa_index"))

    expect(page.get_by_role("rowheader", name="Máy ở cơ quan")).to_be_visible()
    assert_holds(page)
    assert complaints == []


@pytest.mark.usefixtures("passkey_device")
def test_passkey_is_the_second_step_after_the_password_too(page: Page, live_server: LiveServer) -> None:
    user = leader()
    sign_in(page, live_server, user)
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    confirm(page)
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url(live_server.url + reverse("mfa_view_recovery_codes"))
    sign_out(page)

    sign_in(page, live_server, user)
    page.get_by_role("button", name="Dùng khóa truy cập").click()

    page.wait_for_url(live_server.url + reverse("desk:home"))


def test_passkey_refused_by_the_device_is_said_in_words(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('refused')) }")

    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    page.get_by_text("Thiết bị chưa đưa ra khóa truy cập nào.").wait_for()
    assert_holds(page)


def test_leader_sets_up_an_app_and_signs_in_with_its_codes(
    page: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    user = leader()
    sign_in(page, live_server, user)

    page.get_by_role("link", name="Dùng ứng dụng xác thực").click()
    confirm(page)
    secret = page.locator("dd code").inner_text()
    assert_holds(page)
    page.get_by_label("Mã của ứng dụng xác thực").fill(code_of(secret))
    page.get_by_role("button", name="Bật ứng dụng xác thực").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải mã về").click()
    codes = page.locator(".codes code").all_inner_texts()
    sign_out(page)
    sign_in(page, live_server, user)
    page.wait_for_url(live_server.url + reverse("mfa_authenticate"))
    assert_holds(page)
    page.get_by_label("Mã", exact=True).fill(codes[0])
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(live_server.url + reverse("desk:home"))

    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    assert download.value.path().read_text().split() == codes
    assert complaints == []


def test_sign_in_with_a_code_works_without_script(browser: Browser, live_server: LiveServer) -> None:
    user = leader()
    secret = give_app(user)
    page = browser.new_context(java_script_enabled=False, locale="vi-VN").new_page()

    sign_in(page, live_server, user)
    offered = page.get_by_role("button", name="Dùng khóa truy cập").is_visible()
    page.get_by_label("Mã", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(live_server.url + reverse("desk:home"))
    page.context.close()

    assert not offered


def test_recovery_code_gets_in_once(page: Page, live_server: LiveServer) -> None:
    user = leader()
    give_app(user)
    code = give_recovery_codes(user)[0]

    sign_in(page, live_server, user)
    page.get_by_label("Mã", exact=True).fill(code)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(live_server.url + reverse("desk:home"))
    sign_out(page)
    sign_in(page, live_server, user)
    page.get_by_label("Mã", exact=True).fill(code)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("alert").first.wait_for()

    assert page.url == live_server.url + reverse("mfa_authenticate")
    assert_holds(page)


def test_session_in_another_browser_is_ended(page: Page, browser: Browser, live_server: LiveServer) -> None:
    user = GrantFactory(role=Role.READER).user
    elsewhere = browser.new_context(locale="vi-VN").new_page()
    sign_in(elsewhere, live_server, user)
    elsewhere.wait_for_url(live_server.url + reverse("desk:home"))
    sign_in(page, live_server, user)
    page.wait_for_url(live_server.url + reverse("desk:home"))

    page.goto(live_server.url + reverse("account:sessions"))
    assert_holds(page)
    page.get_by_role("main").get_by_role("button", name="Đăng xuất", exact=True).click()
    page.get_by_text("Đã đăng xuất thiết bị đó.").wait_for()
    elsewhere.reload()

    assert elsewhere.url.startswith(live_server.url + reverse("account_login"))
    elsewhere.context.close()


@pytest.mark.parametrize(
    "name",
    [
        "account:profile",
        "account_change_password",
        "account_logout",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
    ],
)
def test_page_of_the_account_holds(page: Page, live_server: LiveServer, complaints: list[str], name: str) -> None:
    user = GrantFactory(role=Role.READER).user
    secret = give_app(user)
    sign_in(page, live_server, user)
    page.get_by_label("Mã", exact=True).fill(code_of(secret))
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(live_server.url + reverse("desk:home"))

    page.goto(live_server.url + reverse(name))
    if page.url.startswith(live_server.url + reverse("account_reauthenticate")):
        confirm(page)

    expect(page).to_have_url(live_server.url + reverse(name))
    assert_holds(page)
    assert complaints == []
