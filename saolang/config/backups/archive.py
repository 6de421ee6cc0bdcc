"""The one file: written whole or not at all, read from its beginning to its end without unpacking it anywhere."""

from __future__ import annotations

import fcntl
import gzip
import io
import os
import tarfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from saolang.config.backups.encryption import MAGIC, decrypted, encrypted
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLES, FILES, MANIFEST = "tables", "files", "manifest.json"
OWNER_ONLY = 0o600
AT_ONCE = 1024 * 1024
COMPRESSION = 6


def damaged(what: object) -> Refusal:
    """Return the refusal of a file that is not what a backup wrote."""
    return Refusal(_("Bản sao lưu không nguyên vẹn (%(what)s). Chưa có gì thay đổi."), what=what)


@contextmanager
def new_archive(path: Path, recipient: str) -> Iterator[tarfile.TarFile]:
    """Give an archive to add to, encrypted when there is a recipient; the file has its name once all is on the disk.

    Until then it lies beside as NAME.partial, which the next attempt overwrites. Raises Refusal when the name is
    taken or another process is writing the same file.
    """
    if path.exists():
        raise Refusal(_("Đã có tệp %(path)s. Hãy chọn tên khác."), path=path)
    beside = path.with_name(f"{path.name}.partial")
    with open(beside, "ab", opener=_owner_only) as target:
        try:
            fcntl.flock(target, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(_("Một lần sao lưu khác đang ghi %(path)s."), path=path) from None
        target.truncate(0)
        try:
            with _opened_for_writing(target, recipient) as archive:
                yield archive
            target.flush()
            os.fsync(target.fileno())
            beside.rename(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    """Add a member. Who unpacks the archive by hand gets files that only they may read."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, OWNER_ONLY
    archive.addfile(member, content)


def add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add a member that is in memory."""
    add(archive, name, io.BytesIO(content), len(content))


def add_lines(archive: tarfile.TarFile, table: str, number: int, text: bytes) -> None:
    """Add some rows of a table."""
    # No moment and no name within: the same rows make the same bytes.
    add_bytes(archive, f"{TABLES}/{table}/{number:05}.jsonl.gz", gzip.compress(text, COMPRESSION, mtime=0))


def read_archive(path: Path, identity: Path | None) -> Iterator[tuple[str, str, IO[bytes]]]:
    """Yield each member of the file in order: its kind (TABLES, FILES, MANIFEST), the table or file, its bytes.

    Raises Refusal when the file is no backup, ends too early, or is encrypted for another key.
    """
    with path.open("rb") as source:
        encrypted_file = source.read(len(MAGIC)) == MAGIC
        source.seek(0)
        if not encrypted_file:
            yield from _members(source)
            return
        with decrypted(source, identity) as plain:
            yield from _members(plain)


def lines_of(content: IO[bytes]) -> bytes:
    """Return the rows that `add_lines` has added. Raises Refusal when they are not whole."""
    try:
        return gzip.decompress(content.read())
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise damaged(error) from error


def _members(stream: IO[bytes]) -> Iterator[tuple[str, str, IO[bytes]]]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                kind, _slash, rest = member.name.partition("/")
                content = archive.extractfile(member)
                if content is None or kind not in {TABLES, FILES, MANIFEST}:
                    raise damaged(member.name)
                yield kind, rest.partition("/")[0], content
        # To the very end, where age has said that nothing was cut off.
        while stream.read(AT_ONCE):
            pass
    except tarfile.TarError as error:
        raise damaged(error) from error


@contextmanager
def _opened_for_writing(target: IO[bytes], recipient: str) -> Iterator[tarfile.TarFile]:
    if not recipient:
        with tarfile.open(fileobj=target, mode="w|") as archive:
            yield archive
        return
    with encrypted(target, recipient) as sink, tarfile.open(fileobj=sink, mode="w|") as archive:
        yield archive


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)


def _sync_folder(folder: Path) -> None:
    """Let the new name reach the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
