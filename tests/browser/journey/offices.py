"""What offices do with a dossier: the commune checks, asks for more and proposes; the province; the advisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.journey.before import PRODUCT
from tests.browser.journey.stage import assert_open_to_all, assert_said, follow, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.journey.cast import Cast
    from tests.browser.journey.stage import Stage

TOPICS = (
    "Nguồn gốc, nguyên liệu địa phương",
    "Sử dụng lao động địa phương",
    "Nguồn gốc ý tưởng sản phẩm",
    "Bản sắc, trí tuệ địa phương",
)
WANTED = "Phiếu kiểm nghiệm cần có chỉ tiêu dư lượng thuốc bảo vệ thực vật."


def receive_and_ask_for_more(stage: Stage, cast: Cast) -> None:
    """Have the commune take the dossier in, which gives it its code, and ask for one paper more."""
    page = stage.go(cast.commune, "desk:dossiers_today")
    assert_open_to_all(page)
    page.get_by_role("main").get_by_role("link", name=PRODUCT).first.click()
    assert_said(page, "cấp xã đang kiểm tra", "Kiểm tra thành phần hồ sơ")
    assert_open_to_all(page)
    press(page, "Tiếp nhận, cấp mã số")
    assert_said(page, "Đã tiếp nhận hồ sơ và cấp mã số sản phẩm.")

    follow(page, "Yêu cầu bổ sung")
    page.get_by_label("Mục 1", exact=True).select_option(label="kết quả kiểm nghiệm")
    page.get_by_label("Cần bổ sung gì ở mục 1").fill(WANTED)
    assert_open_to_all(page)
    press(page, "Gửi yêu cầu")
    assert_said(page, "cấp xã yêu cầu bổ sung", WANTED)


def reply(stage: Stage, cast: Cast) -> None:
    """Have the producer find the request on the first page, and answer it."""
    page = stage.go(cast.producer, "portal:home")
    assert_open_to_all(page)
    follow(page, f"Bổ sung hồ sơ {PRODUCT}")
    assert_said(page, WANTED)
    page.get_by_label("Bạn đã bổ sung gì").fill("Đã có trong phiếu, trang hai.")
    press(page, "Lưu trả lời")
    assert_said(page, "đã trả lời lúc")
    assert_open_to_all(page)


def check_and_propose(stage: Stage, cast: Cast) -> None:
    """Have the commune take the reply as met, take the samples in, and propose."""
    page = stage.go(cast.commune, "desk:dossier", cast.dossier)
    press(page, "Xác nhận đã bổ sung")
    assert_said(page, "Đã xác nhận nội dung bổ sung.")
    follow(page, "Ghi sổ mẫu")
    page.get_by_label("Số mẫu").fill("5")
    page.locator("main form button.btn").last.click()
    assert_said(page, "Đã nhận 5/5 mẫu")
    write_report(stage, cast)


def write_report(stage: Stage, cast: Cast) -> None:
    """Have the commune write Mẫu số 03 and propose the product."""
    page = stage.go(cast.commune, "desk:dossier", cast.dossier)
    follow(page, "Ghi báo cáo Mẫu số 03")
    for topic in TOPICS:
        page.get_by_label(topic, exact=True).fill("Đúng như hồ sơ; xã đã đến xem.")
    page.get_by_label("Nhận xét tiêu chí 1.1").fill("Toàn bộ trồng tại xã.")
    _conclude(page)
    assert_open_to_all(page)
    press(page, "Khóa báo cáo và chuyển hồ sơ")
    assert_said(page, "cơ quan cấp tỉnh đang kiểm tra", "Toàn bộ trồng tại xã.")


def accept_and_advise(stage: Stage, cast: Cast) -> None:
    """Have the province hand the dossier to the advisers, who report and put it to the council."""
    page = stage.go(cast.coordinator, "desk:dossier", cast.dossier)
    assert_open_to_all(page)
    press(page, "Chuyển tổ tư vấn")
    assert_said(page, "tổ tư vấn đang đánh giá")

    page = stage.go(cast.adviser, "desk:dossier", cast.dossier)
    follow(page, "Ghi báo cáo tổ tư vấn")
    page.get_by_label("Khảo sát thực tế").fill("Đã đến cơ sở ngày 20/11/2026.")
    page.get_by_label("Nhận xét chung").fill("Hồ sơ rõ ràng.")
    page.get_by_label("Ngày họp, khảo sát").fill("2026-11-20")
    _conclude(page)
    assert_open_to_all(page)
    press(page, "Khóa báo cáo và trình hội đồng")
    assert_said(page, "chờ hội đồng đánh giá")


def _conclude(page: Page) -> None:
    page.get_by_label("Kết luận").fill("Đủ điều kiện để hội đồng đánh giá.")
    page.get_by_label("có đề nghị", exact=True).check()
    press(page, "Lưu báo cáo")
    assert_said(page, "Đã lưu báo cáo.")
