"""Reading stored files, and how far files on their way in have come."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.utils import timezone

from saolang.base.files.models import KEPT_FOR, Upload
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from saolang.base.files.models import StoredFile

AT_ONCE = 256 * 1024
"""How many bytes of a file are in memory while it is handed out."""


def read(file: StoredFile) -> bytes:
    """Return the bytes of the file. Raises Refusal when they are gone or no longer what was stored."""
    return b"".join(stream(file))


def stream(file: StoredFile) -> Iterator[bytes]:
    """Return the bytes of the file, part by part, the last part only once all of them are known to be what was stored.

    So whoever asked never takes an altered file for whole. Raises Refusal, at once when the file is gone, at the last
    part when it has been altered.
    """
    try:
        opened = default_storage.open(file.path)
    except (FileNotFoundError, SuspiciousFileOperation):
        raise Refusal(
            gettext_noop("Không tìm thấy tệp %(sha256)s trong kho. Hãy khôi phục từ bản sao lưu."), sha256=file.sha256
        ) from None
    return _checked(opened.chunks(AT_ONCE), file)


def _checked(parts: Iterator[bytes], file: StoredFile) -> Iterator[bytes]:
    digest = hashlib.sha256()
    held = b""
    for part in parts:
        digest.update(part)
        yield held
        held = part
    if digest.hexdigest() != file.sha256:
        raise Refusal(
            gettext_noop("Tệp %(sha256)s trong kho đã bị thay đổi. Hãy khôi phục từ bản sao lưu."), sha256=file.sha256
        )
    yield held


def uploads_of(owner: str) -> QuerySet[Upload]:
    """Return the uploads the person has begun, finished or not, that have not expired."""
    return Upload.objects.filter(owner=owner, begun_at__gt=timezone.now() - KEPT_FOR)


def upload_of(owner: str, number: UUID) -> Upload:
    """Return one of them. Raises Upload.DoesNotExist for another's as for one that never was."""
    return uploads_of(owner).get(number=number)


def offset_of(upload: Upload) -> int:
    """Return how many of the upload's bytes have come: its pieces follow each other without a gap."""
    if upload.file_id:
        return upload.size
    last = upload.pieces.last()
    return last.offset + last.size if last else 0
