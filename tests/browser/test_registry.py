"""The registry and the import in a real browser: no barrier, nothing too small; and the whole journey of a register."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.urls import reverse
from playwright.sync_api import expect

from saolang.jobs.queue import worker
from saolang.programme.registry.models import Product
from tests.browser.look import assert_holds
from tests.factories.accounts import GrantFactory
from tests.factories.province import Province
from tests.web.desk.registry import SHEET, Records, addresses, records_in

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "place",
    "place_units",
    "producer",
    "producer_succeed",
    "products",
    "product",
    "product_revise",
    "village",
    "decision",
    "look_alikes",
    "look_alike",
    "register_upload",
    "register",
    "register_columns",
    "register_row",
]
"""One of each kind: a list, a record, a form, and every step of the import."""


@pytest.fixture
def official(page: Page, client: Client, live_server: LiveServer) -> Page:
    """Return a page of a browser in which the coordinator of Hậu Giang has signed in."""
    client.force_login(
        GrantFactory(place=Province().place).user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return page


@pytest.fixture
def records(official: Page) -> Records:
    return records_in(Province().communes[0])


def test_pages_hold(official: Page, live_server: LiveServer, records: Records) -> None:
    known = addresses(records)
    complaints: list[str] = []
    official.on("console", lambda message: complaints.append(message.text))

    for name in PAGES:
        official.goto(live_server.url + known[name])
        official.wait_for_load_state("networkidle")

        assert_holds(official)
    assert complaints == []


def test_units_of_one_name_are_easy_to_hit(official: Page, live_server: LiveServer) -> None:
    official.goto(live_server.url + reverse("desk:products") + "?place=Tân+Bình")

    assert official.get_by_role("main").get_by_role("link", name="Tân Bình").count() > 1
    assert_holds(official)


def test_register_goes_from_file_to_figures(official: Page, live_server: LiveServer) -> None:
    official.goto(live_server.url + reverse("desk:register_upload"))
    official.get_by_label("Tệp sổ theo dõi").set_input_files(
        {"name": "so-hau-giang.csv", "mimeType": "text/csv", "buffer": SHEET}
    )
    official.get_by_role("button", name="Gửi tệp").click()
    official.get_by_role("heading", name="so-hau-giang.csv").wait_for()

    official.get_by_role("link", name="Dòng 5").click()
    official.get_by_label("Hạng sao").select_option("3")
    official.get_by_role("button", name="Lưu quyết định").click()
    official.get_by_text("Nhập sổ này…").click()
    official.get_by_role("button", name="Nhập 3 dòng").click()
    official.get_by_role("link", name="Xem số liệu thay đổi").click()

    rows = official.get_by_role("row").filter(has_text="31/12/2023")
    expect(rows).to_have_count(2)
    assert [row.get_by_role("cell").all_inner_texts()[-2:] for row in rows.all()] == [["0", "3"], ["0", "3"]]
    assert Product.objects.count() == 3


def test_page_moves_on_by_itself_when_queued_work_is_done(
    official: Page, live_server: LiveServer, settings: SettingsWrapper
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    official.goto(live_server.url + reverse("desk:register_upload"))
    official.get_by_label("Tệp sổ theo dõi").set_input_files(
        {"name": "so-hau-giang.csv", "mimeType": "text/csv", "buffer": SHEET}
    )
    official.get_by_role("button", name="Gửi tệp").click()
    official.get_by_text("Đang chờ đến lượt.").wait_for()
    assert_holds(official)

    worker(until_empty=True).run()

    official.get_by_role("heading", name="so-hau-giang.csv").wait_for()


def test_register_is_sent_without_script(official: Page, live_server: LiveServer) -> None:
    official.route("**/*.js", lambda route: route.abort())
    official.goto(live_server.url + reverse("desk:register_upload"))
    official.get_by_label("Tệp sổ theo dõi").set_input_files(
        {"name": "so-hau-giang.csv", "mimeType": "text/csv", "buffer": SHEET}
    )

    official.get_by_role("button", name="Gửi tệp").click()

    official.get_by_role("heading", name="so-hau-giang.csv").wait_for()
    expect(official.get_by_role("row")).to_have_count(6)
