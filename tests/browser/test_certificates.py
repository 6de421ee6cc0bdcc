"""A consumer checks a certificate on a phone, without script; an official looks after it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse

from saolang.programme.certification.services import certificates
from saolang.programme.certification.services.expiry import warn
from tests.browser.look import PHONE, assert_holds
from tests.days import a_year_ago, today
from tests.factories.accounts import GrantFactory
from tests.factories.certification import (
    a_case,
    a_certificate,
    a_mark_run,
    a_revocation,
    a_suspension,
    an_owned_recognition,
)

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from saolang.programme.certification.models import Certificate

pytestmark = pytest.mark.django_db(transaction=True)


def certified() -> Certificate:
    return a_certificate(an_owned_recognition(on=a_year_ago()), on=a_year_ago())


def test_consumer_checks_a_certificate_without_script(browser: Browser, live_server: LiveServer) -> None:
    certificate = certified()
    width, height = PHONE
    phone = {"width": width, "height": height}
    page = browser.new_context(java_script_enabled=False, viewport=phone, locale="vi-VN").new_page()

    page.goto(live_server.url + reverse("account_login"))
    page.get_by_role("link", name="Menu").click()
    page.get_by_role("link", name="Tra cứu giấy chứng nhận").click()
    page.get_by_label("Số giấy chứng nhận hoặc mã").fill(certificate.number)
    page.get_by_role("button", name="Kiểm tra").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Chứng nhận thật, còn hiệu lực"
    assert page.url == live_server.url + reverse("catalogue:certificate", args=[certificate.public_code])


def test_public_pages_are_open_to_all_in_every_state(page: Page, live_server: LiveServer) -> None:
    valid, suspended, revoked, replaced = (certified() for _ in range(4))
    a_suspension(suspended.recognition, today())
    a_revocation(revoked.recognition, today())
    certificates.replace(certificate=replaced, reason="bị mất", by="tests")

    for certificate in (valid, suspended, revoked, replaced):
        page.goto(live_server.url + reverse("catalogue:certificate", args=[certificate.public_code]))
        assert_holds(page)
    page.goto(live_server.url + reverse("catalogue:check") + "?q=khong-co")
    assert_holds(page)


def test_desk_pages_are_open_to_all(page: Page, client: Client, live_server: LiveServer) -> None:
    client.force_login(GrantFactory().user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    certificate = certified()
    recognition = certificate.recognition
    case = a_case(recognition, found_on=today())
    a_mark_run(recognition, printed_on=today())
    soon = an_owned_recognition(on=a_year_ago(), expires_on=today() + dt.timedelta(days=100))
    warn(by="schedule")

    for address in (
        reverse("desk:certificates"),
        reverse("desk:certificate", args=[certificate.public_code]),
        reverse("desk:certificate_replace", args=[certificate.public_code]),
        reverse("desk:cases"),
        reverse("desk:case", args=[case.pk]),
        reverse("desk:case_add", args=[recognition.product.code, recognition.pk]),
        reverse("desk:certificates_expiring"),
        reverse("desk:decision_certificates", args=[soon.decision.code]),  # type: ignore[union-attr]
        reverse("desk:product", args=[recognition.product.code]),
    ):
        page.goto(live_server.url + address)
        assert_holds(page)
