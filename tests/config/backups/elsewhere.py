"""Other installations than the test database: this process's one connection and storage led to them for a while."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import environ
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.db.utils import ConnectionHandler
from django.test import override_settings

from saolang.base.audit.choices import Action
from saolang.base.audit.services.chain import publish_checkpoint, seal
from saolang.base.audit.services.changes import record
from saolang.base.files.models import StoredFile
from saolang.config.backups.database import migrate_on
from saolang.config.backups.restoring import restore_backup
from saolang.config.backups.writing import write_backup
from saolang.config.settings import file_storage
from tests.factories.accounts import GrantFactory, UserFactory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

    from saolang.config.backups.manifest import Manifest

LONG_AGO = datetime(2020, 2, 29, 12, 30, 0, 123456, tzinfo=UTC)
CONTENTS = (b"%PDF-1.7 giay chung nhan", b"\x89PNG\r\n\x1a\n anh", b"")
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
}


@dataclass(frozen=True)
class Elsewhere:
    """An installation: where its database and its files are, in a folder unless there is a bucket."""

    url: str
    files: Path
    blocker: DjangoDbBlocker
    bucket: str = ""

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Lead the connection and the storage there."""
        here = connections["default"]
        settings: dict[str, Any] = environ.Env.db_url_config(self.url)
        if "sqlite" in settings["ENGINE"]:
            settings["OPTIONS"] = SQLITE_OPTIONS
        storages = {"default": file_storage(self.bucket or str(self.files))}
        with self.blocker.unblock(), override_settings(STORAGES=storages):
            connections["default"] = ConnectionHandler({"default": settings})["default"]
            try:
                yield
            finally:
                connection.close()
                connections["default"] = here

    def backup(self, path: Path, *, recipient: str = "") -> Manifest:
        """Back this installation up."""
        with self.entered():
            return write_backup(path, recipient=recipient, report=no_report, by="tests")

    def restore(self, path: Path, *, identity: Path | None = None) -> Manifest:
        """Restore a backup here."""
        with self.entered():
            return restore_backup(path, identity=identity, report=no_report)

    def is_untouched(self) -> bool:
        """Tell whether there is no table."""
        with self.entered():
            return connection.introspection.table_names() == []


def no_report(_line: str) -> None:
    """Tell nobody how far it has come."""


def sqlite(folder: Path, blocker: DjangoDbBlocker) -> Elsewhere:
    """Return an installation on SQLite in the folder; a new one has nothing in it."""
    return Elsewhere(f"sqlite:///{folder / 'saolang.sqlite3'}", folder / "files", blocker)


def postgresql(name: str, folder: Path, blocker: DjangoDbBlocker) -> Elsewhere:
    """Return an installation in a new database of the server that the environment names."""
    with Elsewhere("postgres://saolang@/postgres", folder, blocker).entered(), connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return Elsewhere(f"postgres://saolang@/{name}", folder / "files", blocker)


def copy_of(installation: Elsewhere, folder: Path) -> Elsewhere:
    """Return an installation on SQLite with the same database and files."""
    source = installation.files.parent
    shutil.copytree(source, folder, dirs_exist_ok=True)
    return sqlite(folder, installation.blocker)


def fill() -> None:
    """Make an installation with some of everything a database may write in its own way."""
    migrate_on()
    person = UserFactory(full_name="Lâm Thị “Sáu” \\ Ðặng\t\n", email="sau@example.vn")
    GrantFactory(user=person)
    for content in CONTENTS:
        store_bytes(content)
    record(
        by=person.actor,
        action=Action.CREATE,
        kind="producer",
        code="CT-1",
        before={"tên": None, "z": 1, "a": ["ខ្មែរ", {"b": True}]},
        after={"điểm": "78.50"},
        personal={"phone": "0909"},
    )
    # The first checkpoint makes the key that signs it, which is a change too; afterwards a backup adds nothing.
    for _ in range(2):
        seal()
        publish_checkpoint(by="tests")


def store_bytes(content: bytes) -> StoredFile:
    """Store a file without asking what it is, at a moment with a fraction."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = StoredFile(sha256=sha256, size=len(content), content_type="application/pdf", stored_by="tests")
    file.stored_at = LONG_AGO
    default_storage.save(file.path, ContentFile(content))
    file.save()
    return file
