"""Files sent piece by piece (tus), and files taken in from a form, whichever way they came."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from saolang.base.accounts.access import signed_in
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.files.choices import Kinds
from saolang.base.files.models import Upload
from saolang.base.files.queries import offset_of, upload_of
from saolang.base.files.services import admit, uploads
from saolang.base.files.services.scanning import NOT_SCANNED
from saolang.base.kit import tus
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.base.files.models import StoredFile
    from saolang.web.fields import Sent
    from saolang.web.requests import PersonRequest

SENDERS = {
    Kinds.PICTURES: (Permission.EDIT_REGISTRY, Permission.RECORD_EVENTS),
    Kinds.PAPERS: (Permission.READ_DESK, Permission.EDIT_DOSSIERS),
    Kinds.SHEETS: (Permission.IMPORT_REGISTER, Permission.RECORD_EVENTS),
}
"""What it takes to begin sending a file, one of these; what it is then used for asks more."""
LONGEST_NAME = 200
NOT_SENT = Refusal(gettext_noop("Không tìm thấy tệp đã gửi hoặc đã quá hạn. Hãy gửi lại tệp."))


class Received(NamedTuple):
    """A file as it is kept, and the name the person gave it."""

    name: str
    file: StoredFile


def take_in(sent: Sent, *, kinds: Kinds, user: User) -> Received:
    """Return the file as it is kept: sent with a form, or earlier and piece by piece under that number.

    Raises Refusal where it may not be kept, or the person has sent none under the number.
    """
    if not isinstance(sent, UUID):
        name = sent.name or ""
        return Received(name, admit(sent.read(), name=name, kinds=kinds, by=user.actor))
    try:
        upload = upload_of(user.actor, sent)
    except Upload.DoesNotExist:
        raise NOT_SENT from None
    if upload.kinds != kinds:
        raise NOT_SENT
    return Received(upload.name, uploads.complete(upload=upload, by=user.actor))


def _begin(request: PersonRequest, kinds: str) -> HttpResponse:
    """Begin an upload: how large, and what the file is called."""
    if kinds not in SENDERS:
        raise Http404
    wanted = Kinds(kinds)
    _require_one_of(request.user, SENDERS[wanted])
    name = _plain(tus.metadata(request).get("filename", ""))
    if not 0 < len(name) <= LONGEST_NAME:
        raise tus.BadRequestError(HTTPStatus.BAD_REQUEST, "filename?")
    try:
        begun = uploads.begin(name=name, size=tus.number(request, "Upload-Length"), kinds=wanted, by=request.user.actor)
    except Refusal as refusal:
        return tus.said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text=say(refusal))
    location = reverse("desk:upload", args=[begun.number])
    return tus.said(HTTPStatus.CREATED, {"Location": location, **tus.expires(begun.expires_at)})


def _require_one_of(user: User, permissions: Iterable[Permission]) -> None:
    """Go on when the person holds one of the permissions somewhere. Raises PermissionDenied."""
    refusals = [may(user, permission) for permission in permissions]
    if refusals[0] and all(refusals):
        raise PermissionDenied(say(refusals[0]))


def _plain(name: str) -> str:
    """Return a file's name as Django leaves one that came with a form: no folders, nothing that cannot be printed."""
    return "".join(letter for letter in PurePosixPath(name.replace("\\", "/")).name if letter.isprintable()).strip()


def _tell(request: PersonRequest, number: UUID) -> HttpResponse:
    """Tell how much of the upload has come."""
    upload = _upload(request, number)
    return tus.said(HTTPStatus.OK, {"Upload-Length": upload.size, **_progress(upload)})


def _append(request: PersonRequest, number: UUID) -> HttpResponse:
    """Keep the next bytes; with the last of them, take the file in, or say why it may not be kept."""
    upload = _upload(request, number)
    offset = tus.number(request, "Upload-Offset")
    if offset != offset_of(upload):
        return tus.said(HTTPStatus.CONFLICT)
    if offset + tus.number(request, "Content-Length") > upload.size:
        return tus.said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        for piece in tus.pieces(request):
            offset = uploads.append(upload=upload, offset=offset, content=piece)
        if offset == upload.size:
            uploads.complete(upload=upload, by=request.user.actor)
    except uploads.WrongOffsetError:
        return tus.said(HTTPStatus.CONFLICT)
    except Upload.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        later = refusal == NOT_SCANNED
        status = HTTPStatus.SERVICE_UNAVAILABLE if later else HTTPStatus.UNPROCESSABLE_ENTITY
        return tus.said(status, text=say(refusal))
    return tus.said(HTTPStatus.NO_CONTENT, _progress(upload))


def _end(request: PersonRequest, number: UUID) -> HttpResponse:
    """Forget the upload."""
    uploads.end(upload=_upload(request, number))
    return tus.said(HTTPStatus.NO_CONTENT)


def _upload(request: PersonRequest, number: UUID) -> Upload:
    """Return the person's own upload; another's is simply not found."""
    try:
        return upload_of(request.user.actor, number)
    except Upload.DoesNotExist:
        raise Http404 from None


def _progress(upload: Upload) -> dict[str, object]:
    return {**tus.expires(upload.expires_at), "Upload-Offset": offset_of(upload)}


begin_upload = signed_in(tus.speaks_tus(POST=_begin))
upload = signed_in(tus.speaks_tus(HEAD=_tell, PATCH=_append, DELETE=_end))
