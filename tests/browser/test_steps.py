"""An afternoon of a tea maker on a phone: harvest, dry, roast, pack, ship, the line lost once; and without script."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.urls import reverse
from PIL import ExifTags, Image

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.files.queries import read
from saolang.programme.registry.models import ProductSet
from saolang.programme.registry.services import product_sets
from saolang.programme.traceability.models import Event, EventPhoto, Lot
from saolang.programme.traceability.queries.lots import stocks_of
from saolang.web.portal.step_tables import SAMPLE
from tests.browser.look import PHONE, assert_holds
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_location

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from saolang.programme.registry.models import Producer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def producer() -> Producer:
    product_sets.load(by="tests")
    made = a_producer("Hợp tác xã Chè Thanh Bình")
    a_product("Chè Thanh Bình gói 100 g", producer=made, product_set=ProductSet.objects.get(pk="qd26-11"))
    a_location(made, name="Đồi chè số 4")
    return made


def as_owner(page: Page, client: Client, live_server: LiveServer, producer: Producer) -> Page:
    """Open the lots as the owner, on a phone."""
    owner = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=producer.code).user
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(live_server.url + reverse("portal:lots"))
    return page


@pytest.fixture
def phone(page: Page, client: Client, live_server: LiveServer, producer: Producer) -> Page:
    return as_owner(page, client, live_server, producer)


def begin(page: Page, step: str) -> None:
    link = page.get_by_role("link", name=step, exact=True).first
    if not link.is_visible():
        page.get_by_text("Bước khác").click()
    link.click()
    page.get_by_role("heading", level=1, name=step).wait_for()


def fill(page: Page, **answers: str) -> None:
    """Answer by the names of the fields; the quantities and names people type."""
    for name, answer in answers.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=answer)
        else:
            field.fill(answer)


def record(page: Page, step: str) -> None:
    page.get_by_role("button", name=f"Ghi: {step}").click()


def next_to_do(page: Page, lot: str) -> None:
    page.get_by_role("heading", name=f"Bước tiếp theo của lô {lot}").wait_for()


def kept(page: Page) -> int:
    return int(
        page.evaluate(
            "() => new Promise((resolve) => { const r = indexedDB.open('sao-lang', 1); r.onsuccess = () => {"
            " const q = r.result.transaction('steps').objectStore('steps').count();"
            " q.onsuccess = () => { r.result.close(); resolve(q.result); }; }; })"
        )
    )


def harvest(page: Page) -> None:
    begin(page, "Thu hoạch")
    fill(page, material="Chè búp tươi", number="BUP-01", unit="kg", made="50", place="Đồi chè số 4")
    record(page, "Thu hoạch")
    next_to_do(page, "BUP-01")


def test_whole_afternoon_is_recorded_with_the_line_lost_once(phone: Page) -> None:
    assert_holds(phone)
    phone.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    harvest(phone)
    assert_holds(phone)
    phone.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    begin(phone, "Phơi, sấy")
    assert_holds(phone)
    phone.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    fill(phone, quantity_0="50", material="Chè khô", number="KHO-01", unit="kg", made="12,5")

    phone.context.set_offline(True)
    record(phone, "Phơi, sấy")
    phone.get_by_text("Mất mạng. Đã giữ 1 bước trong máy này").wait_for()
    assert (Event.objects.count(), kept(phone)) == (1, 1)
    phone.context.set_offline(False)
    next_to_do(phone, "KHO-01")
    assert kept(phone) == 0

    begin(phone, "Rang, sao")
    fill(phone, quantity_0="12,5", material="Chè rang", number="RANG-01", unit="kg", made="12")
    record(phone, "Rang, sao")
    next_to_do(phone, "RANG-01")
    begin(phone, "Đóng gói")
    fill(phone, quantity_0="12", thing="Chè Thanh Bình gói 100 g", number="GOI-01", made="120")
    phone.locator("[name=unit]").select_option("")
    record(phone, "Đóng gói")
    next_to_do(phone, "GOI-01")
    begin(phone, "Giao hàng")
    fill(phone, quantity_0="40", partner="Cửa hàng OCOP huyện")
    record(phone, "Giao hàng")
    phone.get_by_text("Cửa hàng OCOP huyện").wait_for()
    phone.get_by_role("link", name="GOI-01").first.click()
    phone.get_by_role("heading", name="Còn lại bao nhiêu").wait_for()
    assert_holds(phone)

    packed = Lot.objects.get(number="GOI-01")
    assert [event.biz_step for event in Event.objects.all()] == [
        "commissioning",
        "creating_class_instance",
        "creating_class_instance",
        "creating_class_instance",
        "shipping",
    ]
    assert stocks_of([packed])[packed.pk].left == 80


def test_steps_are_recorded_without_script(
    browser: Browser, client: Client, live_server: LiveServer, producer: Producer
) -> None:
    page = as_owner(
        browser.new_context(java_script_enabled=False, locale="vi-VN").new_page(), client, live_server, producer
    )

    harvest(page)
    page.get_by_role("link", name="Phơi, sấy", exact=True).first.click()
    fill(page, quantity_0="51", material="Chè khô", number="KHO-01", unit="kg", made="12,5")
    record(page, "Phơi, sấy")
    page.get_by_text("Lô BUP-01 chỉ còn 50 kg, không đủ 51.").first.wait_for()
    fill(page, quantity_0="50")
    record(page, "Phơi, sấy")
    next_to_do(page, "KHO-01")

    assert [lot.number for lot in Lot.objects.order_by("pk")] == ["BUP-01", "KHO-01"]
    page.context.close()


def test_step_the_server_refuses_after_the_line_was_lost_comes_back_into_its_form(phone: Page) -> None:
    harvest(phone)
    begin(phone, "Phơi, sấy")
    fill(phone, quantity_0="51", material="Chè khô", number="KHO-01", unit="kg", made="12,5")

    phone.context.set_offline(True)
    record(phone, "Phơi, sấy")
    phone.get_by_text("Mất mạng. Đã giữ 1 bước trong máy này").wait_for()
    phone.context.set_offline(False)
    phone.get_by_text("Có bước chưa được nhận.").wait_for()
    assert_holds(phone)
    phone.get_by_role("link", name="Sửa lại").click()

    assert (phone.locator("[name=quantity_0]").input_value(), phone.locator("[name=number]").input_value()) == (
        "51",
        "KHO-01",
    )
    assert (kept(phone), Event.objects.count()) == (0, 1)


def wait_until_pages_are_kept(page: Page) -> None:
    """Wait until this browser has kept the list of lots, the last of its pages, and can open it without a line."""
    page.evaluate(
        """async (lots) => {
          await navigator.serviceWorker.ready;
          while (!(await caches.match(lots, { ignoreVary: true }))) await new Promise((go) => setTimeout(go, 50));
        }""",
        page.locator("[data-lots]").get_attribute("data-lots"),
    )


def test_steps_open_and_are_kept_without_a_line_and_are_sent_once(phone: Page, producer: Producer) -> None:
    harvest(phone)
    phone.goto(address := phone.url.split("/cua-toi/")[0] + reverse("portal:lots"))
    wait_until_pages_are_kept(phone)

    phone.context.set_offline(True)
    phone.goto(address)
    phone.get_by_text("Không có mạng: đây là trang máy này giữ lúc").wait_for()
    phone.get_by_text("BUP-01").wait_for()
    numbers = []
    for quantity in ("20", "30"):
        begin(phone, "Thu hoạch")
        fill(phone, unit="kg", made=quantity)
        numbers.append(phone.locator("[name=number]").input_value())
        record(phone, "Thu hoạch")
        phone.get_by_text(f"Mất mạng. Đã giữ {len(numbers)} bước trong máy này").wait_for()
        phone.goto(address)
    phone.get_by_text("Mất mạng. Đã giữ 2 bước trong máy này").wait_for()
    assert_holds(phone)
    assert (kept(phone), Event.objects.count(), numbers) == (2, 1, ["BUP-02", "BUP-03"])

    phone.context.set_offline(False)
    phone.get_by_text("Đã gửi hết. Trang này đã tính cả các bước vừa gửi.").wait_for()

    assert (kept(phone), phone.get_by_text("Không có mạng").is_visible()) == (0, False)
    assert phone.get_by_role("rowheader").all_inner_texts() == ["BUP-03", "BUP-02", "BUP-01"]
    wait_until_pages_are_kept(phone)
    assert list(Lot.objects.order_by("pk").values_list("number", "quantity")) == [
        ("BUP-01", 50),
        ("BUP-02", 20),
        ("BUP-03", 30),
    ]


def test_form_offers_the_lots_that_were_sent_and_keeps_what_is_typed(phone: Page) -> None:
    harvest(phone)
    begin(phone, "Phơi, sấy")
    fill(phone, quantity_0="50", material="Chè khô", number="KHO-01", unit="kg", made="12,5")
    phone.context.set_offline(True)
    record(phone, "Phơi, sấy")
    phone.get_by_text("Mất mạng. Đã giữ 1 bước trong máy này").wait_for()
    fill(phone, quantity_0="7", made="2")
    phone.context.set_offline(False)
    phone.get_by_text("Đã gửi hết. Trang này đã tính cả các bước vừa gửi.").wait_for()

    chosen = phone.locator("[name=lot_0]")
    assert chosen.evaluate("field => field.selectedOptions[0].text.includes('BUP-01')")
    assert "KHO-01" in chosen.inner_text()
    assert (phone.locator("[name=quantity_0]").input_value(), phone.locator("[name=made]").input_value()) == ("7", "2")


def test_page_not_kept_leads_to_the_list_of_lots_without_a_line(phone: Page) -> None:
    harvest(phone)
    phone.get_by_role("link", name="BUP-01").first.click()
    phone.get_by_role("heading", name="Còn lại bao nhiêu").wait_for()
    wait_until_pages_are_kept(phone)

    phone.context.set_offline(True)
    phone.reload()

    phone.get_by_role("heading", level=1, name="Lô hàng và truy xuất").wait_for()


def test_phone_forgets_pages_and_steps_at_sign_out(phone: Page, live_server: LiveServer) -> None:
    harvest(phone)
    wait_until_pages_are_kept(phone)
    phone.goto(live_server.url + reverse("portal:lots"))
    begin(phone, "Thu hoạch")
    fill(phone, unit="kg", made="20", number="BUP-09")
    phone.route("**/ghi/**", lambda route: route.abort())
    record(phone, "Thu hoạch")
    phone.get_by_text("Mất mạng. Đã giữ 1 bước trong máy này").wait_for()

    phone.goto(live_server.url + reverse("account_logout"))
    phone.get_by_text("Còn 1 bước chưa gửi.").wait_for()
    assert_holds(phone)
    phone.get_by_role("button", name="Đăng xuất").click()
    phone.wait_for_url(lambda url: "tai-khoan" not in url)

    left = phone.evaluate(
        "async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
    )
    assert (left, kept(phone), Lot.objects.count()) == ([0, 0], 0, 1)


def test_pages_kept_are_forgotten_once_nobody_is_signed_in(phone: Page, live_server: LiveServer) -> None:
    wait_until_pages_are_kept(phone)

    phone.context.clear_cookies()
    phone.goto(live_server.url + reverse("portal:lots"))
    phone.get_by_role("button", name="Đăng nhập", exact=True).wait_for()

    assert phone.evaluate("async () => (await caches.keys()).length") == 0


def test_steps_are_recorded_where_no_worker_may_run(
    browser: Browser, client: Client, live_server: LiveServer, producer: Producer
) -> None:
    page = as_owner(
        browser.new_context(service_workers="block", locale="vi-VN").new_page(), client, live_server, producer
    )

    harvest(page)

    assert Lot.objects.get().number == "BUP-01"
    page.context.close()


def test_step_whose_answer_was_lost_counts_once(phone: Page) -> None:
    begin(phone, "Thu hoạch")
    fill(phone, material="Chè búp tươi", number="BUP-01", unit="kg", made="50")
    phone.route("**/ghi/**", lambda route: (route.fetch(), route.abort()))
    record(phone, "Thu hoạch")
    phone.get_by_text("Mất mạng. Đã giữ 1 bước trong máy này").wait_for()
    # The step is sent again and again: one that is being lost is waited for.
    phone.unroute_all(behavior="wait")
    next_to_do(phone, "BUP-01")

    assert (kept(phone), Event.objects.count(), Lot.objects.count()) == (0, 1, 1)


def a_photo(width: int, height: int, *, orientation: int = 1) -> bytes:
    """Return a photo as a phone takes it: noise, so that it is large; `orientation` as in EXIF."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    taken = io.BytesIO()
    Image.effect_noise((width, height), 60).save(taken, "JPEG", quality=95, exif=exif)
    return taken.getvalue()


def test_photos_are_sent_small_and_the_way_up_they_were_taken(phone: Page) -> None:
    begin(phone, "Thu hoạch")
    fill(phone, material="Chè búp tươi", number="BUP-01", unit="kg", made="50")
    camera = phone.get_by_label("Ảnh chụp tại chỗ")
    lying = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photo(3000, 2000, orientation=6)}
    little = {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": a_photo(300, 200)}

    camera.set_input_files([lying])
    phone.get_by_text("1 ảnh, ").wait_for()
    camera.set_input_files([little])
    phone.get_by_text("2 ảnh, ").wait_for()
    assert_holds(phone)
    record(phone, "Thu hoạch")
    next_to_do(phone, "BUP-01")

    photos = [read(photo.file) for photo in EventPhoto.objects.order_by("pk")]
    assert [Image.open(io.BytesIO(photo)).size for photo in photos] == [(1067, 1600), (300, 200)]


def test_photo_this_browser_cannot_read_is_sent_as_it_is_and_judged_by_the_server(phone: Page) -> None:
    begin(phone, "Thu hoạch")
    fill(phone, material="Chè búp tươi", number="BUP-01", unit="kg", made="50")
    phone.get_by_label("Ảnh chụp tại chỗ").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}]
    )
    phone.get_by_text("1 ảnh, ").wait_for()
    record(phone, "Thu hoạch")
    phone.get_by_role("alert").wait_for()

    assert Lot.objects.count() == 0


def test_table_of_steps_is_judged_row_by_row_and_recorded(phone: Page) -> None:
    table = SAMPLE.replace("2026", "2025").replace(
        "Giao hàng,05/11/2025,08:00,,GOI-01", "Giao hàng,05/11/2025,08:00,,GOI-09"
    )
    phone.get_by_role("link", name="Nhập từ bảng").click()
    assert_holds(phone)

    phone.get_by_label("Bảng các bước").set_input_files(
        [{"name": "so.csv", "mimeType": "text/csv", "buffer": table.encode()}]
    )
    phone.get_by_role("button", name="Xem từng dòng").click()
    phone.get_by_text("Chưa có lô “GOI-09”.").wait_for()
    assert_holds(phone)
    assert Event.objects.count() == 0
    phone.get_by_role("button", name="Ghi 3 bước").click()
    phone.get_by_text("Đã ghi 3 bước; 1 dòng chưa ghi được").wait_for()

    assert Event.objects.count() == 3


def test_step_is_told_anew_where_it_was_wrong(phone: Page) -> None:
    harvest(phone)
    phone.get_by_role("link", name="Ghi lại cho đúng").click()
    assert_holds(phone)
    fill(phone, reason="ghi thừa số 0", made="5")
    record(phone, "Thu hoạch")
    phone.get_by_text("Đã sửa: bước cũ được giữ lại").wait_for()
    assert_holds(phone)

    lot = Lot.objects.get()
    assert (lot.quantity, stocks_of([lot])[lot.pk].made, Event.objects.count()) == (5, 5, 3)
