"""Killed at any moment, a backup or a restore leaves nothing or a whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from saolang.config.backups.restoring import examine
from saolang.core.refusal import Refusal
from tests.config.backups.elsewhere import no_report, sqlite
from tests.postgres import wait_until_alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from tests.config.backups.elsewhere import Elsewhere


def command(installation: Elsewhere, *words: object) -> subprocess.Popen[bytes]:
    """Start a verb of the installation's own process."""
    environment = os.environ | {"DATABASE_URL": installation.url, "SAOLANG_FILES": str(installation.files)}
    environment |= {"DJANGO_SETTINGS_MODULE": "saolang.config.settings"}
    environment |= {"SAOLANG_VAR": str(installation.files.parent), "SAOLANG_SECRET_KEY": "for-tests-only"}
    return subprocess.Popen(
        [sys.executable, "-m", "saolang.config.cli", *map(str, words)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def killed_at_random(installation: Elsewhere, seconds: float, *words: object) -> None:
    """Start the verb and kill it at a moment in the second half of its usual time, which is not Python's start."""
    process = command(installation, *words)
    time.sleep(random.uniform(0.3, 1.0) * seconds)
    process.kill()
    process.communicate()
    wait_until_alone(installation.url)


def seconds_of(installation: Elsewhere, *words: object) -> float:
    """Run the verb to its end and return how long it took."""
    began = time.monotonic()
    process = command(installation, *words)
    _, told = process.communicate()
    assert process.returncode == 0, told.decode()
    return time.monotonic() - began


@pytest.mark.campaign(test=3, prove=50)
def test_backup_killed_leaves_no_file_or_a_whole_one(small: Elsewhere, tmp_path: Path, rounds: int) -> None:
    usual = seconds_of(small, "backup", tmp_path / "usual.tar")

    for number in range(rounds):
        path = tmp_path / f"{number}.tar"
        killed_at_random(small, usual, "backup", path)

        if path.exists():
            examine(path, identity=None, report=no_report)
        else:
            small.backup(path)


@pytest.mark.long
@pytest.mark.campaign(test=1, prove=50)
def test_restore_killed_leaves_an_empty_installation_or_a_whole_one(
    small_backup: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker, rounds: int
) -> None:
    def new(number: int) -> Elsewhere:
        folder = tmp_path / str(number)
        folder.mkdir()
        return sqlite(folder, django_db_blocker)

    kill_restores(small_backup, tmp_path, rounds, new)


@pytest.mark.long
@pytest.mark.campaign(test=1, prove=50)
def test_restore_killed_on_postgresql_leaves_an_empty_installation_or_a_whole_one(
    small_backup: Path, empty_postgresql: Callable[[], Elsewhere], tmp_path: Path, rounds: int
) -> None:
    kill_restores(small_backup, tmp_path, rounds, lambda _number: empty_postgresql())


def kill_restores(backup: Path, folder: Path, rounds: int, new: Callable[[int], Elsewhere]) -> None:
    """Kill restores into new installations; each must be untouched, or whole, and untouched ones take the next."""
    expected = examine(backup, identity=None, report=no_report).tables
    usual = seconds_of(new(rounds), "restore", backup)
    for number in range(rounds):
        installation = new(number)
        killed_at_random(installation, usual, "restore", backup)

        if installation.is_untouched():
            installation.restore(backup)
        assert installation.backup(folder / f"{number}.tar").tables == expected
        with pytest.raises(Refusal):
            installation.restore(backup)
