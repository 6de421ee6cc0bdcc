"""The page of a paper and that of the templates, as an office sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from saolang.base.accounts.choices import Role
from saolang.base.papers.services.issuing import issue
from saolang.programme.dossiers.queries import papers
from tests.factories.accounts import PASSWORD, GrantFactory
from tests.factories.dossiers import a_dossier
from tests.factories.registry import a_producer

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.factories.province import Province


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1366])
def test_pages_of_papers_fit_and_axe_finds_nothing(
    live_server: LiveServer, page: Page, province: Province, width: int
) -> None:
    commune = province.communes[0]
    dossier = a_dossier(commune, producer=a_producer("HTX Thuận Phát", place=commune), filed_at=timezone.now())
    for _ in range(2):
        issue(draft=papers.commune_report(dossier), by="tests")
    user = GrantFactory(role=Role.COORDINATOR, place=province.place).user
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/tai-khoan/login/")
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").first.click()
    for address in (
        f"/dieu-hanh/van-ban/commune_report/{dossier.code}/",
        "/dieu-hanh/mau-van-ban/",
        "/dieu-hanh/mau-van-ban/truong/minutes/",
    ):
        page.goto(live_server.url + address)

        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
