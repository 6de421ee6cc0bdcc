"""A worker that is killed while it sends letters loses none, and sends none under two names."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.factories.notices import NoticeFactory
from tests.jobs.mail_server import mail_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.copies import Copy

LETTERS = 60

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.campaign(test=3, prove=50)]


def a_worker(copy: Copy, port: int, act: str) -> subprocess.Popen[str]:
    environment = copy.surroundings() | {
        "SAOLANG_EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "SAOLANG_TASKS": "django_tasks_db.DatabaseBackend",
    }
    command = [sys.executable, "-m", "tests.jobs.sending", act]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_killed_worker_loses_no_letter_and_sends_none_under_two_names(a_copy: Callable[[], Copy], rounds: int) -> None:
    ids = {f"<{letter.number}@localhost>" for letter in NoticeFactory.create_batch(LETTERS, waiting=True)}
    moments = random.Random(LETTERS)

    for _ in range(rounds):
        copy = a_copy()
        with mail_server() as (server, port):
            worker = a_worker(copy, port, "send")
            enough = moments.randrange(1, LETTERS)
            while len(server.accepted) < enough and worker.poll() is None:
                time.sleep(0.002)
            copy.kill(worker)
            accepted_before = len(server.accepted)

            output, errors = a_worker(copy, port, "finish").communicate(timeout=120)

        assert accepted_before >= enough
        assert set(server.ids()) == ids
        assert sum(server.ids().values()) <= LETTERS + 1
        assert json.loads(output) == {"sent": LETTERS}, errors
