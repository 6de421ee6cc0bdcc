"""The words of tus 1.0.0, the open protocol for sending a file in pieces over a bad line (tus.io).

Core, creation, termination, checksum and expiration: what a request says and how it is answered. What is done with the
pieces is the affair of the view.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, UnreadablePostError
from django.utils.http import http_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from django.http import HttpRequest

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,checksum,expiration"
ALGORITHMS = ("sha1", "sha256")
CONTENT_TYPE = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460
MOST_CHECKED = 4 * 2**20
"""The largest piece with a checksum: none of it may be kept before all of it is known to be right."""
PIECE = 2**20
_A_READ = 64 * 2**10


class BadRequestError(Exception):
    """The request is not as the protocol wants it; holds the status to answer with."""

    def __init__(self, status: int, sentence: str = "") -> None:
        super().__init__(sentence)
        self.status = status


def speaks_tus(**methods: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that calls the function of the request's method, and answers for the protocol itself."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # On POST alone, which is checked for forgery: no link may do what a method that changes things does.
        override = request.headers.get("X-HTTP-Method-Override") if request.method == "POST" else None
        method = (override or request.method or "").upper()
        if method == "OPTIONS":
            return said(HTTPStatus.NO_CONTENT, _abilities())
        if request.headers.get("Tus-Resumable") != VERSION:
            return said(HTTPStatus.PRECONDITION_FAILED, _abilities())
        if method not in methods:
            return said(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": ", ".join([*methods, "OPTIONS"])})
        try:
            return methods[method](request, *args, **kwargs)
        except BadRequestError as bad:
            return said(bad.status, text=str(bad))

    return view


def said(status: int, headers: Mapping[str, object] | None = None, *, text: str = "") -> HttpResponse:
    """Return an answer of the protocol; the text is a sentence for the person."""
    answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    for name, value in {"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})}.items():
        answer[name] = str(value)
    return answer


def expires(moment: datetime) -> dict[str, str]:
    """Return the header that tells until when an upload may be taken up again."""
    return {"Upload-Expires": http_date(moment.timestamp())}


def number(request: HttpRequest, name: str) -> int:
    """Return a header that holds a count of bytes. Raises BadRequestError for anything else."""
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit()):
        raise BadRequestError(HTTPStatus.BAD_REQUEST, f"{name}?")
    return int(value)


def metadata(request: HttpRequest) -> dict[str, str]:
    """Return what Upload-Metadata says of the file: names with values in Base64. Raises BadRequestError."""
    pairs = [entry.split(" ") for entry in request.headers.get("Upload-Metadata", "").split(",") if entry.strip()]
    try:
        return {name: base64.b64decode("".join(value), validate=True).decode() for name, *value in pairs}
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, "Upload-Metadata?") from error


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """Yield the body in pieces; where the line breaks, what has come by then is the last one.

    A body with a checksum is one piece, yielded once it is known to be right. Raises BadRequestError otherwise.
    """
    if request.headers.get("Content-Type") != CONTENT_TYPE:
        raise BadRequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    checksum = request.headers.get("Upload-Checksum")
    if checksum is None:
        yield from _as_it_comes(request, PIECE)
        return
    if number(request, "Content-Length") > MOST_CHECKED:
        raise BadRequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    content = b"".join(_as_it_comes(request, MOST_CHECKED))
    _check(content, checksum)
    yield content


def _as_it_comes(request: HttpRequest, size: int) -> Iterator[bytes]:
    piece = bytearray()
    try:
        while read := request.read(min(_A_READ, size - len(piece))):
            piece += read
            if len(piece) == size:
                yield bytes(piece)
                piece.clear()
    except UnreadablePostError:
        pass  # the line broke; what came before is worth keeping
    if piece:
        yield bytes(piece)


def _check(content: bytes, checksum: str) -> None:
    algorithm, _, digest = checksum.partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadRequestError(HTTPStatus.BAD_REQUEST, f"Upload-Checksum: {', '.join(ALGORITHMS)}")
    if base64.b64encode(hashlib.new(algorithm, content).digest()).decode() != digest:
        raise BadRequestError(CHECKSUM_MISMATCH)


def _abilities() -> dict[str, str]:
    return {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Checksum-Algorithm": ",".join(ALGORITHMS)}
