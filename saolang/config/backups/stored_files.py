"""Stored files, out of the storage and into it, whichever storage it is: each is checked by its digest on the way."""

from __future__ import annotations

import hashlib
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

from saolang.base.files.models import StoredFile
from saolang.config.backups.archive import AT_ONCE, damaged
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

IN_MEMORY = 8 * 1024 * 1024


def taken(sha256: str) -> SpooledTemporaryFile[bytes] | None:
    """Return the bytes of a stored file, from the first; None when the storage has lost them or has others."""
    try:
        with default_storage.open(_path(sha256)) as content:
            whole, digest = _spooled(content)
    except FileNotFoundError:
        return None
    if digest == sha256:
        return whole
    whole.close()
    return None


def put(sha256: str, content: IO[bytes]) -> int:
    """Keep the bytes in the storage, unless it has them, and return how many they are.

    Raises Refusal when they are not those the name promises, or the storage does not give back what it was given.
    """
    whole, digest = _spooled(content)
    with whole:
        if digest != sha256:
            raise damaged(sha256)
        size = whole.seek(0, 2)
        if not _holds(sha256):
            whole.seek(0)
            # Over whatever is there: a storage of ours writes a file whole or not at all.
            default_storage.save(_path(sha256), File(whole))
            if not _holds(sha256):
                raise Refusal(_("Kho tệp không giữ nguyên vẹn tệp %(sha256)s."), sha256=sha256)
    return size


def _holds(sha256: str) -> bool:
    whole = taken(sha256)
    if whole is None:
        return False
    whole.close()
    return True


def _path(sha256: str) -> str:
    return StoredFile(sha256=sha256).path


def _spooled(content: IO[bytes] | File[bytes]) -> tuple[SpooledTemporaryFile[bytes], str]:
    """Return a copy of the bytes, on the disk when they are many, and their digest."""
    whole: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
    digest = hashlib.sha256()
    while some := content.read(AT_ONCE):
        digest.update(some)
        whole.write(some)
    whole.seek(0)
    return whole, digest.hexdigest()
