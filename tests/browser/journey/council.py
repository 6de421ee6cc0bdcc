"""From the council's decision to the final result: coordinator, secretary, members, chair, producer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from tests.browser.journey.before import PRODUCT
from tests.browser.journey.stage import assert_open_to_all, assert_said, follow, press, sign
from tests.browser.look import LAPTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.journey.cast import Cast
    from tests.browser.journey.stage import Stage

TITLE = "Phiên đợt 2 năm 2026"


def set_up(stage: Stage, cast: Cast) -> None:
    """Have the coordinator set the council up by the province's decision."""
    page = stage.go(cast.coordinator, "council:councils")
    follow(page, "Lập hội đồng")
    page.get_by_label("Tên hội đồng").fill("Hội đồng OCOP cấp tỉnh năm 2026")
    page.get_by_label("Tỉnh, thành phố").select_option(index=1)
    page.get_by_label("Số quyết định thành lập").fill("120/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("2026-06-01")
    assert_open_to_all(page)
    press(page, "Lập hội đồng")
    assert_said(page, "Đã lập hội đồng.", "mặc định của phần mềm, chưa tỉnh nào xác nhận")
    cast.council = page.url.rstrip("/").split("/")[-1]


def seat(stage: Stage, cast: Cast) -> None:
    """Have the coordinator seat a chair, a secretary and three members, each of whom has an account."""
    page = stage.go(cast.coordinator, "council:council", cast.council)
    seats = [
        (cast.chair, "chủ tịch hội đồng"),
        (cast.secretary, "thư ký"),
        *((email, "ủy viên") for email in cast.members),
    ]
    for email, chosen in seats:
        follow(page, "Mời một người vào hội đồng")
        page.get_by_label("Địa chỉ thư điện tử của tài khoản").fill(email)
        page.get_by_label("Chức danh").select_option(label=chosen)
        press(page, "Mời vào hội đồng")
        assert_said(page, "vào hội đồng.")
    assert_open_to_all(page)


def plan(stage: Stage, cast: Cast) -> None:
    """Have a session planned for today, with the dossier on its list."""
    page = stage.go(cast.coordinator, "council:council", cast.council)
    follow(page, "Lên lịch một phiên")
    page.get_by_label("Tên phiên").fill(TITLE)
    page.get_by_label("Ngày họp").fill(cast.today)
    press(page, "Lên lịch")
    assert_said(page, "Đã lên lịch phiên.")
    cast.session = page.url.split("/phien/")[1].split("/")[0]

    page = stage.go(cast.secretary, "council:cockpit", cast.session)
    follow(page, "Đưa hồ sơ vào phiên")
    page.get_by_label(PRODUCT).check()
    press(page, "Đưa vào phiên")
    press(page, "Gửi tài liệu cho các ủy viên")
    assert_said(page, "Đã báo cho mọi người trong hội đồng.")
    assert_open_to_all(page)


def declare_a_conflict(stage: Stage, cast: Cast) -> None:
    """Have the third member, told of the session, declare an interest before it is opened."""
    page = stage.go(cast.members[2], "council:sessions")
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="Khai xung đột lợi ích").click()
    page.get_by_label("Lý do").fill("Chị gái làm việc ở hợp tác xã.")
    press(page, "Khai xung đột lợi ích")
    assert_said(page, "không chấm: xung đột lợi ích")
    assert_open_to_all(page)


def open_it(stage: Stage, cast: Cast) -> None:
    """Have the secretary note who is there, take on by name that the papers came late, and open the session."""
    page = stage.go(cast.secretary, "council:cockpit", cast.session)
    assert page.get_by_role("button", name="Mở phiên chấm").is_disabled()
    for box in page.locator("input[name=present]").all():
        box.check()
    press(page, "Lưu danh sách có mặt")
    page.locator("#viec").get_by_role("link", name="Vẫn tiếp tục, ghi lý do").first.click()
    page.get_by_label("Lý do").fill("Các ủy viên đồng ý họp sớm.")
    assert_open_to_all(page)
    press(page, "Ghi lý do và tiếp tục")
    assert_said(page, "Quy định đã bỏ qua, có người chịu trách nhiệm", "Bùi Thị Ký")
    press(page, "Mở phiên chấm")
    assert_said(page, "Đã mở phiên.")


def score(stage: Stage, cast: Cast) -> None:
    """Have the chair score by keyboard, a member on a phone, a member by mouse, too far apart; all sign."""
    page = _sheet(stage, cast, cast.chair)
    _tick_by_keyboard(page)
    assert_open_to_all(page)
    _sign_sheets(page)

    page = _sheet(stage, cast, cast.members[0])
    width, height = PHONE
    page.set_viewport_size({"width": width, "height": height})
    _tick_all(page, best=True)
    assert_open_to_all(page)
    _sign_sheets(page)
    width, height = LAPTOP
    page.set_viewport_size({"width": width, "height": height})

    page = _sheet(stage, cast, cast.members[1])
    _tick_all(page, best=False)
    _sign_sheets(page)


def find_no_other_sheet(stage: Stage, cast: Cast) -> None:
    """Have those who may not read a sheet ask for it: the member with an interest, the producer."""
    for email in (cast.members[2], cast.producer):
        page = stage.window(email)
        answer = page.goto(stage.address + reverse("council:sheet", args=[cast.session, 1]))
        assert answer is not None
        assert answer.status in {403, 404}
    stage.complaints.clear()


def discuss_and_score_again(stage: Stage, cast: Cast) -> None:
    """Have the council talk about how far apart it is, score once more, and close the session."""
    page = stage.go(cast.secretary, "council:cockpit", cast.session)
    assert_said(page, "cần thảo luận")
    assert_open_to_all(page)
    follow(page, "Ghi thảo luận và mở vòng hai")
    page.get_by_label("Nội dung thảo luận").fill("Đã xem lại hợp đồng liên kết.")
    press(page, "Mở vòng hai")
    assert_said(page, "Đã mở vòng hai.")
    for email in (cast.chair, *cast.members[:2]):
        page = _sheet(stage, cast, email)
        assert_said(page, "Chấm vòng 2.")
        if email != cast.chair:
            _tick_by_keyboard(page)
        _sign_sheets(page)

    page = stage.go(cast.secretary, "council:cockpit", cast.session)
    assert_said(page, "trong giới hạn", "Không còn gì cản.")
    page.locator("details.confirm summary").click()
    page.locator("details.confirm button").click()
    assert_said(page, "Đã kết thúc phiên")
    assert_open_to_all(page)


def announce(stage: Stage, cast: Cast) -> None:
    """Have the secretary, who sees both rounds, tell the producer the preliminary result."""
    page = stage.go(cast.secretary, "council:results", cast.session)
    assert_said(page, "Phiếu vòng 1", "Phiếu vòng 2")
    press(page, "Báo kết quả sơ bộ cho các chủ thể")
    assert_said(page, "Đã báo kết quả sơ bộ cho các chủ thể.")
    assert_open_to_all(page)


def object_and_answer(stage: Stage, cast: Cast) -> None:
    """Have the producer object to one criterion and the chair answer."""
    page = stage.go(cast.producer, "portal:result", cast.dossier)
    assert_said(page, "Điểm từng tiêu chí")
    page.get_by_label("1.2.").check()
    page.get_by_label("Nội dung ý kiến").fill("Hợp tác xã có chứng nhận VietGAP.")
    assert_open_to_all(page)
    press(page, "Gửi ý kiến tới hội đồng")
    assert_said(page, "Hội đồng chưa trả lời.")

    page = stage.go(cast.chair, "council:results", cast.session)
    page.get_by_role("link", name="Trả lời ý kiến").click()
    page.locator("input[name=answer]").first.check()
    page.get_by_label("Nội dung trả lời").fill("Chứng nhận đã hết hạn khi nộp hồ sơ.")
    assert_open_to_all(page)
    press(page, "Trả lời")
    assert_said(page, "Đã trả lời; chủ thể được báo.")


def _sheet(stage: Stage, cast: Cast, email: str) -> Page:
    page = stage.go(email, "council:session", cast.session)
    page.get_by_role("main").locator("a.btn", has_text=PRODUCT).first.click()
    page.get_by_role("heading", level=1, name=f"Phiếu chấm: {PRODUCT}").wait_for()
    return page


def _tick_all(page: Page, *, best: bool) -> None:
    for line in page.locator("fieldset.crit").all():
        options = line.locator("label.opt:not(.out)")
        option = options.last if best else options.first
        option.click()
        assert option.locator("input").is_checked()
    _finish(page)


def _tick_by_keyboard(page: Page) -> None:
    """Choose the third option of each criterion, the second where there are only two."""
    lines = page.locator("fieldset.crit")
    rows = [line.locator("label.opt:not(.out)").count() for line in lines.all()]
    lines.first.locator("input").first.focus()
    for options in rows:
        page.keyboard.press(str(min(options, 3)))
        page.keyboard.press("n")
    _finish(page)


def _finish(page: Page) -> None:
    page.locator("[data-score-status]").get_by_text("Đã lưu lúc").wait_for()
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('sheet'))")


def _sign_sheets(page: Page) -> None:
    page.reload()
    follow(page, "Ký các phiếu đã chấm xong của phiên này")
    sign(page)
    assert_said(page, "Bạn đã ký văn bản này lúc")
