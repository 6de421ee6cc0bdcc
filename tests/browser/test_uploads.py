"""Sending files over a bad line, in a real browser: cut half-way, taken up again, whole at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.urls import reverse

from saolang.base.files.models import Upload
from saolang.base.files.queries import offset_of, read
from saolang.programme.certification.models import DecisionPaper
from tests.browser.look import assert_holds
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_decision
from tests.factories.files import a_pdf
from tests.factories.province import Province

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page, Route
    from pytest_django.live_server_helper import LiveServer

    from saolang.programme.certification.models import Decision

pytestmark = pytest.mark.django_db(transaction=True)

PIECES = re.compile(r"/dieu-hanh/tep/[0-9a-f-]{36}/$")
LARGE = a_pdf(catalogue={"/Padding": "x" * 700_000})
FILE = {"name": "Quyết định 86.pdf", "mimeType": "application/pdf", "buffer": LARGE}


@pytest.fixture
def decision() -> Decision:
    return a_decision(number="86/QĐ-UBND", place=Province().place)


@pytest.fixture
def form(page: Page, client: Client, live_server: LiveServer, decision: Decision) -> Page:
    """Open the form for papers as the coordinator of Hậu Giang."""
    client.force_login(
        GrantFactory(place=decision.place).user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = client.cookies[configured.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(live_server.url + reverse("desk:papers_add", args=[decision.code]))
    return page


def choose_and_send(form: Page, *files: dict[str, object]) -> None:
    form.get_by_label("Tệp văn bản").set_input_files(list(files or [FILE]))
    form.get_by_role("button", name="Gửi tệp").click()


def cut_after(page: Page, pieces: int) -> list[int]:
    """Let so many pieces through, then cut the line; return the count, which `restore` starts anew."""
    count = [0]

    def answer(route: Route) -> None:
        count[0] += route.request.method == "PATCH"
        if count[0] > pieces:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route(PIECES, answer)
    return count


def kept() -> list[tuple[str, bytes]]:
    return [(paper.name, read(paper.file)) for paper in DecisionPaper.objects.all()]


def test_file_arrives_whole_after_the_line_was_cut(form: Page) -> None:
    complaints: list[str] = []
    form.on("console", lambda message: complaints.append(message.text))
    cut_after(form, 1)

    choose_and_send(form)
    form.get_by_text("Mất kết nối.").wait_for()
    assert 0 < offset_of(Upload.objects.get()) < len(LARGE)
    assert DecisionPaper.objects.count() == 0
    assert_holds(form)
    form.unroute(PIECES)

    form.get_by_text("Đã thêm tệp “Quyết định 86.pdf”.").wait_for()
    assert kept() == [("Quyết định 86.pdf", LARGE)]
    assert [text for text in complaints if "ERR_INTERNET_DISCONNECTED" not in text] == []
    assert form.evaluate("localStorage.length") == 0


def test_file_arrives_whole_where_the_browser_refuses_storage(form: Page) -> None:
    form.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
    )
    form.reload()
    cut_after(form, 1)

    choose_and_send(form)
    form.get_by_text("Mất kết nối.").wait_for()
    form.unroute(PIECES)

    form.get_by_text("Đã thêm tệp “Quyết định 86.pdf”.").wait_for()
    assert kept() == [("Quyết định 86.pdf", LARGE)]


def test_page_tells_how_far_the_file_is_and_then_shows_the_answer(form: Page) -> None:
    told: list[str] = []
    form.expose_function("tell", lambda text: told.append(text))  # noqa: PLW0108 - its name is asked of a function
    form.evaluate(
        "new MutationObserver(([change]) => tell(change.target.textContent)).observe("
        " document.querySelector('[data-upload-progress] [role=status]'), {childList: true})"
    )

    choose_and_send(form)
    form.get_by_text("Đã thêm tệp “Quyết định 86.pdf”.").wait_for()

    assert re.fullmatch(r"Đang gửi tệp: \d+%", told[0])
    assert told[-1] == "Đã gửi xong, đang đọc tệp"


def test_file_is_taken_up_where_it_was_after_the_page_was_left(form: Page) -> None:
    cut_after(form, 1)
    choose_and_send(form)
    form.get_by_text("Mất kết nối.").wait_for()
    came = offset_of(Upload.objects.get())
    form.unroute(PIECES)
    offsets: list[str] = []
    form.on("request", lambda request: offsets.append(request.headers.get("upload-offset", "")))

    form.reload()
    # The same file chosen again has the time of its last change again, as on a disk.
    remember = "entry => localStorage.setItem(entry[0].replace(/ \\d+$/, ' ' + entry[2]), entry[1])"
    stored = form.evaluate("Object.entries(localStorage)[0]")
    form.get_by_label("Tệp văn bản").set_input_files(FILE)
    changed = form.get_by_label("Tệp văn bản").evaluate("input => input.files[0].lastModified")
    form.evaluate(remember, [*stored, changed])
    form.get_by_role("button", name="Gửi tệp").click()

    form.get_by_text("Đã thêm tệp").wait_for()
    assert kept() == [("Quyết định 86.pdf", LARGE)]
    assert Upload.objects.count() == 1
    assert next(offset for offset in offsets if offset) == str(came)


def test_several_files_are_sent_one_after_another(form: Page) -> None:
    other = FILE | {"name": "Phụ lục.pdf", "buffer": a_pdf(pages=2)}

    choose_and_send(form, FILE, other)

    form.get_by_text("Đã thêm tệp “Phụ lục.pdf”.").wait_for()
    assert sorted(name for name, _ in kept()) == ["Phụ lục.pdf", "Quyết định 86.pdf"]


def test_file_that_may_not_be_kept_is_said_beside_the_bar(form: Page) -> None:
    choose_and_send(form, FILE | {"buffer": b"MZ\x90\x00 a program"})

    form.get_by_text("Tệp không thuộc loại nào được nhận ở đây.").wait_for()
    assert form.get_by_role("button", name="Gửi tệp").is_enabled()
    assert form.get_by_label("Tệp văn bản").is_enabled()
    assert_holds(form)


def test_sending_is_stopped_and_forgotten(form: Page) -> None:
    cut_after(form, 1)
    choose_and_send(form)
    form.get_by_text("Mất kết nối.").wait_for()
    form.unroute(PIECES)

    with form.expect_response(lambda answer: answer.request.method == "DELETE"):
        form.get_by_role("button", name="Dừng gửi").click()

    form.get_by_text("Đã dừng gửi.").wait_for()
    assert Upload.objects.count() == 0
    assert form.evaluate("localStorage.length") == 0


def test_files_are_sent_without_script(form: Page) -> None:
    form.route("**/*.js", lambda route: route.abort())
    form.reload()

    choose_and_send(form)

    form.get_by_text("Đã thêm tệp “Quyết định 86.pdf”.").wait_for()
    assert kept() == [("Quyết định 86.pdf", LARGE)]
    assert Upload.objects.count() == 0
