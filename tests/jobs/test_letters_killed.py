"""A worker that is killed while it sends letters loses none, and sends none under two names."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.factories.notices import NoticeFactory
from tests.jobs.mail_server import mail_server
from tests.programme.intake.test_kills import Copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LETTERS = 60

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.campaign(test=3, prove=50)]


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[list[Copy]]:
    made: list[Copy] = []
    yield made
    for copy in made:
        copy.drop()


def a_worker(copy: Copy, port: int, act: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": copy.url,
        "SAOLANG_SECRET_KEY": "for-tests-only",
        "SAOLANG_EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "SAOLANG_TASKS": "django_tasks_db.DatabaseBackend",
        "DJANGO_SETTINGS_MODULE": "saolang.config.settings",
    }
    command = [sys.executable, "-m", "tests.jobs.sending", act]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_killed_worker_loses_no_letter_and_sends_none_under_two_names(
    tmp_path: Path, copies: list[Copy], rounds: int
) -> None:
    ids = {f"<{letter.number}@localhost>" for letter in NoticeFactory.create_batch(LETTERS, waiting=True)}
    moments = random.Random(LETTERS)

    for number in range(rounds):
        copies.append(Copy(tmp_path, number))
        with mail_server() as (server, port):
            worker = a_worker(copies[-1], port, "send")
            enough = moments.randrange(1, LETTERS)
            while len(server.accepted) < enough and worker.poll() is None:
                time.sleep(0.002)
            worker.kill()
            worker.communicate()
            accepted_before = len(server.accepted)

            output, errors = a_worker(copies[-1], port, "finish").communicate(timeout=120)

        assert accepted_before >= enough
        assert set(server.ids()) == ids
        assert sum(server.ids().values()) <= LETTERS + 1
        assert json.loads(output) == {"sent": LETTERS}, errors
