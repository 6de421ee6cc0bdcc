"""Copies of the test database for processes that tests start and kill."""

from __future__ import annotations

import os
import signal
import sqlite3
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from tests.postgres import wait_until_alone

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


class Copy:
    """A database of its own with what the test database holds."""

    def __init__(self, folder: Path, number: int) -> None:
        self.files = folder / f"files-{number}"
        self._file = folder / f"copy-{number}.sqlite3"
        self._name = f"{connection.settings_dict['NAME']}_copy_{number}"
        self.url = f"sqlite:///{self._file}"
        if connection.vendor == "sqlite":
            with sqlite3.connect(self._file) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
        else:
            self.url = f"postgres://saolang@/{self._name}"
            _tell_server(f'CREATE DATABASE "{self._name}" TEMPLATE "{connection.settings_dict["NAME"]}"')

    def surroundings(self) -> dict[str, str]:
        """Return the environment of an installation on this copy."""
        return {
            **os.environ,
            "DATABASE_URL": self.url,
            "SAOLANG_SECRET_KEY": "for-tests-only",
            "SAOLANG_FILES": str(self.files),
            "DJANGO_SETTINGS_MODULE": "saolang.config.settings",
        }

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return the rows of the answer."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self._file) as copy:
                return copy.execute(question).fetchall()
        with psycopg.connect(self.url) as copy:
            return copy.execute(question).fetchall()  # type: ignore[call-overload, return-value]

    def kill(self, process: subprocess.Popen[str]) -> str:
        """Kill the process, let the database end what it had begun, and return what it still printed."""
        process.send_signal(signal.SIGKILL)
        printed, _ = process.communicate()
        wait_until_alone(self.url)
        return printed

    def drop(self) -> None:
        """Leave nothing of it on the server; the folder is the test's own."""
        if connection.vendor == "postgresql":
            _tell_server(f'DROP DATABASE "{self._name}" WITH (FORCE)')


def _tell_server(statement: str) -> None:
    connection.close()
    with psycopg.connect("postgres://saolang@/postgres", autocommit=True) as server:
        server.execute(statement)  # type: ignore[call-overload]
