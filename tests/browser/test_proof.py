from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from saolang.base.audit.services.chain import publish_checkpoint, seal
from tests.browser.look import assert_holds
from tests.factories.audit import ChangeFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_stranger_finds_the_digests_from_the_sign_in_page(page: Page, live_server: LiveServer) -> None:
    ChangeFactory()
    seal()
    checkpoint = publish_checkpoint(by="tests")
    assert checkpoint is not None

    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("link", name="Kiểm chứng nhật ký thay đổi").click()

    expect(page.get_by_text(checkpoint.digest)).to_be_visible()
    assert_holds(page)
