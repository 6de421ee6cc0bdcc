"""A real browser for the journeys: whichever Chromium, Chrome or Edge the machine has."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# Playwright's own event loop makes Django believe that the test is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""A browser that calls nobody but the server under test."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey of this folder, so that the run on the second database can leave them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Say which browser to start; without one, skip the journey, or fail when SAOLANG_REQUIRE_ALL=1."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = "No Chromium, Chrome or Edge on this machine. On Debian: apt-get install chromium"
        if os.environ.get("SAOLANG_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": found, "args": [*sandbox, *QUIET]}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """Give the browser of a Vietnamese office."""
    return {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
