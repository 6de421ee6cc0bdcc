"""Scoring in a real browser: by keyboard, on a phone, through a lost connection, without script."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse

from saolang.programme.dossiers.models import Proof
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Click, ScoreSheet
from tests.browser.look import PHONE, assert_holds
from tests.factories.dossiers import a_paper_of
from tests.factories.evaluation import a_full_council, a_waiting_dossier, an_open_session, sign_sheets, tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    from django.test import Client
    from playwright.sync_api import Locator, Page
    from pytest_django.live_server_helper import LiveServer

    from saolang.base.accounts.models import User
    from saolang.programme.evaluation.models import Session
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = "Đã lưu lúc"
LOST = "Mất kết nối"


@pytest.fixture
def session(province: Province) -> Session:
    """Return a session over one product, open, with a council of three there."""
    return an_open_session(a_full_council(province.place), a_waiting_dossier(province.communes[0]))


@pytest.fixture
def sheet(session: Session) -> ScoreSheet:
    """Return the empty sheet of a member."""
    return ScoreSheet.objects.filter(case__session=session, membership__seat=Seat.MEMBER).order_by("pk")[0]


@pytest.fixture
def sign_in(page: Page, client: Client, live_server: LiveServer) -> Callable[[User], Page]:
    """Return what signs a person in, in the browser."""

    def sign(person: User) -> Page:
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return page

    return sign


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Return what the browser's console complains of, as it comes: a broken policy, an error in the script."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    return heard


@pytest.fixture
def scoring(sign_in: Callable[[User], Page], live_server: LiveServer, sheet: ScoreSheet) -> Page:
    """Return the browser with the member's sheet open."""
    page = sign_in(sheet.membership.user)
    page.goto(live_server.url + address_of(sheet))
    return page


def address_of(sheet: ScoreSheet) -> str:
    return reverse("council:sheet", args=[sheet.case.session.code, sheet.case.position])


def criterion(page: Page, code: str) -> Locator:
    return page.locator(f"fieldset[data-line='{code}']")


def told(page: Page) -> Locator:
    return page.locator("[data-score-status]")


def kept(page: Page) -> int:
    """Return how many choices the browser keeps because the server has not said that it has them."""
    return int(page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('sheet')).length"))


def wait_until_saved(page: Page) -> None:
    told(page).get_by_text(SAVED).wait_for()


@contextmanager
def answers_lost_to(server: LiveServer, address: str) -> Iterator[list[str]]:
    """Have the server do what is asked of it at this address, and the browser hear only of a gateway that gave up.

    The server does it, not the browser's driver: a driver need not see a request that may outlive its page.
    """
    httpd = server.thread.httpd
    application = httpd.get_app()
    lost: list[str] = []

    def losing(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].endswith(address):
            return application(environ, start_response)
        application(environ, lambda *_: None).close()
        lost.append(environ["PATH_INFO"])
        start_response("504 Gateway Timeout", [("Content-Length", "0")])
        return [b""]

    httpd.set_app(losing)
    try:
        yield lost
    finally:
        httpd.set_app(application)


def stands(sheet: ScoreSheet) -> dict[str, str]:
    return dict(sheet.lines.exclude(option="").values_list("criterion", "option"))


def arrived(sheet: ScoreSheet) -> list[tuple[str, str]]:
    """Return every click the server has, in the order of the page."""
    return list(Click.objects.filter(sheet=sheet).order_by("order").values_list("criterion", "option"))


def test_keys_score_without_a_mouse(scoring: Page, sheet: ScoreSheet, complaints: list[str]) -> None:
    criterion(scoring, "1.1").locator("input").first.focus()

    for key in ["2", "n", "3", "n", "1", "p", "ArrowUp"]:
        scoring.keyboard.press(key)
    wait_until_saved(scoring)
    scoring.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('sheet'))")

    assert stands(sheet) == {"1.1": "1.1-2", "1.2": "1.2-2", "1.3": "1.3-1"}
    assert arrived(sheet) == [("1.1", "1.1-2"), ("1.2", "1.2-3"), ("1.3", "1.3-1"), ("1.2", "1.2-2")]
    assert complaints == []


def test_keys_mean_nothing_while_a_reason_is_written(scoring: Page, sheet: ScoreSheet) -> None:
    line = criterion(scoring, "1.1")
    line.locator("summary").click()

    line.locator("textarea").press_sequentially("n p 3 hợp đồng")
    line.locator("textarea").blur()
    wait_until_saved(scoring)

    found = sheet.lines.get()
    assert (found.criterion, found.option, found.reason) == ("1.1", "", "n p 3 hợp đồng")


def test_points_and_stars_shown_are_those_the_server_computes(scoring: Page) -> None:
    assert scoring.locator("[data-score-part=tally] .num-big").inner_text() == "0"

    criterion(scoring, "1.1").get_by_text("75% – 100%").click()
    wait_until_saved(scoring)

    assert scoring.locator("[data-score-part=tally] .num-big").inner_text() == "3"
    assert criterion(scoring, "1.1").locator("[data-line-tag]").inner_text() == "3 / 3 điểm"
    assert "Còn 31 tiêu chí" in scoring.locator("[data-score-part=left]").inner_text()
    shown = scoring.locator(".tally").inner_text()
    scoring.reload()
    assert scoring.locator(".tally").inner_text() == shown


def test_nothing_moves_under_a_finger_that_is_pressing(scoring: Page, sheet: ScoreSheet) -> None:
    tally = scoring.locator("[data-score-part=tally] .num-big")

    criterion(scoring, "1.2").locator("label").nth(1).hover()
    scoring.mouse.down()
    criterion(scoring, "1.1").locator("input").nth(2).evaluate("(input) => input.click()")
    while kept(scoring):
        scoring.wait_for_timeout(20)
    assert tally.inner_text() == "0"
    scoring.mouse.up()
    wait_until_saved(scoring)

    assert tally.inner_text() != "0"
    assert stands(sheet) == {"1.1": "1.1-3", "1.2": "1.2-2"}


def test_choices_of_a_lost_connection_arrive_once_on_a_phone(scoring: Page, sheet: ScoreSheet) -> None:
    width, height = PHONE
    scoring.set_viewport_size({"width": width, "height": height})
    scoring.context.set_offline(True)

    criterion(scoring, "1.1").locator("label").nth(0).click()
    criterion(scoring, "1.2").locator("label").nth(1).click()
    criterion(scoring, "1.1").locator("label").nth(2).click()
    told(scoring).get_by_text("Mất kết nối, đã giữ 3 lựa chọn trên máy này").wait_for()
    assert arrived(sheet) == []
    assert_holds(scoring)
    scoring.context.set_offline(False)
    wait_until_saved(scoring)

    assert arrived(sheet) == [("1.1", "1.1-1"), ("1.2", "1.2-2"), ("1.1", "1.1-3")]
    assert stands(sheet) == {"1.1": "1.1-3", "1.2": "1.2-2"}


def test_answer_that_is_lost_on_its_way_back_counts_no_click_twice(
    scoring: Page, sheet: ScoreSheet, live_server: LiveServer
) -> None:
    with answers_lost_to(live_server, "/phieu/luu/") as lost:
        criterion(scoring, "1.1").locator("label").nth(2).click()
        told(scoring).get_by_text(LOST).wait_for()
    wait_until_saved(scoring)

    sheet.refresh_from_db()
    assert lost
    assert (sheet.clicks, arrived(sheet)) == (1, [("1.1", "1.1-3")])


def test_page_closed_without_a_connection_sends_what_it_kept_when_it_is_opened_again(
    scoring: Page, sheet: ScoreSheet
) -> None:
    address = scoring.url
    scoring.context.set_offline(True)
    criterion(scoring, "1.3").locator("label").nth(1).click()
    told(scoring).get_by_text(LOST).wait_for()
    context = scoring.context
    scoring.close()
    assert arrived(sheet) == []
    context.set_offline(False)
    again = context.new_page()

    again.goto(address)
    wait_until_saved(again)

    assert criterion(again, "1.3").locator("input:checked").get_attribute("value") == "1.3-2"
    assert arrived(sheet) == [("1.3", "1.3-2")]


def test_of_two_windows_the_later_choice_stands_and_the_other_is_told(scoring: Page, sheet: ScoreSheet) -> None:
    other = scoring.context.new_page()
    other.goto(scoring.url)
    criterion(scoring, "1.1").locator("label").nth(0).click()
    wait_until_saved(scoring)

    criterion(other, "1.1").locator("label").nth(2).click()
    wait_until_saved(other)
    criterion(scoring, "1.2").locator("label").nth(1).click()
    scoring.get_by_role("alert").get_by_text("ở một cửa sổ hoặc một máy khác").wait_for()

    assert criterion(scoring, "1.1").locator("input:checked").get_attribute("value") == "1.1-3"
    assert stands(sheet) == {"1.1": "1.1-3", "1.2": "1.2-2"}


def test_sheet_signed_in_another_window_says_so(scoring: Page, sheet: ScoreSheet) -> None:
    tick(sheet)
    sign_sheets(sheet.membership, sheet.case.session)

    criterion(scoring, "1.1").locator("label").nth(0).click()

    scoring.get_by_role("alert").get_by_text("Phiếu đã ký, nên không sửa được nữa.").wait_for()


def test_sheet_is_a_form_without_script(scoring: Page, sheet: ScoreSheet) -> None:
    scoring.route("**/*.js", lambda route: route.abort())
    scoring.reload()

    criterion(scoring, "1.1").locator("label").nth(2).click()
    criterion(scoring, "1.2").locator("label").nth(0).click()
    scoring.get_by_role("button", name="Lưu phần A").click()
    scoring.get_by_text("Đã lưu.").wait_for()

    assert stands(sheet) == {"1.1": "1.1-3", "1.2": "1.2-1"}
    assert criterion(scoring, "1.1").locator("input:checked").get_attribute("value") == "1.1-3"
    assert_holds(scoring)


def test_paper_opens_beside_the_sheet_where_there_is_room(scoring: Page, sheet: ScoreSheet) -> None:
    paper = a_paper_of(sheet.case.dossier, title="Hợp đồng bao tiêu")
    Proof.objects.create(dossier=sheet.case.dossier, criterion="1.1", evidence=paper, added_by="tests")
    scoring.set_viewport_size({"width": 1366, "height": 768})
    scoring.reload()

    scoring.get_by_role("link", name="Minh chứng: Hợp đồng bao tiêu").click()

    beside = scoring.get_by_role("complementary", name="Minh chứng đang xem")
    beside.get_by_role("heading", name="Minh chứng: Hợp đồng bao tiêu").wait_for()
    assert (
        beside.locator("iframe").get_attribute("src") == scoring.url.removesuffix("/phieu/") + f"/giay-to/{paper.code}/"
    )
    # By key: the paper coming in may move the button between the press and the release of a mouse.
    beside.get_by_role("button", name="Đóng").press("Enter")
    beside.wait_for(state="hidden")


def test_pages_of_a_session_hold(
    sign_in: Callable[[User], Page], live_server: LiveServer, session: Session, sheet: ScoreSheet
) -> None:
    page = sign_in(sheet.membership.user)
    for name in ("session", "results"):
        page.goto(live_server.url + reverse(f"council:{name}", args=[session.code]))
        assert_holds(page)
    page = sign_in(session.council.memberships.get(seat=Seat.SECRETARY).user)
    page.goto(live_server.url + reverse("council:cockpit", args=[session.code]))

    assert_holds(page)
