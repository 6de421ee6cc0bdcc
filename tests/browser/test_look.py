from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.look import PHONE, assert_holds, barriers, sideways, too_small
from tests.factories.accounts import GrantFactory

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page: Page, client: Client, live_server: LiveServer) -> Page:
    """Return a page of a browser in which an official has signed in."""
    client.force_login(GrantFactory().user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return page


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_entrance_page_holds(page: Page, live_server: LiveServer, name: str) -> None:
    page.goto(live_server.url + reverse(name))

    assert_holds(page)


def test_sign_in_refused_takes_the_focus_and_holds(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("account_login"))
    page.locator("input[name=login]").fill("khong-co@example.vn")
    page.locator("input[name=password]").fill("sai")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()

    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert_holds(page)


def test_page_not_found_holds(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/khong-co-trang-nay/")

    assert desk.get_by_role("heading", level=1).inner_text() == "Không tìm thấy trang"
    assert_holds(desk)


def test_gallery_holds(desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + reverse("desk:gallery"))

    assert desk.get_by_role("heading", level=1).inner_text() == "Bảng mẫu giao diện"
    assert_holds(desk)


def test_gallery_breaks_no_rule_of_the_content_security_policy(desk: Page, live_server: LiveServer) -> None:
    complaints: list[str] = []
    desk.on("console", lambda message: complaints.append(message.text))

    desk.goto(live_server.url + reverse("desk:gallery"))
    desk.wait_for_load_state("networkidle")

    assert complaints == []


def test_menu_opens_on_a_phone_without_script(desk: Page, live_server: LiveServer) -> None:
    desk.route("**/*.js", lambda route: route.abort())
    width, height = PHONE
    desk.set_viewport_size({"width": width, "height": height})
    desk.goto(live_server.url + reverse("desk:gallery"))
    menu = desk.get_by_role("navigation", name="Chức năng")
    assert not menu.is_visible()

    desk.get_by_role("link", name="Menu", exact=True).click()

    expect(menu).to_be_visible()
    assert_holds(desk)


def test_language_switch_works_before_signing_in(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url + reverse("account_login"))

    page.get_by_role("button", name="EN English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url == live_server.url + reverse("account_login")


def test_upload_cut_off_says_so_and_can_be_sent_again(desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + reverse("desk:gallery"))
    desk.route("**/mau-giao-dien/", lambda route: route.abort())

    desk.get_by_label("Tệp danh mục").set_input_files(
        {"name": "danh-muc.xlsx", "mimeType": "application/octet-stream", "buffer": b"x"}
    )
    desk.get_by_role("button", name="Gửi tệp").click()

    status = desk.locator("[data-upload-progress]").get_by_role("status")
    status.get_by_text("Tệp chưa được nhận").wait_for()
    assert desk.get_by_role("button", name="Gửi tệp").is_enabled()


def test_the_look_is_measured_at_all(page: Page) -> None:
    page.set_content(
        '<html lang="vi"><title>x</title><main><h1>x</h1><img src="x.png">'
        '<button style="height: 10px; width: 10px"></button><div style="width: 9000px">x</div></main></html>'
    )

    assert {barrier.split(":")[0] for barrier in barriers(page)} >= {"image-alt", "button-name"}
    assert sideways(page) > 0
    assert len(too_small(page)) == 1
