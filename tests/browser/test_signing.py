"""Signing a report with a passkey, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Signature
from saolang.base.accounts.rules import signature_holds
from tests.browser.look import assert_holds
from tests.browser.test_sign_in_twice import complaints, confirm, passkey_device, sign_in
from tests.factories.accounts import GrantFactory
from tests.factories.plans import IssuedReportFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

__all__ = ["complaints", "passkey_device"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("passkey_device")]


def test_leader_signs_a_report_with_a_passkey(page: Page, live_server: LiveServer, complaints: list[str]) -> None:
    report = IssuedReportFactory()
    leader = GrantFactory(role=Role.LEADER, place=report.plan.place, user__email="hoa@example.vn").user
    sign_in(page, live_server, leader)
    page.wait_for_url(lambda url: not url.endswith(reverse("account_login")))
    page.goto(live_server.url + reverse("mfa_add_webauthn"))
    confirm(page)
    page.get_by_label("Tên khóa").fill("Máy ở cơ quan")
    page.get_by_role("button", name="Thêm khóa").click()
    page.wait_for_url(live_server.url + reverse("mfa_view_recovery_codes"))

    page.goto(live_server.url + reverse("account:signing", args=["plan_report", report.code]))
    assert_holds(page)
    page.get_by_role("button", name="Ký bằng khóa truy cập").click()
    page.get_by_text("Bạn đã ký văn bản này lúc").wait_for()
    assert_holds(page)

    signature = Signature.objects.get()
    assert (signature.signer, signature.proof, signature_holds(signature)) == (leader, "passkey", True)
    assert complaints == []
