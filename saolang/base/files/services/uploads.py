"""Files on their way in, piece by piece, until they are whole and admitted.

A piece is an object of its own in the storage, since an S3 storage cannot append. Its bytes are written before its row:
a process that dies between the two leaves bytes that no row names, and nothing that came before is lost. Whatever lies
in the folder of an upload goes with the upload.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from saolang.base.files.choices import Kinds
from saolang.base.files.models import KEPT_FOR, UPLOADS, Piece, Upload
from saolang.base.files.queries import offset_of, uploads_of
from saolang.base.files.rules import check_size, most_bytes
from saolang.base.files.services import admit
from saolang.base.files.services.scanning import NOT_SCANNED
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from saolang.base.files.models import StoredFile

MOST_UNDER_WAY = 20
"""How many files one person may be sending at once: each may fill the storage up to the limit."""
TOO_MANY = Refusal(gettext_noop("Bạn đang gửi dở quá nhiều tệp. Hãy gửi xong hoặc bỏ bớt rồi thử lại."))
NOT_WHOLE = Refusal(gettext_noop("Tệp chưa được gửi xong. Hãy gửi tiếp."))
LOST = Refusal(gettext_noop("Một phần của tệp đã bị mất. Hãy gửi lại tệp."))


class WrongOffsetError(Exception):
    """A piece does not begin where the last one ended."""


@transaction.atomic
def begin(*, name: str, size: int, kinds: Kinds, by: str) -> Upload:
    """Begin to take in a file of so many bytes. Raises Refusal when it is too large or too many are under way."""
    if refusal := check_size(size, most=most_bytes(kinds)):
        raise refusal
    if uploads_of(by).filter(file=None).count() >= MOST_UNDER_WAY:
        raise TOO_MANY
    return Upload.objects.create(owner=by, name=name, size=size, kinds=kinds)


def append(*, upload: Upload, offset: int, content: bytes) -> int:
    """Keep the next bytes of the upload and return how many have come.

    Raises WrongOffsetError where they do not begin where the last ones ended: of two who send the same piece at once
    the second is told. Raises Upload.DoesNotExist where the upload was ended meanwhile.
    """
    if offset != offset_of(upload):
        raise WrongOffsetError
    path = f"{upload.folder}/{offset:012}-{uuid.uuid4().hex}"
    default_storage.save(path, ContentFile(content))
    try:
        _add(Piece(upload=upload, offset=offset, size=len(content), path=path))
    except (WrongOffsetError, Upload.DoesNotExist):
        default_storage.delete(path)
        raise
    return offset + len(content)


@transaction.atomic
def _add(piece: Piece) -> None:
    locked = Upload.objects.select_for_update().get(pk=piece.upload_id)
    if piece.offset != offset_of(locked):
        raise WrongOffsetError
    piece.save(force_insert=True)


def complete(*, upload: Upload, by: str) -> StoredFile:
    """Admit the file once all of it has come, and return it as it is kept; asked again, return it again.

    Raises Refusal when it is not whole, or may not be kept: then the upload is ended, unless the scanner alone did not
    answer and the same bytes may be admitted later.
    """
    if upload.file:
        return upload.file
    if offset_of(upload) < upload.size:
        raise NOT_WHOLE
    try:
        file = admit(_assembled(upload), name=upload.name, kinds=Kinds(upload.kinds), by=by)
    except Refusal as refusal:
        if refusal != NOT_SCANNED:
            end(upload=upload)
        raise
    Upload.objects.filter(pk=upload.pk).update(file=file)
    _clear(upload.folder)
    return file


def end(*, upload: Upload) -> None:
    """Forget the upload and what has come of it."""
    Upload.objects.filter(pk=upload.pk).delete()
    _clear(upload.folder)


def sweep() -> int:
    """Forget the uploads that have expired and whatever interrupted work has left, and return how many there were."""
    expired = Upload.objects.filter(begun_at__lte=timezone.now() - KEPT_FOR)
    folders, _files = _listed(UPLOADS)
    _pieces, counts = expired.delete()
    known = {str(number) for number in Upload.objects.values_list("number", flat=True)}
    for folder in folders:
        if folder not in known:
            _clear(f"{UPLOADS}/{folder}")
    return counts.get(Upload._meta.label, 0)  # noqa: SLF001 (Django documents _meta)


def _assembled(upload: Upload) -> bytes:
    parts = []
    try:
        for path in upload.pieces.values_list("path", flat=True):
            with default_storage.open(path) as part:
                parts.append(part.read())
    except FileNotFoundError as error:
        raise LOST from error
    return b"".join(parts)


def _clear(folder: str) -> None:
    _folders, files = _listed(folder)
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the folders and the files in the folder; none where there is no such folder."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
