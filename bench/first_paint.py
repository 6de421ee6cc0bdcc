"""First paint of the scan page on a poor line and a slow phone: headless Chromium, the median of three.

400 kbit/s, 400 ms for each request, the processor slowed six times; with and without the redirect of a printed link.
"""

from __future__ import annotations

import statistics

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ROUNDS = 3
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWED = 6
PHONE = {"width": 390, "height": 844}
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def first_paint(url: str) -> float:
    """Return the seconds from asking until something of the page is seen, with an empty cache each time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = [_once(browser.new_context(viewport=PHONE, locale="vi").new_page(), url) for _ in range(ROUNDS)]  # type: ignore[arg-type]
        browser.close()
    return statistics.median(found)


def _once(page: Page, url: str) -> float:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(url, wait_until="load")
    milliseconds = page.wait_for_function(PAINTED).json_value()
    page.context.close()
    return float(milliseconds) / 1000
