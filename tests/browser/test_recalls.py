"""Something harmful is found in a raw material: what came of it is called back, and the scanned page says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from saolang.programme.traceability.models import Recall
from saolang.programme.traceability.rules.identity import identifier_of_lot, identifier_of_party
from tests.browser.look import PHONE, assert_holds
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_lot, a_material_lot, a_quantity, a_shipment, a_transformation, an_event

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from saolang.base.accounts.models import User
    from saolang.programme.traceability.models import Lot

pytestmark = pytest.mark.django_db(transaction=True)


def a_chain() -> tuple[Lot, Lot]:
    """Return leaves, and the tea that was packed of them, once dried, and shipped to a shop and to a neighbour."""
    producer = a_producer("Hợp tác xã Chè Thanh Bình")
    leaves, dried = a_material_lot(producer, quantity=120), a_lot(a_product("Chè khô", producer=producer))
    packed = a_lot(a_product("Chè gói 100 g", producer=producer))
    a_transformation([leaves], [dried])
    made = {"outputQuantityList": [a_quantity(packed, 60)]}
    an_event("TransformationEvent", producer, inputQuantityList=[a_quantity(dried)], **made)
    a_shipment(packed, identifier_of_party(a_producer("Cửa hàng đặc sản Ngã Bảy")), 30)
    a_shipment(packed, "Chị Ba, chợ Ngã Bảy", 5)
    return leaves, packed


def sign_in(page: Page, client: Client, live_server: LiveServer, user: User) -> None:
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def test_contaminated_leaves_are_called_back_from_the_link_on_a_pack_to_the_scanned_page(
    browser: Browser, client: Client, live_server: LiveServer
) -> None:
    leaves, packed = a_chain()
    width, height = PHONE
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": height}, locale="vi-VN"
    )
    page = context.new_page()
    sign_in(page, client, live_server, GrantFactory().user)
    assert packed.product

    page.goto(live_server.url + reverse("desk:lots"))
    page.get_by_label("Số lô, mã hoặc đường dẫn").fill(identifier_of_lot(leaves))
    page.get_by_role("button", name="Tìm lô").click()
    page.get_by_role("link", name="Thu hồi…").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.get_by_label("Nguy cơ, nội dung").fill("Có dư lượng thuốc bảo vệ thực vật.")
    page.get_by_label("Người mua cần làm gì", exact=True).fill("Đừng dùng. Mang đến nơi mua để được trả tiền.")
    page.get_by_label("Đơn vị thu hồi").fill("Chi cục Quản lý chất lượng")
    page.get_by_role("button", name="Xem lại trước khi thu hồi").click()
    page.get_by_role("button", name="Bắt đầu thu hồi").wait_for()
    before = Recall.objects.count()
    page.get_by_role("button", name="Bắt đầu thu hồi").click()
    page.goto(f"{live_server.url}/sp/{packed.product.code}/lo/{packed.number}")

    assert (before, Recall.objects.count()) == (0, 2)
    assert page.get_by_role("heading", level=1).count() == 1
    assert "Đừng dùng. Mang đến nơi mua để được trả tiền." in page.content()


def test_pages_of_lots_checks_and_recalls_are_open_to_all(page: Page, client: Client, live_server: LiveServer) -> None:
    leaves, packed = a_chain()
    sign_in(page, client, live_server, GrantFactory().user)
    event = packed.producer.events.earliest("pk")

    for path in (
        reverse("desk:lots"),
        reverse("desk:lot", args=[packed.code]),
        reverse("desk:events"),
        reverse("desk:event", args=[event.pk]),
        reverse("desk:event_check", args=[event.pk]),
        reverse("desk:recall_of_lot", args=[leaves.code]),
    ):
        page.goto(live_server.url + path)
        assert_holds(page)
    page.get_by_label("Nguy cơ, nội dung").fill("Có dư lượng thuốc bảo vệ thực vật.")
    page.get_by_label("Người mua cần làm gì", exact=True).fill("Đừng dùng.")
    page.get_by_label("Đơn vị thu hồi").fill("Chi cục Quản lý chất lượng")
    page.get_by_role("button", name="Xem lại trước khi thu hồi").click()
    assert_holds(page)
    page.get_by_role("button", name="Bắt đầu thu hồi").click()
    code = Recall.objects.latest("pk").code
    for path in (
        reverse("desk:recalls"),
        reverse("desk:recall", args=[code]),
        reverse("desk:recall_end", args=[code]),
        reverse("desk:recall_withdraw", args=[code]),
        reverse("catalogue:recalls"),
        reverse("catalogue:recall", args=[code]),
    ):
        page.goto(live_server.url + path)
        assert_holds(page)
