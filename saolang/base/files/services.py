"""Storing files."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.models import StoredFile
from saolang.base.files.rules import content_type


@transaction.atomic
def store(content: bytes, *, by: str) -> StoredFile:
    """Keep the bytes once, by their digest, and return the stored file; the same bytes again return the same one.

    The bytes are written before the row, so a row never names bytes that are not there. Bytes left behind by a
    process that died between the two are taken over, or replaced when they are incomplete.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = StoredFile.objects.filter(sha256=sha256).first()
    if known:
        return known
    _write(StoredFile(sha256=sha256).path, content)
    file, created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(content), "content_type": content_type(content), "stored_by": by},
    )
    if created:
        record(
            by=by,
            action=Action.STORE,
            kind="file",
            code=sha256,
            after={"size": file.size, "content_type": file.content_type},
        )
    return file


def _write(path: str, content: bytes) -> None:
    """Write the bytes at the path, over whatever an interrupted write has left there."""
    if default_storage.exists(path):
        if default_storage.size(path) == len(content):
            return
        default_storage.delete(path)
    default_storage.save(path, ContentFile(content))
