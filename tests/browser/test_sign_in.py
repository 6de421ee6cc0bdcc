from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.factories.accounts import PASSWORD, GrantFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_an_official_signs_in_by_keyboard(page: Page, live_server: LiveServer) -> None:
    user = GrantFactory(user__email="hoa@example.vn").user

    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Thư điện tử").fill(user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + reverse("desk:home"))

    assert page.locator("html").get_attribute("lang") == "vi"
