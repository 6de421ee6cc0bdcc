"""Keeping files: admitted when somebody sends one, stored when the programme makes one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.files.models import StoredFile
from saolang.base.files.rules import content_type, inspect
from saolang.base.files.services.scanning import found_in
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from saolang.base.files.choices import Kinds


def admit(content: bytes, *, name: str, kinds: Kinds, by: str) -> StoredFile:
    """Take in a file somebody sent where such kinds are taken, and return it as it is kept.

    Scans it, looks into it, makes a picture anew, stores it. Raises Refusal where it may not be kept; what the scanner
    finds is entered in the list of changes first. Not within a transaction: nobody should wait for a scanner.
    """
    if infection := found_in(content):
        _record_infection(content, name=name, infection=infection, by=by)
        raise Refusal(
            gettext_noop("Phần mềm quét thấy mã độc trong tệp %(name)s (%(infection)s). Tệp không được nhận."),
            name=name,
            infection=infection,
        )
    kept = inspect(content, kinds)
    with transaction.atomic(durable=True):
        return store(kept, by=by)


@transaction.atomic(durable=True)
def _record_infection(content: bytes, *, name: str, infection: str, by: str) -> None:
    record(
        by=by,
        action=Action.REFUSE,
        kind="file",
        code=hashlib.sha256(content).hexdigest(),
        after={"name": name, "infection": infection},
    )


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
