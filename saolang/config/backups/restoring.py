"""Restoring a backup into an empty installation, on the database it came from or on the other one."""

from __future__ import annotations

import hashlib
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from saolang.config.backups.archive import AT_ONCE, FILES, TABLES, damaged, lines_of, read_archive
from saolang.config.backups.database import (
    migrate_on,
    migrate_to,
    rebuilding,
    refuse_unless_empty,
    state_after,
)
from saolang.config.backups.disk import telling_when_full
from saolang.config.backups.manifest import FilesSum, Manifest
from saolang.config.backups.stored_files import put
from saolang.config.backups.tables import RunningSum, reset_keys, tables_of
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from saolang.config.backups.tables import Table

NOT_THE_SAME = _("Bảng %(table)s sau khi khôi phục không giống bản sao lưu. Chưa có gì thay đổi.")


@telling_when_full()
def restore_backup(path: Path, *, identity: Path | None, report: Callable[[str], None]) -> Manifest:
    """Put everything back and return what the backup says it holds: all of it, or nothing has changed.

    In order: read the whole file and check every digest; then, in one transaction, make the tables as the backup's
    migrations have made them, put the rows in and the files into the storage, read the rows again and check their
    digests, and apply the migrations the backup did not have yet. Files are kept by what is in them, so those that an
    attempt cut short has left in the storage harm nothing and are taken over by the next.

    Raises Refusal when the installation is not empty, the file is not whole, was encrypted for another key or written
    by a newer program, or this database does not take a row.
    """
    settings.VAR.mkdir(parents=True, exist_ok=True)
    refuse_unless_empty()
    manifest = examine(path, identity=identity, report=report)
    state = state_after(manifest.migrations)
    with rebuilding():
        migrate_to(manifest.migrations)
        tables = {table.name: table for table in tables_of(state)}
        if strange := manifest.tables.keys() - tables.keys():
            raise damaged(min(strange))
        for table in tables.values():
            table.clear()
        _put_everything(path, identity, tables, report)
        reset_keys(list(tables.values()))
        _refuse_differences(manifest, tables, report)
        migrate_on()
    return manifest


def examine(path: Path, *, identity: Path | None, report: Callable[[str], None]) -> Manifest:
    """Read the whole file, check it against its manifest and return that. Raises Refusal unless all is well."""
    contents, manifest = _Contents(), None
    try:
        for kind, name, content in read_archive(path, identity):
            if kind == TABLES:
                contents.add_lines(name, lines_of(content))
            elif kind == FILES:
                contents.add_file(name, content)
            else:
                manifest = Manifest.from_json(content.read())
            report(f"check: {name}")
    except (tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise damaged(error) from error
    if manifest is None:
        raise damaged("manifest.json")
    contents.refuse_differences(manifest)
    return manifest


@dataclass
class _Contents:
    """What the members of an archive come to, as they are read."""

    tables: dict[str, RunningSum] = field(default_factory=dict)
    files: int = 0
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add_lines(self, table: str, text: bytes) -> None:
        self.tables.setdefault(table, RunningSum()).add(text, text.count(b"\n"))

    def add_file(self, sha256: str, content: Any) -> None:
        digest = hashlib.sha256()
        while some := content.read(AT_ONCE):
            digest.update(some)
            self.size += len(some)
        if digest.hexdigest() != sha256:
            raise damaged(sha256)
        self.files += 1
        self.digest.update(f"{sha256}\n".encode())

    def refuse_differences(self, manifest: Manifest) -> None:
        for name, table in manifest.tables.items():
            if self.tables.pop(name, RunningSum()).over(table.columns) != table:
                raise damaged(name)
        if self.tables:
            raise damaged(min(self.tables))
        lost = manifest.files.lost
        if manifest.files != FilesSum(self.files, self.size, self.digest.hexdigest(), lost):
            raise damaged(FILES)


def _put_everything(path: Path, identity: Path | None, tables: dict[str, Table], report: Callable[[str], None]) -> None:
    for kind, name, content in read_archive(path, identity):
        if kind == TABLES:
            tables[name].load(lines_of(content).splitlines())
        elif kind == FILES:
            put(name, content)
        report(f"restore: {name}")


def _refuse_differences(manifest: Manifest, tables: dict[str, Table], report: Callable[[str], None]) -> None:
    """Read every row again from the database. Raises Refusal when one is not what the backup holds."""
    for name, expected in manifest.tables.items():
        if tables[name].sum() != expected:
            raise Refusal(NOT_THE_SAME, table=name)
        report(f"compare: {name}")
