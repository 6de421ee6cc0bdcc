"""Where the journey plays: a browser window for each person, at one server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from tests.browser.look import LAPTOP, barriers, sideways, too_small
from tests.factories.accounts import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 30_000
"""Milliseconds a page may take before the journey gives it up."""


@dataclass
class Stage:
    """The windows of everybody in the journey, opened when they are first needed."""

    browser: Browser
    address: str
    windows: dict[str, Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    """What the browsers' consoles complained of, by whom."""

    def window(self, email: str) -> Page:
        """Return the window of the person, who signs in the first time; of nobody where the address is empty."""
        if email not in self.windows:
            width, height = LAPTOP
            context = self.browser.new_context(
                locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": width, "height": height}
            )
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: self.complaints.append(f"{email}: {error}"))
            page.on("console", lambda said: self._hear(email, said.type, said.text))
            if email:
                sign_in(page, self.address, email)
            self.windows[email] = page
        return self.windows[email]

    def go(self, email: str, name: str, *arguments: object) -> Page:
        """Lead the person's window to the address of the name."""
        page = self.window(email)
        page.goto(self.address + reverse(name, args=arguments))
        return page

    def _hear(self, email: str, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(f"{email}: {text}")


def sign_in(page: Page, address: str, email: str) -> None:
    """Sign in with the password, as everybody does."""
    login = reverse("account_login")
    page.goto(address + login)
    page.get_by_label("Thư điện tử").fill(email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(lambda url: login not in url)


def press(page: Page, name: str) -> None:
    """Press the button of the name, and wait for the page it leads to."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def follow(page: Page, name: str) -> None:
    """Follow the link of the name in the page itself, and wait for the page it leads to."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state()


def sign(page: Page) -> None:
    """Sign what the page shows with the password."""
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Ký bằng mật khẩu")


def assert_said(page: Page, *sentences: str) -> None:
    """Fail unless a person reads every sentence in the page itself."""
    for sentence in sentences:
        page.get_by_role("main").get_by_text(sentence).first.wait_for()


def assert_open_to_all(page: Page) -> None:
    """Fail on a barrier, a sideways scroll or a control too small, as the window stands."""
    # A click that led here has waited for the answer to begin, not for the page to be there.
    page.wait_for_load_state()
    assert (page.url, barriers(page), sideways(page), too_small(page)) == (page.url, [], 0, [])
