"""Files handed out: to be kept, never to be run as a page of ours."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

ResponseT = TypeVar("ResponseT", bound="HttpResponseBase")

SHOWN = frozenset({"image/webp"})
"""What a browser may show in its place: pictures, which were made anew from their pixels when they came in."""
OOXML = "application/vnd.openxmlformats-officedocument"
ENDINGS = {
    "application/json": (".json",),
    "application/pdf": (".pdf",),
    "application/pkcs7-signature": (".p7s",),
    "application/yaml": (".yaml",),
    "application/vnd.apache.parquet": (".parquet",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    f"{OOXML}.presentationml.presentation": (".pptx",),
    f"{OOXML}.spreadsheetml.sheet": (".xlsx",),
    f"{OOXML}.wordprocessingml.document": (".docx",),
    "application/x-ndjson": (".jsonl",),
    "application/x-ole-storage": (".doc", ".xls"),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/svg+xml": (".svg",),
    "image/webp": (".webp",),
    "text/csv": (".csv",),
    "text/plain": (".txt", ".csv"),
}
"""The endings a name may have by what the file is: what is no page must not be called one on anybody's disk."""
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
"""Asked for again each time, so that who may no longer see a file does not; a file not changed is not sent again."""


def deliver(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """Return the answer that hands out what was just made, under the name, as RFC 6266 writes names in any language."""
    return _headed(HttpResponse(content, content_type=media_type), name, media_type, len(content))


def deliver_in_parts(
    parts: Iterator[bytes], *, name: str, media_type: str, size: int, digest: str
) -> StreamingHttpResponse:
    """Return the same for a stored file of `size` bytes, which is never in memory at once.

    A browser may ask by its digest whether it has changed (`unchanged`).
    """
    response = _headed(StreamingHttpResponse(parts, content_type=media_type), name, media_type, size)
    response["ETag"] = quote_etag(digest)
    return response


def unchanged(request: HttpRequest, digest: str) -> HttpResponseBase | None:
    """Return the answer to who already has the file of the digest (304); None to who has not."""
    etag = quote_etag(digest)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer:
        answer["ETag"] = etag
        answer["Cache-Control"] = HEADERS["Cache-Control"]
    return answer


def _headed(response: ResponseT, name: str, media_type: str, size: int) -> ResponseT:
    disposition = content_disposition_header(media_type not in SHOWN, with_ending(name, media_type))
    for header, value in HEADERS.items():
        response[header] = value
    response["Content-Disposition"] = disposition or "inline"
    response["Content-Length"] = str(size)
    return response


def with_ending(name: str, media_type: str) -> str:
    """Return the name with an ending that fits what the file is, ".bin" where that is not known."""
    endings = ENDINGS.get(media_type.partition(";")[0], (".bin",))
    return name if PurePath(name).suffix.lower() in endings else f"{name}{endings[0]}"
