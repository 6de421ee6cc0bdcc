"""The server as people start it: pages, and the queued work done beside them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from saolang.config.verbs.serve import has_queue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
QUEUE = """
import django; django.setup()
from saolang.jobs import registers
registers.enter.enqueue(code="SD-00000000", by="tests")
"""
STATUS = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.get().status)
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "saolang.config.settings",
        "SAOLANG_VAR": str(tmp_path),
        "SAOLANG_SECRET_KEY": "for-tests-only",
    }


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def server(environment: dict[str, str], port: int) -> Iterator[str]:
    python(environment, "-m", "django", "migrate", "--verbosity", "0")
    python(environment, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0")
    python(environment, "-c", QUEUE)
    command = [sys.executable, "-m", "saolang.config.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)


def python(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_server_answers_and_does_the_queued_work(server: str, environment: dict[str, str]) -> None:
    ends = time.monotonic() + PATIENCE
    status = page = ""
    while time.monotonic() < ends and (not page or status in {"", "READY", "RUNNING"}):
        time.sleep(0.5)
        page = page or sign_in_page(server)
        status = python(environment, "-c", STATUS)

    assert "<h1>" in page
    assert status == "FAILED"  # there is no such register


def sign_in_page(server: str) -> str:
    try:
        with urllib.request.urlopen(f"{server}/tai-khoan/login/", timeout=5) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())
    except OSError:
        return ""


def test_work_done_where_it_is_asked_for_needs_no_queue(settings: SettingsWrapper) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

    assert not has_queue()
