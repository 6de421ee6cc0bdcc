"""Installations to back up and to restore into, beside the test database."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.base.files.conftest import bucket, s3_server  # noqa: F401 - fixtures for the tests here
from tests.config.backups.elsewhere import Elsewhere, fill, postgresql, sqlite
from tests.postgres import server, server_programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

NUMBERS = count(1)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Elsewhere:
    """Return an installation with some of everything; nobody changes it."""
    made = sqlite(tmp_path_factory.mktemp("small"), django_db_blocker)
    with made.entered():
        fill()
    return made


@pytest.fixture(scope="session")
def small_backup(small: Elsewhere, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of it, in the clear; nobody changes it."""
    path = tmp_path_factory.mktemp("backup") / "small.tar"
    small.backup(path)
    return path


@pytest.fixture
def empty(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Elsewhere:
    """Return an installation on SQLite with nothing in it, not even tables."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return sqlite(folder, django_db_blocker)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[None]:
    """Start a PostgreSQL server, unless the tests already run on one; skip where the machine has none."""
    if connection.vendor == "postgresql":
        yield
        return
    programs = server_programs()
    if programs is None:
        if os.environ.get("SAOLANG_REQUIRE_ALL") == "1":
            pytest.fail("No PostgreSQL server on this machine.")
        pytest.skip("No PostgreSQL server on this machine.")
    with pytest.MonkeyPatch.context() as patched, server(programs) as variables:
        patched.setenv("PGHOST", variables["PGHOST"])
        yield


@pytest.fixture
def empty_postgresql(
    postgresql_server: None, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Callable[[], Elsewhere]:
    """Return what makes an installation on PostgreSQL with nothing in it."""
    return lambda: postgresql(f"elsewhere_{os.getpid()}_{next(NUMBERS)}", tmp_path, django_db_blocker)
