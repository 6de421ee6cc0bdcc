"""From the council's answer to the certificate, its renewal and its end: office, producer, consumer; the criteria."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier, Proof
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.services import results, sessions
from saolang.programme.registry.models import Producer
from tests.browser.journey.stage import assert_open_to_all, assert_said, follow, press
from tests.browser.look import LAPTOP, PHONE
from tests.config.verbs.processes import ROOT
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_certificate, a_decision, a_recognition
from tests.factories.dossiers import RICE, a_dossier, a_paper_of, an_edition
from tests.factories.evaluation import a_council, a_seat, a_waiting_dossier, an_open_session, everybody_signs
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from saolang.base.places.models import Place
    from tests.browser.journey.cast import Cast
    from tests.browser.journey.stage import Stage

PRODUCT, OLD_PRODUCT = "Gạo ST25 Bảy Ngàn", "Gạo tím Bảy Ngàn"
KEPT_PAPER, ENDED_PAPER = "Phiếu kiểm nghiệm còn dùng", "Giấy an toàn thực phẩm đã hết hạn"
COLLEAGUE = "dieu-phoi-2@ocop.example"
ANYBODY = ""
LOST = 15
"""Points every member takes off: what is left is 85, which is 4 stars, and the province decides."""
DAYS_LEFT = 150
"""Until the old certificate ends: within the 180 to 120 days in which a re-evaluation is filed."""
DECISION, REVOKING_DECISION = "1208/QĐ-UBND", "1333/QĐ-UBND"
MEDIA_TYPES = {
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FIRST_BYTES = {".json": b"{", ".pdf": b"%PDF-", ".docx": b"PK\x03\x04"}


# What has happened before --------------------


def prepare(cast: Cast, province: Place, commune: Place) -> None:
    """Hold the session that gave the product 4 stars, tell the producer, and let the time for objections pass."""
    GrantFactory(place=province, user__email=COLLEAGUE, user__full_name="Điều phối viên Võ Văn Hai")
    producer = Producer.objects.get(name=cast.producer_name)
    product = a_product(PRODUCT, producer=producer, product_set=an_edition().product_set)
    dossier = a_waiting_dossier(commune, producer=producer, product=product, filed_at=timezone.now())
    council = a_council(province)
    for seat in (Seat.CHAIR, Seat.MEMBER, Seat.MEMBER):
        a_seat(council, seat)
    session = an_open_session(council, dossier)
    everybody_signs(session, dict.fromkeys(council.memberships.values_list("pk", flat=True), LOST))
    sessions.close(session=session, by="tests")
    results.announce(session=session, by="tests")
    Dossier.objects.filter(pk=dossier.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    cast.dossier, cast.council, cast.session = dossier.code, council.code, session.code
    _certify_years_ago(producer, province, commune)


def _certify_years_ago(producer: Producer, province: Place, commune: Place) -> None:
    """Give the producer another product whose certificate is to be renewed, and whose papers are known."""
    today = timezone.localdate()
    product = a_product(OLD_PRODUCT, producer=producer, product_set=an_edition().product_set)
    began = today - dt.timedelta(days=3 * 365 - DAYS_LEFT)
    decision = a_decision(place=province, decided_on=began)
    a_certificate(a_recognition(product, on=began, decision=decision), on=began)
    dossier = a_dossier(
        commune,
        producer=producer,
        product=product,
        choices={"1.1": "1.1-3"},
        state=State.RECOGNISED,
        filed_at=timezone.now(),
        state_since=timezone.now(),
    )
    papers = (
        a_paper_of(dossier, title=KEPT_PAPER),
        a_paper_of(dossier, title=ENDED_PAPER, expires_on=today - dt.timedelta(days=1)),
    )
    Proof.objects.bulk_create(
        Proof(dossier=dossier, criterion="1.1", evidence=paper, added_by="tests") for paper in papers
    )


# The certificate --------------------


def make_final(stage: Stage, cast: Cast) -> None:
    """Have the coordinator make the result final, now that nobody may object any more."""
    page = stage.go(cast.coordinator, "council:results", cast.session)
    assert_said(page, "4 sao")
    press(page, "Chốt kết quả chính thức")
    assert_said(page, "Đã chốt kết quả chính thức.")
    assert_open_at_both_widths(page)

    page = stage.go(cast.producer, "portal:result", cast.dossier)
    assert_said(page, "4 sao")
    assert page.get_by_role("button", name="Gửi ý kiến tới hội đồng").count() == 0


def enter_decision(stage: Stage, cast: Cast, number: str) -> str:
    """Have the coordinator enter a decision of the province of today; return its code."""
    page = stage.go(cast.coordinator, "desk:decisions")
    follow(page, "Thêm quyết định")
    page.get_by_label("Số quyết định").fill(number)
    page.get_by_label("Ngày quyết định").fill(cast.today)
    page.get_by_label("Cơ quan ban hành").fill("Ủy ban nhân dân thành phố")
    page.get_by_label("Địa bàn").fill("2-92")
    assert_open_to_all(page)
    press(page, "Lưu")
    assert_said(page, "Đã thêm quyết định.", number)
    return page.url.rstrip("/").split("/")[-1]


def recognise(stage: Stage, cast: Cast) -> None:
    """Have the coordinator recognise by the decision: no star is typed, the certificate comes with it."""
    page = stage.go(cast.coordinator, "council:results", cast.session)
    follow(page, "Công nhận theo quyết định")
    page.get_by_label("Quyết định công nhận").select_option(index=1)
    page.get_by_label(PRODUCT).check()
    assert_open_at_both_widths(page)
    press(page, "Công nhận")
    assert_said(page, "Đã công nhận 1 sản phẩm.", DECISION)


def read_certificate(stage: Stage, cast: Cast) -> str:
    """Have the coordinator find the certificate in the list and read it; return its public code."""
    page = stage.go(cast.coordinator, "desk:certificates")
    row = page.get_by_role("row").filter(has_text=PRODUCT)
    row.get_by_role("link").first.click()
    assert_said(page, DECISION, cast.producer_name, "Trang kiểm tra")
    assert_open_at_both_widths(page)
    return page.url.rstrip("/").split("/")[-1]


def find_it_as_producer(stage: Stage, cast: Cast, code: str) -> None:
    """Have the producer find the certificate without being told where: beside the one of old."""
    page = stage.go(cast.producer, "portal:certificates")
    assert_said(page, PRODUCT, OLD_PRODUCT)
    assert_open_at_both_widths(page)
    page = stage.go(cast.producer, "portal:certificate", code)
    assert_said(page, PRODUCT, DECISION)
    assert_open_at_both_widths(page)


def take_paper(stage: Stage, cast: Cast, code: str, folder: Path) -> None:
    """Have the coordinator issue the certificate on paper, and take it home as PDF and as Word."""
    page = stage.go(cast.coordinator, "desk:certificate", code)
    follow(page, "Bản giấy")
    assert_open_at_both_widths(page)
    for name in ("PDF", "Word"):
        assert downloaded(page, page.get_by_role("link", name=f"Tải bản {name}"), folder).stat().st_size > ENOUGH
    press(page, "Ban hành bản PDF")
    assert_said(page, "đang dùng")
    issued = page.locator("ul.files a, .files a").first
    assert downloaded(page, issued, folder).stat().st_size > ENOUGH


ENOUGH = 4_000
"""No certificate on paper is smaller, in bytes."""


def check_in_public(stage: Stage, cast: Cast, code: str, folder: Path) -> None:
    """Have anybody read at the address of the QR code that it is valid, and check the credential without us."""
    page = public_page(stage, code)
    assert page.get_by_role("heading", level=1).inner_text() == "Chứng nhận thật, còn hiệu lực"
    assert_said(page, PRODUCT, cast.producer_name, DECISION)
    assert page.locator(".stars").inner_text() == "4 sao"
    assert_open_at_both_widths(page)

    credential = downloaded(page, page.get_by_role("link", name="Tải bản ký số"), folder)
    keys = folder / "did.json"
    keys.write_bytes(page.request.get(stage.address + reverse("catalogue:keys")).body())
    said = run_alone("check_credential.py", credential, "--key", keys)
    assert said.startswith("Genuine")
    assert PRODUCT in said


def prove_a_sheet(stage: Stage, cast: Cast, folder: Path) -> None:
    """Have the coordinator take the proof of one sheet, which anybody checks against the root made public."""
    page = stage.go(cast.coordinator, "council:results", cast.session)
    proof = downloaded(page, page.get_by_role("link", name="Tải tệp chứng minh phiếu").first, folder)

    page = stage.go(ANYBODY, "council:published", cast.session)
    assert_said(page, PRODUCT)
    assert_open_at_both_widths(page)
    root = page.get_by_role("main").locator("code").last.inner_text()
    run_alone("check_chain.py", proof, root)


# Renewal --------------------


def open_renewal(stage: Stage, cast: Cast) -> None:
    """Have the producer begin the re-evaluation that is due: what holds is there, what ended is named."""
    page = stage.go(cast.producer, "portal:home")
    assert_open_at_both_widths(page)
    follow(page, f"Lập hồ sơ đánh giá lại {OLD_PRODUCT}")
    press(page, "Mở hồ sơ")
    assert_said(page, "Giấy tờ của lần trước đã hết hiệu lực", ENDED_PAPER, "Nộp hồ sơ đánh giá lại từ")
    assert_open_at_both_widths(page)

    follow(page, "3. Giấy tờ minh chứng")
    taken_over = page.get_by_role("table").get_by_role("link", name=KEPT_PAPER)
    assert taken_over.is_visible()
    assert page.get_by_role("table").get_by_role("link", name=ENDED_PAPER).count() == 0
    assert_open_at_both_widths(page)


# Revocation --------------------


def revoke(stage: Stage, cast: Cast, code: str) -> None:
    """Have the coordinator enter what was found, then the decision: anybody reads so on the very next request."""
    decision = enter_decision(stage, cast, REVOKING_DECISION)
    page = stage.go(cast.coordinator, "desk:certificate", code)
    follow(page, "Ghi kết luận")
    page.get_by_label("Căn cứ").select_option(index=1)
    page.get_by_label("Ngày kết luận").fill(cast.today)
    page.get_by_label("Nội dung kết luận").fill("In năm sao trên bao bì.")
    press(page, "Ghi kết luận")
    assert_said(page, "In năm sao trên bao bì.", "Hạn quyết định")
    assert_open_at_both_widths(page)
    assert "còn hiệu lực" in public_page(stage, code).get_by_role("heading", level=1).inner_text()

    follow(page, "Thu hồi chứng nhận")
    page.get_by_label("Thu hồi từ ngày").fill(cast.today)
    page.get_by_label("Quyết định").select_option(decision)
    page.get_by_label("Kết quả xử lý").fill("Chủ thể thừa nhận.")
    assert_open_to_all(page)
    press(page, "Thu hồi")
    assert_said(page, "Thu hồi từ ngày", REVOKING_DECISION)

    page = public_page(stage, code)
    assert page.get_by_role("heading", level=1).inner_text() == "Chứng nhận đã bị thu hồi"
    assert page.locator(".stars").count() == 0
    assert_open_at_both_widths(page)


# Criteria --------------------


def read_criteria_otherwise(stage: Stage, cast: Cast) -> None:
    """Have one coordinator propose to read the rice set otherwise; not the same, but another one approves."""
    page = stage.go(cast.coordinator, "desk:criteria_set", RICE)
    follow(page, "Đề xuất bản mới")
    page.get_by_label("Mức đánh dấu sao chỉ để biết, không làm hạ sao.").check()
    page.get_by_label("Lý do").fill("Theo hướng dẫn mới của Bộ.")
    assert_open_at_both_widths(page)
    press(page, "Gửi đề xuất")
    assert_said(page, "Một người khác có quyền sửa bộ tiêu chí sẽ duyệt.", "không làm hạ sao")
    assert page.get_by_role("button", name="Duyệt đề xuất").count() == 0
    assert page.locator("p.why").is_visible()
    proposal = page.url

    page = stage.window(COLLEAGUE)
    page.goto(proposal)
    assert_said(page, "Theo hướng dẫn mới của Bộ.", "không làm hạ sao")
    assert_open_at_both_widths(page)
    press(page, "Duyệt đề xuất")
    assert_said(page, "Đã duyệt. Bản này được dùng từ bây giờ; hồ sơ cũ giữ bản cũ.")
    page = stage.go(COLLEAGUE, "desk:criteria_set", RICE)
    assert page.get_by_role("row").filter(has_text=f"{RICE}@1").get_by_text("đang dùng").is_visible()


# How it is looked at --------------------


def public_page(stage: Stage, code: str) -> Page:
    """Return the page a consumer comes to by the QR code."""
    return stage.go(ANYBODY, "catalogue:certificate", code)


def downloaded(page: Page, link: Locator, folder: Path) -> Path:
    """Follow the link to a file; return it, of the type its name says and begun as that type begins."""
    address = link.get_attribute("href")
    with (
        page.expect_response(lambda answer: bool(address) and answer.url.endswith(str(address))) as answered,
        page.expect_download() as download,
    ):
        link.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert answered.value.headers["content-type"].partition(";")[0] == MEDIA_TYPES[file.suffix]
    assert file.read_bytes().startswith(FIRST_BYTES[file.suffix])
    return file


def run_alone(script: str, *arguments: object) -> str:
    """Return what a script of the guides says, run as anybody would with nothing of ours; fail where it finds fault."""
    command = [sys.executable, "-I", str(ROOT / "docs" / "operating" / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def assert_open_at_both_widths(page: Page) -> None:
    """Fail on a barrier, a sideways scroll or a control too small, on a phone and on a laptop."""
    for width, height in (PHONE, LAPTOP):
        page.set_viewport_size({"width": width, "height": height})
        assert_open_to_all(page)
