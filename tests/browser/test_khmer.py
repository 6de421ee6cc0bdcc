from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.look import assert_holds

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_khmer_is_chosen_on_the_sign_in_page_and_its_face_is_fetched_only_then(
    page: Page, live_server: LiveServer
) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))

    page.goto(live_server.url + reverse("account_login"))
    page.wait_for_load_state("networkidle")
    fetched_before = [url for url in fetched if "khmer" in url]
    page.get_by_role("button", name="ខ្មែរ").click()
    page.wait_for_load_state("networkidle")

    assert fetched_before == []
    expect(page.locator("html")).to_have_attribute("lang", "km")
    expect(page.get_by_role("heading", name="ចូលប្រើ")).to_be_visible()
    assert_holds(page)
