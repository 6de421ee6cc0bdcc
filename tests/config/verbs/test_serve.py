"""The server as people start it: pages, and the queued and scheduled work done beside them."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

import pytest

from saolang.config.verbs.serve import TAKEN, ask_for_the_port, has_queue
from saolang.core.refusal import Refusal
from tests.config.verbs.processes import CHANGE, PATIENCE, QUEUE, ROOT, SEALED, STATUS, python, surroundings, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return surroundings(tmp_path)


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
    python(environment, "-c", CHANGE)
    command = [sys.executable, "-m", "saolang.config.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.wait(PATIENCE)


def test_server_answers_and_does_the_queued_and_scheduled_work(server: str, environment: dict[str, str]) -> None:
    answers = wait_for(lambda: "<h1>" in sign_in_page(server))
    done = wait_for(lambda: python(environment, "-c", STATUS) == "FAILED")  # there is no such register
    sealed = wait_for(lambda: python(environment, "-c", SEALED) == "True")

    assert (answers, done, sealed) == (True, True, True)


def sign_in_page(server: str) -> str:
    try:
        with urllib.request.urlopen(f"{server}/tai-khoan/login/", timeout=5) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())
    except OSError:
        return ""


def test_port_that_somebody_answers_at_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(Refusal) as refused:
            ask_for_the_port("127.0.0.1", port)

    assert refused.value == Refusal(TAKEN, port=port)


def test_port_that_is_free_stays_free(port: int) -> None:
    ask_for_the_port("127.0.0.1", port)

    with socket.create_server(("127.0.0.1", port)) as taken:
        assert taken.getsockname()[1] == port


def test_work_done_where_it_is_asked_for_needs_no_queue(settings: SettingsWrapper) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

    assert not has_queue()
