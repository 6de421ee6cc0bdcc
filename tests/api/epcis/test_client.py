"""The client of the standard's users, epcis2.js, speaks to the interface as it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.factories.registry import a_producer
from tests.factories.traceability import an_api_key

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

CLIENT = Path(__file__).with_name("client")
NEEDED = os.environ.get("SAOLANG_REQUIRE_ALL") == "1"
"""Whether what the machine lacks is a failure: otherwise the test is left out."""


@pytest.fixture(scope="module")
def client_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the client in it, as its lock file says, installed for this run alone."""
    if not (shutil.which("node") and shutil.which("npm")):
        assert not NEEDED, "Node is not installed. On Debian: apt-get install nodejs npm"
        pytest.skip("Node is not installed")
    folder: Path = shutil.copytree(CLIENT, tmp_path_factory.mktemp("client") / "client")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=240)
    if done.returncode:
        assert not NEEDED, done.stderr
        pytest.skip("The client cannot be installed here")
    return folder


@pytest.mark.django_db(transaction=True)
def test_client_captures_reads_back_and_is_refused(client_folder: Path, live_server: LiveServer) -> None:
    secret = an_api_key(a_producer()).secret
    command = ["node", "send.js", f"{live_server.url}/epcis/", secret]

    done = subprocess.run(command, cwd=client_folder, capture_output=True, text=True, check=False, timeout=120)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["status"], told["refused"]) == (202, 401)
    assert (told["job"]["success"], told["job"]["errors"]) == (True, [])
    assert [event["eventTime"] for event in told["events"]] == [
        "2026-05-01T09:01:00.000+07:00",
        "2026-05-01T09:02:00.000+07:00",
    ]
    assert {event["readPoint"]["id"] for event in told["events"]} == {"https://id.gs1.org/414/9520000000004/254/3"}
