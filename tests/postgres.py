"""Run a command against a PostgreSQL server of its own: `python -m tests.postgres COMMAND ...`.

The server lives in a temporary folder, answers only on a socket in it, and ends with the command. Without PostgreSQL on
the machine it says so and does nothing, or fails when SAOLANG_REQUIRE_ALL=1.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60
"""How many seconds the server has to notice that a client is gone."""
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

# What a crash of the machine could lose is worth nothing here.
OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def server_programs() -> Path | None:
    """Return the folder with initdb and pg_ctl, of the newest version; None when the machine has none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: float(found.parts[-3]))
    if debian:
        return debian[-1].parent
    anywhere = shutil.which("initdb")
    return Path(anywhere).resolve().parent if anywhere else None


def unprivileged() -> str | None:
    """Return the user to run the server as: PostgreSQL refuses root. None when we are somebody else already."""
    if os.geteuid() != 0:
        return None
    users = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


@contextmanager
def server(programs: Path) -> Iterator[dict[str, str]]:
    """Start a server in a temporary folder; give the variables that lead Django to it; stop it afterwards."""
    user = unprivileged()
    with tempfile.TemporaryDirectory(prefix="saolang-postgres-") as folder:
        if user:
            shutil.chown(folder, user)

        def call(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, "-D", f"{folder}/data", *arguments],
                check=True,
                user=user,
                cwd=folder,
                stdout=subprocess.DEVNULL,
            )

        call("initdb", "-U", "saolang", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        call("pg_ctl", "-w", "-l", f"{folder}/log", "-o", f"-k {folder} {OPTIONS}", "start")
        try:
            yield {"PGHOST": folder, "DATABASE_URL": "postgres://saolang@/postgres"}
        finally:
            call("pg_ctl", "-m", "immediate", "stop")


def wait_until_alone(url: str) -> None:
    """Wait until nobody else is connected to the database; on SQLite nobody is who has been killed.

    PostgreSQL goes on with a statement, COMMIT among them, whose sender has been killed.
    """
    if not url.startswith("postgres"):
        return
    ends = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as database:
        while database.execute(OTHERS).fetchone() != (0,):
            assert time.monotonic() < ends, "A killed process still holds its database."
            time.sleep(0.01)


def main(command: list[str]) -> int:
    """Run the command against a server of its own and return its exit code."""
    programs = server_programs()
    if programs is None:
        required = os.environ.get("SAOLANG_REQUIRE_ALL") == "1"
        print("No PostgreSQL server on this machine, so nothing ran on it. On Debian: apt-get install postgresql")
        return 1 if required else 0
    with server(programs) as variables:
        return subprocess.run(command, check=False, env={**os.environ, **variables}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
