"""An import whose process is killed at any moment: it is wholly applied or not at all, and can be taken up again."""

from __future__ import annotations

import json
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

from tests.factories.intake import a_file, a_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = 400
TABLES = (
    "registry_producer",
    "registry_product",
    "registry_ownership",
    "certification_recognition",
    "intake_outcome",
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.campaign(test=3, prove=50)]


class Copy:
    """A copy of the test database, with its places, for processes of their own."""

    def __init__(self, folder: Path, number: int) -> None:
        self._file = folder / f"{number}.sqlite3"
        self._name = f"{connection.settings_dict['NAME']}_kill_{number}"
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

    def counts(self) -> list[int]:
        """Return how many rows each table of an import has."""
        statements = [f"SELECT count(*) FROM {table}" for table in TABLES]  # noqa: S608 - names of our own
        if connection.vendor == "sqlite":
            with sqlite3.connect(self._file) as copy:
                return [copy.execute(statement).fetchone()[0] for statement in statements]
        with psycopg.connect(f"postgresql://saolang@/{self._name}") as copy:
            return [copy.execute(statement).fetchone()[0] for statement in statements]  # type: ignore[call-overload, index]

    def drop(self) -> None:
        if connection.vendor != "sqlite":
            self._command(f'DROP DATABASE "{self._name}" WITH (FORCE)')


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[list[Copy]]:
    made: list[Copy] = []
    yield made
    for copy in made:
        copy.drop()


def an_import(copy: Copy, file: Path, folder: Path) -> subprocess.Popen[str]:
    """Start `./run import FILE --apply --json` on the copy."""
    environment = {
        **os.environ,
        "DATABASE_URL": copy.url,
        "SAOLANG_SECRET_KEY": "for-tests-only",
        "SAOLANG_FILES": str(folder / "files"),
        "DJANGO_SETTINGS_MODULE": "saolang.config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "saolang.config.cli", "import", str(file), "--apply", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> dict[str, int]:
    """Wait for the import and return what it says it applied."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    applied: dict[str, int] = json.loads(output)["summary"]["applied"]
    return applied


def test_a_killed_import_is_applied_wholly_or_not_at_all_and_can_be_taken_up_again(
    tmp_path: Path, copies: list[Copy], rounds: int
) -> None:
    file = tmp_path / "sổ.csv"
    file.write_bytes(a_file(*(a_line(number) for number in range(1, ROWS + 1))))
    copies.append(Copy(tmp_path, 0))
    began = time.monotonic()
    finish(an_import(copies[0], file, tmp_path))
    whole = time.monotonic() - began
    full = [ROWS] * len(TABLES)
    moments = random.Random(ROWS)

    for number in range(1, rounds + 1):
        copies.append(Copy(tmp_path, number))
        process = an_import(copies[-1], file, tmp_path)
        time.sleep(moments.uniform(0.3, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.communicate()

        after = copies[-1].counts()
        applied = finish(an_import(copies[-1], file, tmp_path))

        assert after in ([0] * len(TABLES), full)
        assert applied["recognitions"] == (0 if after == full else ROWS)
        assert copies[-1].counts() == full
