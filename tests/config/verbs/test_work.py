"""The queued and scheduled work as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.config.verbs.processes import CHANGE, PATIENCE, QUEUE, ROOT, SEALED, STATUS, python, surroundings, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    environment = surroundings(tmp_path)
    python(environment, "-m", "django", "migrate", "--verbosity", "0")
    python(environment, "-c", CHANGE)
    return environment


@pytest.fixture
def work(environment: dict[str, str], request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "saolang.config.cli", "work"], env=environment | request.param, cwd=ROOT
    )
    yield process
    process.kill()
    process.wait(PATIENCE)


@pytest.mark.parametrize("work", [{}], indirect=True)
def test_work_does_what_waits_seals_and_ends_when_told(
    work: subprocess.Popen[bytes], environment: dict[str, str]
) -> None:
    python(environment, "-c", QUEUE)

    sealed = wait_for(lambda: python(environment, "-c", SEALED) == "True")
    done = wait_for(lambda: python(environment, "-c", STATUS) == "FAILED")  # there is no such register
    work.send_signal(signal.SIGTERM)

    assert (sealed, done, work.wait(PATIENCE)) == (True, True, 0)


@pytest.mark.parametrize("work", [{"SAOLANG_TASKS": "django_tasks.backends.immediate.ImmediateBackend"}], indirect=True)
def test_work_without_a_queue_keeps_to_the_schedule(work: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    sealed = wait_for(lambda: python(environment, "-c", SEALED) == "True")
    work.send_signal(signal.SIGINT)

    assert (sealed, work.wait(PATIENCE)) == (True, 0)
