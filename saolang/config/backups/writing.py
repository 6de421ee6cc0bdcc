"""Writing a backup while the installation runs."""

from __future__ import annotations

import hashlib
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

import django
from django.db import connection
from django.utils import timezone

from saolang import __version__
from saolang.base.audit.services.chain import publish_checkpoint, seal
from saolang.config.backups.archive import FILES, MANIFEST, add, add_bytes, add_lines, new_archive
from saolang.config.backups.database import applied_migrations, is_current, snapshot, state_after
from saolang.config.backups.disk import telling_when_full
from saolang.config.backups.manifest import FORMAT, FilesSum, Manifest, TableSum
from saolang.config.backups.stored_files import taken
from saolang.config.backups.tables import LEFT_BEHIND, RunningSum, Table, tables_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from tarfile import TarFile

    from django.db.migrations.state import ProjectState

STORED_FILES = "files_storedfile"


@telling_when_full()
def write_backup(path: Path, *, recipient: str, report: Callable[[str], None], by: str) -> Manifest:
    """Write everything into a new file and return what it holds.

    In order: seal the list of changes and publish a checkpoint of its chain, unless the database is still to be brought
    up to date, which this leaves alone; write every table as it is at one moment; write the files those tables name,
    which are added and never altered, so that they need not stand still; write the manifest.

    Files that the storage has lost are named in the manifest's `files.lost`; everything else is in the backup.
    Raises Refusal when the file exists, the public key is none, or the database is one of a newer program.
    """
    if is_current():
        seal()
        publish_checkpoint(by=by)
    with TemporaryFile() as names, new_archive(path, recipient) as archive:
        with snapshot():
            migrations = applied_migrations()
            state = state_after(migrations)
            tables = {
                table.name: _add_table(archive, table, report, names)
                for table in tables_of(state)
                if table.name not in LEFT_BEHIND
            }
            chain = _chain(state)
        names.seek(0)
        manifest = Manifest(
            format=FORMAT,
            software=__version__,
            django=django.get_version(),
            database=connection.vendor,
            made_at=timezone.now().isoformat(timespec="seconds"),
            migrations=migrations,
            tables=tables,
            files=_add_files(archive, (name.decode().strip() for name in names), report),
            chain=chain,
        )
        add_bytes(archive, MANIFEST, manifest.to_json())
    return manifest


def _add_table(archive: TarFile, table: Table, report: Callable[[str], None], names: IO[bytes]) -> TableSum:
    """Add every row of the table; note the names of the files when it is the table of stored files."""
    running = RunningSum()
    for number, lines in enumerate(table.batches()):
        text = b"".join(lines)
        running.add(text, len(lines))
        add_lines(archive, table.name, number, text)
        report(f"{table.name}: {running.rows}")
    if table.name == STORED_FILES:
        names.writelines(f"{sha256}\n".encode() for (sha256,) in table.values("sha256"))
    return running.over(table.columns)


def _add_files(archive: TarFile, names: Iterable[str], report: Callable[[str], None]) -> FilesSum:
    count = size = 0
    digest, lost = hashlib.sha256(), []
    for sha256 in names:
        content = taken(sha256)
        if content is None:
            lost.append(sha256)
            continue
        with content:
            length = content.seek(0, 2)
            content.seek(0)
            add(archive, f"{FILES}/{sha256}", content, length)
        count, size = count + 1, size + length
        digest.update(f"{sha256}\n".encode())
        report(f"files: {count}")
    return FilesSum(count=count, size=size, sha256=digest.hexdigest(), lost=lost)


def _chain(state: ProjectState) -> dict[str, Any]:
    """Return the end of the chain of changes and its latest signed checkpoint; nothing before there was a chain."""
    try:
        heads, checkpoints = (state.apps.get_model("audit", name).objects for name in ("Head", "Checkpoint"))
    except LookupError:
        return {}
    published = checkpoints.order_by("-position").values("position", "digest", "at", "key__public", "signature")
    return {"head": heads.values("position", "digest").first(), "checkpoint": published.first()}
