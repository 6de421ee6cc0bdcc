"""What every page must hold in a real browser: no barrier axe finds, no sideways scroll, nothing too small to touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAPTOP, PHONE, SMALLEST = (1366, 768), (390, 844), (320, 640)

TOO_SMALL = """
() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((control) => !control.closest("p, li li") || control.matches(".btn"))
  .map((control) => [control, control.getBoundingClientRect()])
  .filter(([control, box]) => box.width > 0 && box.height > 0 && (box.height < 24 || box.width < 24))
  .filter(([control]) => getComputedStyle(control).position !== "absolute")
  .map(([control]) => control.outerHTML.slice(0, 120))
"""
"""Controls under 24 px (WCAG 2.5.8); links inside a sentence are exempt there."""


def barriers(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands: rule and element, in words."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found.response["violations"] for node in rule["nodes"]]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def too_small(page: Page) -> list[str]:
    """Return the controls that a finger cannot hit."""
    return list(page.evaluate(TOO_SMALL))


def assert_holds(page: Page) -> None:
    """Fail on any barrier, sideways scroll or control too small, at a laptop's, a phone's and the smallest width."""
    # A press that led here has waited for the answer to begin, not for the page to be there.
    page.wait_for_load_state()
    for width, height in (LAPTOP, PHONE, SMALLEST):
        page.set_viewport_size({"width": width, "height": height})
        assert (width, barriers(page), sideways(page), too_small(page)) == (width, [], 0, [])
