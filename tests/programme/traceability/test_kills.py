"""A capture whose process is killed at any moment: what was acknowledged is kept, a document whole or not at all."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.campaign(test=3, prove=200)]

EVENTS = 40
"""Of each document."""
SENDING = f"""
import sys
import django
django.setup()
from saolang.programme.traceability.services.capture import capture_document
from tests.factories.epcis import an_event, sent
first = int(sys.argv[1])
print("ready", flush=True)
for number in range(first, first + 1000):
    events = [an_event(eventID=f"urn:x:{{number}}:{{each}}") for each in range({EVENTS})]
    job = capture_document(sent(*events), by="tests")
    assert job.success, job.errors
    print(number, flush=True)
"""
"""Captures one document after another and acknowledges each by its number."""


class Place:
    """A database of its own, for processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "killed.sqlite3"
        self._name = f"{connection.settings_dict['NAME']}_kill"
        if connection.vendor == "sqlite":
            with sqlite3.connect(self._file) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
            self.url = f"sqlite:///{self._file}"
        else:
            self._command(f'CREATE DATABASE "{self._name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
            self.url = f"postgres://saolang@/{self._name}"

    def _command(self, statement: str) -> None:
        connection.close()
        with psycopg.connect("postgresql://saolang@/postgres", autocommit=True) as server:
            server.execute(statement)  # type: ignore[call-overload]

    def ask(self, question: str) -> list[tuple[object, ...]]:
        if connection.vendor == "sqlite":
            with sqlite3.connect(self._file) as copy:
                return copy.execute(question).fetchall()
        with psycopg.connect(f"postgresql://saolang@/{self._name}") as copy:
            return copy.execute(question).fetchall()  # type: ignore[call-overload, return-value]

    def drop(self) -> None:
        if connection.vendor != "sqlite":
            self._command(f'DROP DATABASE "{self._name}" WITH (FORCE)')


def killed_while_capturing(place: Place, first: int, seconds: float) -> set[int]:
    """Kill a process so long after it is ready; return the documents it acknowledged."""
    environment = {
        **os.environ,
        "DATABASE_URL": place.url,
        "SAOLANG_SECRET_KEY": "for-tests-only",
        "DJANGO_SETTINGS_MODULE": "saolang.config.settings",
    }
    command = [sys.executable, "-c", SENDING, str(first)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read()
    return {int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")}


def test_whatever_was_acknowledged_is_kept_whole_and_nothing_is_kept_in_part(tmp_path: Path, rounds: int) -> None:
    place, moments, acknowledged = Place(tmp_path), random.Random(EVENTS), set()
    try:
        for number in range(rounds):
            acknowledged |= killed_while_capturing(place, 1000 * number, moments.uniform(0.0, 1.5))

        counts = place.ask("SELECT event_id FROM traceability_event")
        kept = [int(str(event_id).split(":")[2]) for (event_id,) in counts]
        whole = {document for document in set(kept) if kept.count(document) == EVENTS}
        jobs = place.ask("SELECT count(*), sum(captured) FROM traceability_capturejob")
        told = place.ask("SELECT count(*) FROM audit_change WHERE kind = 'capture'")
        found_by = place.ask("SELECT count(*) FROM traceability_eventidentifier")
        assert acknowledged
        assert acknowledged <= whole
        assert set(kept) == whole
        assert jobs == [(len(whole), len(whole) * EVENTS)]
        assert told == [(len(whole),)]
        assert found_by == [(len(whole) * EVENTS,)]
    finally:
        place.drop()
