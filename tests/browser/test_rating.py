"""The public page that tells how many stars a product would get: on a phone, kept on the device, printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.browser.look import assert_holds
from tests.factories.dossiers import an_edition

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

RICE = "qd26-03"
KEY = f"saolang-rating:{RICE}"


def opened(page: Page, live_server: LiveServer) -> None:
    an_edition(RICE)
    page.goto(live_server.url + reverse("catalogue:rating", args=[RICE]))


@pytest.mark.django_db(transaction=True)
def test_answer_is_reckoned_at_once_and_kept_on_the_device_alone(page: Page, live_server: LiveServer) -> None:
    opened(page, live_server)

    page.locator('input[name="c-1.1"]').nth(2).check()
    page.get_by_text("3/100 điểm").wait_for()
    assert_holds(page)
    page.reload()
    page.get_by_text("3/100 điểm").wait_for()

    assert page.locator('input[name="c-1.1"]').nth(2).is_checked()
    page.get_by_role("button", name="Xóa câu trả lời trên máy này").click()
    page.get_by_text("số sao hiện ở đây").wait_for()
    assert page.evaluate("key => localStorage.getItem(key)", KEY) is None
    assert page.context.cookies() == [each for each in page.context.cookies() if each["name"] == "csrftoken"]


@pytest.mark.django_db(transaction=True)
def test_lost_connection_is_told_and_nothing_is_lost(page: Page, live_server: LiveServer) -> None:
    opened(page, live_server)

    page.context.set_offline(offline=True)
    page.locator('input[name="c-1.1"]').nth(2).check()
    page.get_by_text("mất kết nối").wait_for()
    page.context.set_offline(offline=False)
    page.locator('input[name="c-1.2"]').nth(1).check()

    page.get_by_text("/100 điểm").wait_for()
    assert not page.get_by_text("mất kết nối").is_visible()


@pytest.mark.django_db(transaction=True)
def test_answers_of_another_edition_or_of_nobody_do_not_break_the_page(page: Page, live_server: LiveServer) -> None:
    opened(page, live_server)

    page.evaluate('key => localStorage.setItem(key, \'[["c-9.9", "9.9-9"], 7, null]\')', KEY)
    page.reload()
    page.locator('input[name="c-1.1"]').nth(2).check()

    page.get_by_text("3/100 điểm").wait_for()
