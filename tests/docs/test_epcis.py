"""What docs/epcis.md shows is what a server answers today."""

from __future__ import annotations

import os
import runpy
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.factories.registry import a_producer
from tests.factories.traceability import an_api_key

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

TOOL = runpy.run_path(str(Path(__file__).resolve().parents[2] / "tools" / "transcripts" / "take.py"))
WRITE = os.environ.get("SAOLANG_WRITE_TRANSCRIPTS") == "1"
"""Whether the page is written anew: then the test sees no more than that it can be."""


@pytest.mark.django_db(transaction=True)
def test_transcripts_are_current(live_server: LiveServer) -> None:
    if shutil.which("curl") is None:
        assert os.environ.get("SAOLANG_REQUIRE_ALL") != "1", "curl is not installed. On Debian: apt-get install curl"
        pytest.skip("curl is not installed")
    secret = an_api_key(a_producer()).secret
    page = TOOL["PAGE"].read_text("utf-8")

    taken = TOOL["taken"](page, f"{live_server.url}/epcis", secret)

    if WRITE:
        TOOL["PAGE"].write_text(taken, "utf-8")
        page = taken
    assert TOOL["BLOCK"].search(page)
    assert taken == page
