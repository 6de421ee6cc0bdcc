"""What is photographed: where to go, as whom, and what to open there, in the order in which a coordinator works."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from register import write_register

PASSWORD = "sao-lang-2026"  # noqa: S105 - of the demonstration, which prints it
CAO_BANG, HA_NAM = "cao-bang@ocop.example", "ha-nam@ocop.example"
ADMINISTRATOR = "quan-tri@ocop.example"
PLAN = "/ke-hoach/cao-bang-2021-2025/"
OLD_PLAN = "/ke-hoach/ha-nam-2024/"

Walk = Callable[[Page], object]


def stay(_: Page) -> None:
    """Do nothing more."""


def at(path: str) -> Walk:
    """Return the walk to an address."""
    return lambda page: page.goto(path)


def open_details(row: str) -> Walk:
    """Return the act of opening what is folded in a row of a table, and bringing it to the top of the window."""

    def act(page: Page) -> None:
        page.locator(f"{row} summary").first.click()
        page.locator(row).evaluate("row => row.scrollIntoView()")

    return act


@dataclass(frozen=True)
class Scene:
    """One page to photograph. `reach` is walked once; `prepare` before each picture, after the page was loaded anew."""

    name: str
    reach: Walk
    who: str = CAO_BANG
    prepare: Walk = stay
    widths: tuple[int, ...] = (1366,)
    languages: tuple[str, ...] = ("vi", "en")
    heights: Mapping[int, int] = field(default_factory=dict)


def issue_two_reports(page: Page) -> None:
    """Issue the report of two days, one after the other."""
    for day in ("2024-12-31", "2025-06-30"):
        page.goto(f"{PLAN}bao-cao/")
        page.fill("main [name=as_at]", day)
        page.get_by_role("button", name="Phát hành báo cáo").click()
        page.wait_for_load_state()
    page.goto(f"{PLAN}bao-cao/")


def compare_reports(page: Page) -> None:
    """Ask what changed from the first report to the second."""
    page.goto(f"{PLAN}bao-cao/")
    page.get_by_role("button", name="So sánh").click()
    page.wait_for_load_state()


def choose_a_file(page: Page) -> None:
    """Put the made-up register into the form."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "so-theo-doi-ocop-2026.xlsx"
        write_register(file)
        page.set_input_files("[type=file]", {"name": file.name, "mimeType": "", "buffer": file.read_bytes()})


def send_the_register(page: Page) -> None:
    """Send the register and wait until it is read."""
    page.goto("/so-theo-doi/gui/")
    choose_a_file(page)
    page.get_by_role("button", name="Gửi tệp").click()
    page.get_by_text("Từng dòng", exact=True).first.wait_for()


def open_columns(page: Page) -> None:
    """Open what the reader took each column for."""
    open_register(page)
    page.get_by_role("link", name="Xem và sửa cột").click()
    page.wait_for_load_state()


def open_register(page: Page) -> None:
    """Open the register that was sent."""
    page.goto("/so-theo-doi/")
    page.locator("main table a").first.click()
    page.wait_for_load_state()


def open_held_row(page: Page) -> None:
    """Open the first row that waits for a person."""
    open_register(page)
    page.goto(f"{page.url}?verdict=hold")
    page.locator("#dong table a").first.click()
    page.wait_for_load_state()


def enter_the_register(page: Page) -> None:
    """Answer the row that waits, enter what is accepted, and see which figures moved."""
    open_held_row(page)
    page.get_by_label("nhận như đã đọc").check()
    page.locator("[name=stars]").select_option("3")
    page.get_by_role("button", name="Lưu quyết định").click()
    page.wait_for_load_state()
    open_register(page)
    page.get_by_text("Nhập sổ này…").click()
    page.get_by_role("button", name="Nhập").last.click()
    page.get_by_text("Xem số liệu thay đổi").wait_for()
    page.get_by_text("Xem số liệu thay đổi").click()
    page.wait_for_load_state()


def open_first_pair(page: Page) -> None:
    """Open the first two records that may be one."""
    page.goto("/trung-lap/")
    page.locator("main table a[href^='/trung-lap/']").first.click()
    page.wait_for_load_state()


def open_first(path: str) -> Walk:
    """Return the walk to the first record of a list."""

    def act(page: Page) -> None:
        page.goto(path)
        page.locator("main tbody a").first.click()
        page.wait_for_load_state()

    return act


def sign_a_report(page: Page) -> None:
    """Open the first report that was issued, to be signed."""
    page.goto(f"{PLAN}bao-cao/")
    page.locator("main a[href^='/ky/']").first.click()
    page.wait_for_load_state()


def open_a_coordinator(page: Page) -> None:
    """Open the page of a person with a role."""
    page.goto("/nguoi-dung/")
    page.get_by_role("link", name="Điều phối viên Cao Bằng").click()
    page.wait_for_load_state()


BOTH = (1366, 390)
DAY = "as_at=2024-12-31"
SCENES = (
    Scene("sign-in", at("/tai-khoan/login/"), who="", widths=(390,)),
    Scene("year", at(f"/?{DAY}"), widths=BOTH, heights={1366: 1180}),
    Scene("target", at(f"/?{DAY}"), prepare=open_details("#CB-01"), widths=BOTH, heights={1366: 900, 390: 1100}),
    Scene("names", at(f"{PLAN}chi-tieu/CB-02/?{DAY}"), widths=BOTH),
    Scene("expiring", at(f"{PLAN}sap-het-han/")),
    Scene("country", at("/ban-do/"), heights={1366: 1690}),
    Scene("two-dates", at("/?as_at=2024-12-31&as_known=2025-01-12"), who=HA_NAM),
    Scene("old-map", at(f"{OLD_PLAN}ban-do/?map=old"), who=HA_NAM),
    Scene("new-map", at(f"{OLD_PLAN}ban-do/?map=new"), who=HA_NAM),
    Scene("place", at("/dia-ban/1-35/"), who=HA_NAM),
    Scene("plan", at(PLAN), widths=BOTH),
    Scene("target-edit", at(f"{PLAN}chi-tieu/CB-04/sua/")),
    Scene("history", at(f"{PLAN}lich-su/")),
    Scene("reports", issue_two_reports),
    Scene("changes", compare_reports, heights={1366: 1100}),
    Scene("products", at("/san-pham/?stars=4"), widths=BOTH),
    Scene("product", open_first("/san-pham/"), widths=BOTH),
    Scene("producer", open_first("/chu-the/"), heights={1366: 1000}),
    Scene("upload", at("/so-theo-doi/gui/"), prepare=choose_a_file),
    Scene("register", send_the_register, heights={1366: 1500}),
    Scene("columns", open_columns),
    Scene("row", open_held_row, heights={1366: 1000}),
    Scene("moved", enter_the_register),
    Scene("look-alike", open_first_pair, heights={1366: 1000}),
    Scene("account", at("/tai-khoan/"), widths=(390,), heights={390: 1000}),
    Scene("second-factor", at("/tai-khoan/xac-thuc/"), widths=(390,)),
    Scene("sessions", at("/tai-khoan/thiet-bi/"), widths=(390,)),
    Scene("signing", sign_a_report),
    Scene("people", at("/nguoi-dung/"), who=ADMINISTRATOR),
    Scene("person", open_a_coordinator, who=ADMINISTRATOR),
    Scene("invite", at("/nguoi-dung/moi/"), who=ADMINISTRATOR),
    Scene("change-list", at("/nhat-ky/"), who=ADMINISTRATOR),
    Scene("proof", at("/kiem-chung/"), who="", heights={1366: 1100}),
)
