"""The year on one page, plans and their targets, in a real browser."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.look import assert_holds
from tests.factories.accounts import PASSWORD, GrantFactory
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan(transactional_db: None, province: Province) -> Plan:
    certify(province, 6)
    province.recognise(province.product(), date(2020, 3, 1))
    whole = {"indicator": "craft_villages.with_certified_product", "comparator": "range", "goal": 8, "goal_to": 10}
    newly = {"indicator": "craft_villages.newly_with_certified_product", "comparator": "range", "goal": 1, "goal_to": 2}
    return province.plan(
        2022,
        2022,
        {"indicator": "products.certified", "comparator": ">=", "goal": 10, "phrase": "ít nhất 10 sản phẩm"},
        {"indicator": "products.certified_4_stars", "comparator": ">=", "goal": 2, "within": "T-01"},
        {"indicator": "rights.patents", "comparator": ">=", "goal": 5},
        {"indicator": "products.certified", "comparator": ">=", "goal": 1, "per": "district"},
        {**newly, "total_in": "T-06"},
        whole,
    )


@pytest.fixture
def desk(page: Page, live_server: LiveServer, plan: Plan) -> Page:
    """Return a page on which the coordinator of Hậu Giang has signed in."""
    user = GrantFactory(place=plan.place).user
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Thư điện tử").fill(user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + reverse("desk:home"))
    return page


@pytest.mark.parametrize(
    "name", ["plan", "plan_edit", "plan_map", "plan_expiring", "plan_reports", "plan_history", "target_add"]
)
def test_page_of_a_plan_holds(name: str, desk: Page, live_server: LiveServer, plan: Plan) -> None:
    desk.goto(live_server.url + reverse(f"desk:{name}", args=[plan.code]) + "?map=new")

    assert_holds(desk)


@pytest.mark.parametrize("name", ["plans", "plan_add", "country_map", "indicators"])
def test_page_of_the_desk_holds(name: str, desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + reverse(f"desk:{name}"))

    assert_holds(desk)


def test_year_on_one_page_holds_with_everything_open_and_its_maps_come_in(desk: Page) -> None:
    desk.goto(f"{desk.url}?as_at=2022-06-30")
    desk.locator(".hexmap").wait_for()
    desk.locator(".tilemap").wait_for()
    for details in desk.locator("tbody details").all():
        details.locator("summary").click()

    expect(desk.locator("svg.pace")).not_to_have_count(0)
    assert_holds(desk)


def test_number_opens_into_the_names_it_counted(desk: Page) -> None:
    desk.locator("#T-01").get_by_role("link", name="Danh sách").click()

    expect(desk.locator("tbody tr")).to_have_count(7)
    assert_holds(desk)


def test_target_is_tried_then_saved_by_hand(desk: Page, live_server: LiveServer, plan: Plan) -> None:
    desk.goto(live_server.url + reverse("desk:target_add", args=[plan.code]))
    desk.get_by_label("Mã").fill("T-10")
    desk.get_by_role("textbox", name="Chỉ tiêu").fill("Chủ thể có sản phẩm")
    desk.get_by_label("Chỉ số").select_option("producers.active")
    desk.get_by_label("Mức", exact=True).fill("5")
    desk.get_by_label("Lý do sửa").fill("bổ sung")

    desk.get_by_role("button", name="Xem thử").click()
    assert "6 – ít nhất 5 chủ thể: đạt." in " ".join(desk.locator(".note").first.inner_text().split())
    desk.get_by_role("button", name="Lưu chỉ tiêu").click()

    expect(desk.locator("#T-10")).to_be_visible()


def test_plan_is_closed_after_being_asked_twice(desk: Page, live_server: LiveServer, plan: Plan) -> None:
    desk.goto(live_server.url + reverse("desk:plan", args=[plan.code]))

    desk.get_by_text("Chuyển sang “đã kết thúc”…").click()
    desk.get_by_role("button", name="Chuyển sang “đã kết thúc”", exact=True).click()

    assert desk.get_by_role("status").inner_text() == "Kế hoạch đã chuyển sang “đã kết thúc”."
    plan.refresh_from_db()
    assert plan.state == "closed"
