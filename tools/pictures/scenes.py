"""What is photographed: where to go, as whom, and what to open there, in the order in which people work."""

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
HAU_GIANG = "hau-giang@ocop.example"
PRODUCER, PRODUCER_WITH_RESULT = "chu-the@ocop.example", "chu-the-4@ocop.example"
COMMUNE, INSPECTOR = "can-bo-xa@ocop.example", "kiem-tra@ocop.example"
SECRETARY, MEMBER = "thu-ky@ocop.example", "uy-vien-4@ocop.example"
CRITERIA = "/dieu-hanh/bo-tieu-chi/qd26-03/"
PLAN = "/dieu-hanh/ke-hoach/cao-bang-2021-2025/"
OLD_PLAN = "/dieu-hanh/ke-hoach/ha-nam-2024/"

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
    page.goto("/dieu-hanh/so-theo-doi/gui/")
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
    page.goto("/dieu-hanh/so-theo-doi/")
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
    page.goto("/dieu-hanh/trung-lap/")
    page.locator("main table a[href^='/dieu-hanh/trung-lap/']").first.click()
    page.wait_for_load_state()


def open_first(path: str) -> Walk:
    """Return the walk to the first record of a list."""

    def act(page: Page) -> None:
        page.goto(path)
        page.locator("main tbody a").first.click()
        page.wait_for_load_state()

    return act


def through(path: str, *links: str) -> Walk:
    """Return the walk from a page over links, each found by its words; codes differ in each demonstration."""

    def act(page: Page) -> None:
        page.goto(path)
        for words in links:
            page.locator("main a", has_text=words).first.click()
            page.wait_for_load_state()

    return act


def bring_up(place: str) -> Walk:
    """Return the act of bringing a part of the page to the top of the window."""
    return lambda page: page.locator(place).first.evaluate("part => part.scrollIntoView()")


def score_some(page: Page) -> None:
    """Open a sheet and choose a line on a few criteria, as a member does."""
    through("/phien/", "Phiên thứ hai", "Chấm")(page)
    for line in page.locator("fieldset").filter(has=page.locator("[type=radio]")).all()[:6]:
        line.locator("label:has([type=radio])").nth(1).click()
    page.get_by_text("Đã lưu lúc").first.wait_for()


def answer_the_calculator(page: Page) -> None:
    """Say of every criterion but a few what the product has, and ask for the stars."""
    for line in page.locator("fieldset").filter(has=page.locator("[type=radio]")).all()[3:]:
        line.locator("label:has([type=radio])").nth(1).click()
    page.wait_for_load_state("networkidle")
    page.locator(".rating-ways li").first.wait_for()
    bring_up("#ket-qua")(page)


def show_the_way(page: Page) -> None:
    """Open the cheapest way to the next star below what a self-score comes to."""
    page.locator("#result summary").click()
    bring_up("#result")(page)


def check_a_certificate(page: Page) -> None:
    """Find the page on which anybody checks the first certificate."""
    through("/dieu-hanh/giay-chung-nhan/?state=valid", "GCN-OCOP", "Trang kiểm tra")(page)


def open_labels(page: Page) -> None:
    """Open the first run of labels, once its file is drawn."""
    through("/cua-toi/tem/", "IN-")(page)
    page.get_by_role("link", name="Tải tệp PDF").wait_for()


def scan(name: str, path: str) -> Scene:
    """Return the scene of a scanned code, as whoever holds the goods sees it."""
    return Scene(f"scan-{name}", at(path), who="", widths=(390,), languages=("vi", "en", "km"))


def sign_a_report(page: Page) -> None:
    """Open the first report that was issued, to be signed."""
    page.goto(f"{PLAN}bao-cao/")
    page.locator("main a[href^='/ky/']").first.click()
    page.wait_for_load_state()


def open_a_coordinator(page: Page) -> None:
    """Open the page of a person with a role."""
    page.goto("/dieu-hanh/nguoi-dung/")
    page.get_by_role("link", name="Điều phối viên Cao Bằng").click()
    page.wait_for_load_state()


BOTH = (1366, 390)
LOT = "/sp/SP-56Y9XV3X/lo/L2610-07"
DAY = "as_at=2024-12-31"
SCENES = (
    Scene("sign-in", at("/tai-khoan/login/"), who="", widths=(390,)),
    Scene("year", at(f"/dieu-hanh/?{DAY}"), widths=BOTH, heights={1366: 1180}),
    Scene(
        "target", at(f"/dieu-hanh/?{DAY}"), prepare=open_details("#CB-01"), widths=BOTH, heights={1366: 900, 390: 1100}
    ),
    Scene("names", at(f"{PLAN}chi-tieu/CB-02/?{DAY}"), widths=BOTH),
    Scene("expiring", at(f"{PLAN}sap-het-han/")),
    Scene("country", at("/dieu-hanh/ban-do/"), heights={1366: 1690}),
    Scene("two-dates", at("/dieu-hanh/?as_at=2024-12-31&as_known=2025-01-12"), who=HA_NAM),
    Scene("old-map", at(f"{OLD_PLAN}ban-do/?map=old"), who=HA_NAM),
    Scene("new-map", at(f"{OLD_PLAN}ban-do/?map=new"), who=HA_NAM),
    Scene("place", at("/dieu-hanh/dia-ban/1-35/"), who=HA_NAM),
    Scene("plan", at(PLAN), widths=BOTH),
    Scene("target-edit", at(f"{PLAN}chi-tieu/CB-04/sua/")),
    Scene("history", at(f"{PLAN}lich-su/")),
    Scene("reports", issue_two_reports),
    Scene("changes", compare_reports, heights={1366: 1100}),
    Scene("products", at("/dieu-hanh/san-pham/?stars=4"), widths=BOTH),
    Scene("product", open_first("/dieu-hanh/san-pham/"), widths=BOTH),
    Scene("producer", open_first("/dieu-hanh/chu-the/"), heights={1366: 1000}),
    Scene("upload", at("/dieu-hanh/so-theo-doi/gui/"), prepare=choose_a_file),
    Scene("register", send_the_register, heights={1366: 1500}),
    Scene("columns", open_columns),
    Scene("row", open_held_row, heights={1366: 1000}),
    Scene("moved", enter_the_register),
    Scene("look-alike", open_first_pair, heights={1366: 1000}),
    Scene("criteria", at(CRITERIA)),
    Scene("mine", at("/cua-toi/"), who=PRODUCER, widths=(390,)),
    Scene(
        "self-score",
        through("/cua-toi/", "Hoàn thành hồ sơ", "Tự chấm"),
        who=PRODUCER,
        prepare=show_the_way,
        widths=(390,),
    ),
    Scene("my-result", through("/cua-toi/", "Rau an toàn", "Xem kết quả"), who=PRODUCER_WITH_RESULT, widths=(390,)),
    Scene("rating", at("/may-sao/qd26-03/"), who="", prepare=answer_the_calculator, widths=(390,)),
    Scene("dossier", through("/dieu-hanh/ho-so/hom-nay/", "Gạo lứt"), who=COMMUNE, heights={1366: 1400}),
    Scene("report", through("/dieu-hanh/ho-so/hom-nay/", "Gạo lứt", "Ghi báo cáo"), who=COMMUNE),
    Scene("score-sheet", score_some, who=MEMBER, prepare=bring_up("#part-A"), widths=BOTH),
    Scene("cockpit", through("/phien/", "Phiên thứ hai", "Bàn thư ký"), who=SECRETARY),
    Scene("results", through("/phien/", "Phiên thứ nhất", "Kết quả"), who=SECRETARY, heights={1366: 1000}),
    Scene("certificate", through("/dieu-hanh/giay-chung-nhan/", "GCN-OCOP"), who=HAU_GIANG),
    Scene("check", check_a_certificate, who=HAU_GIANG, widths=(390,), languages=("vi", "en", "km")),
    scan("valid", LOT),
    scan("extended", "/sp/SP-QVN4CJX8"),
    scan("expired", "/sp/SP-NS42DGG9"),
    scan("suspended", "/sp/SP-G1FE84X8/lo/MO-2608"),
    scan("revoked", "/sp/SP-AW2EH7D6"),
    scan("recalled", "/sp/SP-6BFR5XW8/lo/CC-2610-2"),
    scan("unknown-lot", "/sp/SP-56Y9XV3X/lo/KHONG-CO"),
    scan("unknown", "/sp/SP-00000000"),
    Scene("journey", at(LOT), who="", prepare=bring_up("#hanh-trinh"), widths=(390,)),
    Scene("origin", at(LOT), who="", prepare=bring_up("#xuat-xu"), widths=(390,), heights={390: 520}),
    Scene("papers-of-others", at(LOT), who="", prepare=bring_up("#chung-nhan-khac"), widths=(390,), heights={390: 520}),
    Scene("home", at("/"), who="", widths=BOTH),
    Scene("catalogue", at("/san-pham/?sao=4"), who=""),
    Scene("map", at("/ban-do/"), who="", heights={1366: 1850}),
    Scene("promise", at("/ke-hoach/cao-bang-2021-2025/"), who="", heights={1366: 1100}),
    Scene("problem", at("/phan-anh/"), who="", widths=(390,)),
    Scene("my-lots", at("/cua-toi/truy-xuat/"), who=PRODUCER, widths=(390,)),
    Scene("step", at("/cua-toi/truy-xuat/ghi/pack/"), who=PRODUCER, widths=(390,), heights={390: 1500}),
    Scene("labels", open_labels, who=PRODUCER, widths=(390,), heights={390: 1080}),
    Scene("lot", through("/dieu-hanh/lo/?q=L2610-07", "L2610-07"), who=COMMUNE, heights={1366: 1400}),
    Scene("event", through("/dieu-hanh/su-kien/?da-kiem=1", "Kiểm nghiệm"), who=COMMUNE),
    Scene("recall-start", through("/dieu-hanh/lo/", "CTL-1", "Thu hồi"), who=INSPECTOR),
    Scene("recall", open_first("/dieu-hanh/thu-hoi/"), who=INSPECTOR, heights={1366: 1000}),
    Scene("account", at("/tai-khoan/"), widths=(390,), heights={390: 1000}),
    Scene("second-factor", at("/tai-khoan/xac-thuc/"), widths=(390,)),
    Scene("sessions", at("/tai-khoan/thiet-bi/"), widths=(390,)),
    Scene("signing", sign_a_report),
    Scene("people", at("/dieu-hanh/nguoi-dung/"), who=ADMINISTRATOR),
    Scene("person", open_a_coordinator, who=ADMINISTRATOR),
    Scene("invite", at("/dieu-hanh/nguoi-dung/moi/"), who=ADMINISTRATOR),
    Scene("change-list", at("/dieu-hanh/nhat-ky/"), who=ADMINISTRATOR),
    Scene("proof", at("/kiem-chung/"), who="", heights={1366: 1100}),
)
