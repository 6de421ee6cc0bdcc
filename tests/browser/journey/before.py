"""From a survey to a dossier that has been handed in: commune, producer, helper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.journey.stage import assert_open_to_all, assert_said, follow, press, sign
from tests.factories.files import a_pdf

if TYPE_CHECKING:
    from tests.browser.journey.cast import Cast
    from tests.browser.journey.stage import Stage

PRODUCT = "Gạo ST25 Bảy Ngàn"
PAPERS = (
    ("đăng ký kinh doanh", "Giấy chứng nhận đăng ký hợp tác xã", ""),
    ("giấy chứng nhận đủ điều kiện sản xuất", "Giấy chứng nhận đủ điều kiện an toàn thực phẩm", "2027-06-30"),
    ("kết quả kiểm nghiệm", "Phiếu kiểm nghiệm gạo", ""),
)
"""Kind, title, last day (none where the paper bears none)."""


def survey_and_take_up(stage: Stage, cast: Cast) -> None:
    """Have the commune write down what it found, and say who follows it."""
    page = stage.go(cast.commune, "desk:potential")
    follow(page, "Ghi phiếu khảo sát")
    page.get_by_label("Tên sản phẩm").fill(PRODUCT)
    page.get_by_label("Người, cơ sở sản xuất").fill("các hộ trồng lúa ở ấp 3")
    page.get_by_label("Bộ sản phẩm").select_option(label=cast.set_words)
    for question in page.locator("fieldset").all():
        question.locator("input[type=radio]").last.check()
    assert_open_to_all(page)
    page.get_by_role("main").locator("form button.btn").last.click()

    assert_said(page, "Chấm tiềm năng", "chưa quyết định")
    assert_open_to_all(page)
    follow(page, "Đưa vào bồi dưỡng")
    page.get_by_label("Người theo dõi").select_option(index=1)
    page.get_by_label("Chủ thể").fill(cast.producer_name)
    page.get_by_role("main").locator("form button.btn").last.click()
    assert_said(page, "đưa vào bồi dưỡng", cast.producer_name)


def register_idea(stage: Stage, cast: Cast) -> None:
    """Have the producer register the idea and plan the business; the commune accepts and makes it a product."""
    page = stage.go(cast.producer, "portal:ideas")
    assert_open_to_all(page)
    follow(page, "Đăng ký ý tưởng")
    page.get_by_label("Tên sản phẩm").fill(PRODUCT)
    page.get_by_label("Thuộc bộ sản phẩm").select_option(label=cast.set_words)
    page.get_by_label("Mô tả ý tưởng").fill("Gạo thơm trồng trên ruộng lúa – tôm, xay xát và đóng gói tại xã.")
    page.get_by_label("Nét riêng của địa phương").fill("Ruộng lúa – tôm chỉ vùng này có.")
    page.locator("main form button.btn").last.click()
    assert_said(page, "đã đăng ký", "Chưa lập. Phương án")
    assert_open_to_all(page)

    follow(page, "Lập phương án")
    page.get_by_label("Đơn vị sản lượng").fill("tấn")
    for number in (1, 2):
        year = page.get_by_role("group", name=f"Năm thứ {number}")
        for label, amount in FIGURES.items():
            year.get_by_label(label).fill(amount)
    page.get_by_label("Mục tiêu").fill("Bán gạo đóng gói có tên riêng ra ngoài tỉnh.")
    assert_open_to_all(page)
    press(page, "Lưu phương án")
    assert_said(page, "1.200", "Bán gạo đóng gói có tên riêng ra ngoài tỉnh.")

    page = stage.go(cast.commune, "desk:ideas")
    follow(page, PRODUCT)
    assert_said(page, "Ruộng lúa – tôm chỉ vùng này có.")
    assert_open_to_all(page)
    follow(page, "Trả lời")
    page.get_by_label("được tiếp nhận").check()
    page.locator("main form button.btn").last.click()
    press(page, "Ghi thành sản phẩm")
    assert_said(page, "được tiếp nhận")
    assert page.get_by_role("main").get_by_role("link", name=PRODUCT).is_visible()


FIGURES = {
    "Sản lượng": "40",
    "Giá bán một đơn vị (triệu đồng)": "30",
    "Tổng chi phí (triệu đồng)": "900",
    "Lao động": "12",
}


def open_dossier(stage: Stage, cast: Cast) -> None:
    """Have who helps the producer open the dossier from the accepted idea."""
    page = stage.go(cast.helper, "portal:ideas")
    follow(page, PRODUCT)
    follow(page, "Lập hồ sơ từ ý tưởng này")
    page.locator("main form button.btn").last.click()
    assert_said(page, PRODUCT, "Bạn đang lập hồ sơ")
    assert_open_to_all(page)
    cast.dossier = page.url.rstrip("/").split("/")[-1]


def fill_forms_in(stage: Stage, cast: Cast) -> None:
    """Have the helper answer what the registry does not know."""
    page = stage.go(cast.helper, "portal:dossier", cast.dossier)
    follow(page, "1. Điền biểu mẫu")
    for label, text in ANSWERS.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Chúng tôi cam kết").check()
    page.get_by_label("Giới tính người đại diện").select_option(label="nữ")
    page.get_by_label("Dân tộc người đại diện").select_option(label="Kinh")
    assert_open_to_all(page)
    press(page, "Lưu biểu mẫu")
    assert_said(page, "Đã lưu")


ANSWERS = {
    "Người đại diện theo pháp luật": "Lê Thị Bảy",
    "Chức vụ": "Giám đốc",
    "Địa chỉ": "ấp 3",
    "Điện thoại": "0900000000",
    "Sản lượng năm gần nhất": "38,5",
    "Đơn vị sản lượng": "tấn",
    "Doanh thu năm gần nhất (triệu đồng)": "1100",
    "Số lao động": "12",
    "Kết quả thực hiện phương án sản xuất, kinh doanh": "Đã bán 38,5 tấn cho ba siêu thị.",
    "Kế hoạch phát triển sản phẩm": "Mở rộng vùng trồng lên 30 ha.",
}


def upload_papers(stage: Stage, cast: Cast) -> None:
    """Have the helper put papers into the vault, once each, whatever dossier they are for."""
    for number, (kind, title, until) in enumerate(PAPERS, 1):
        page = stage.go(cast.helper, "portal:papers")
        follow(page, "Thêm giấy tờ")
        page.get_by_label("Tệp có sẵn").set_input_files(
            {"name": "giay-to.pdf", "mimeType": "application/pdf", "buffer": a_pdf(pages=number)}
        )
        page.get_by_label("Loại giấy tờ").select_option(label=kind)
        page.get_by_label("Tên giấy tờ").fill(title)
        page.get_by_label("Cơ quan cấp").fill("Sở Nông nghiệp và Môi trường")
        if until:
            page.get_by_label("Có hiệu lực đến hết ngày").fill(until)
        if number == 1:
            assert_open_to_all(page)
        page.locator("main form button.btn:not(.quiet)").last.click()
        page.get_by_role("heading", level=1, name=title).wait_for()
    page = stage.go(cast.helper, "portal:papers")
    assert_said(page, *(title for _kind, title, _until in PAPERS))
    assert_open_to_all(page)


def score_oneself(stage: Stage, cast: Cast) -> None:
    """Have the helper claim an option for every criterion, part by part, each with a paper behind it."""
    for letter in "ABC":
        page = stage.go(cast.helper, "portal:part", cast.dossier, letter)
        for line in page.locator("fieldset.crit").all():
            options = line.locator("label.opt input")
            options.nth(options.count() - 2).check()  # the one before "not chosen": the best
        line = page.locator("fieldset.crit").first
        line.locator("summary").click()
        line.locator("input[type=checkbox]").first.check()
        line.locator("textarea").fill("Sổ sách của hợp tác xã ghi rõ.")
        line.locator("textarea").blur()
        page.wait_for_load_state("networkidle")
        assert_said(page, "Đã lưu")
        assert_open_to_all(page)
        press(page, f"Lưu phần {letter}")
    page = stage.go(cast.helper, "portal:dossier", cast.dossier)
    assert_said(page, "5 sao")
    assert_open_to_all(page)


def freeze_and_sign(stage: Stage, cast: Cast, times: int = 1) -> None:
    """Have the helper freeze the dossier; only the producer signs it, and the commune has it at once."""
    page = stage.go(cast.helper, "portal:hand_in", cast.dossier)
    assert_open_to_all(page)
    press(page, "Chốt hồ sơ để ký")
    assert_said(page, "Đã chốt, chờ ký", "Chỉ chủ thể ký được.")

    page = stage.go(cast.producer, "portal:home")
    follow(page, f"Ký nộp hồ sơ {PRODUCT}")
    follow(page, "Xem đúng bản sẽ nộp")
    assert_said(page, "Lê Thị Bảy", PAPERS[0][1])
    assert_open_to_all(page)
    page = stage.go(cast.producer, "portal:hand_in", cast.dossier)
    follow(page, "Ký và nộp")
    assert_open_to_all(page)
    sign(page)
    assert_said(page, "Bạn đã ký văn bản này lúc")
    page = stage.go(cast.producer, "portal:dossier", cast.dossier)
    assert_said(page, "Xã đang kiểm tra hồ sơ của bạn", f"Lần {times}")
