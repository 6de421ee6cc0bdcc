"""`docs/lifecycle.md` shows the procedures as they are."""

from __future__ import annotations

import os
from pathlib import Path

from tests.docs.lifecycle import page

LIFECYCLE = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"
WRITE = os.environ.get("SAOLANG_WRITE_LIFECYCLE") == "1"
"""Whether this is `./run docs lifecycle`: the page is written anew, and the test sees no more than that it can be."""


def test_lifecycle_page_is_current() -> None:
    written = page()

    if WRITE:
        LIFECYCLE.write_text(written, encoding="utf-8")
    assert written == LIFECYCLE.read_text(encoding="utf-8"), "Look at what changed: ./run docs lifecycle"
