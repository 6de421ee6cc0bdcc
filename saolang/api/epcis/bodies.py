"""What is sent with a request: its bytes, bounded before they are read, and JSON in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings

from saolang.api.epcis.negotiation import check_sent_type
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from django.http import HttpRequest

MEGABYTE = 1024 * 1024
MOST_OF_A_QUESTION = 64 * 1024
"""Bytes of a named query, or of a subscription."""
TOO_LARGE = gettext_noop("Nội dung gửi lên vượt quá %(most)s byte. Hãy chia nhỏ rồi gửi từng phần.")
NOT_JSON = gettext_noop("Nội dung gửi lên không phải JSON: %(reason)s.")
IN_CHUNKS = Refusal(
    gettext_noop("Hệ thống không nhận nội dung gửi từng khúc (chunked). Hãy gửi kèm độ dài ở Content-Length.")
)
NOT_AN_OBJECT = Refusal(gettext_noop("Nội dung gửi lên phải là một đối tượng JSON."))
HAS_NUL = Refusal(gettext_noop("Nội dung gửi lên có ký tự NUL (\\u0000), không lưu được. Hãy bỏ ký tự đó rồi gửi lại."))


def most_bytes() -> int:
    """Return how large a document may be."""
    return int(settings.EPCIS_FILE_LIMIT_MB) * MEGABYTE


def document_in(request: HttpRequest) -> bytes:
    """Return the document that was sent. Raises Problem for another media type, or more than is taken."""
    return _read(request, most_bytes(), ProblemType.CAPTURE_LIMIT)


def object_in(request: HttpRequest, wrong: ProblemType) -> dict[str, Any]:
    """Return the JSON object that was sent. Raises Problem, of the type given, where it is none."""
    content = _read(request, MOST_OF_A_QUESTION, ProblemType.QUERY_TOO_COMPLEX)
    if b"\\u0000" in content:
        raise Problem(wrong, HAS_NUL)
    try:
        said = orjson.loads(content)
    except ValueError as error:
        raise Problem(wrong, Refusal(NOT_JSON, reason=str(error))) from error
    if not isinstance(said, dict):
        raise Problem(wrong, NOT_AN_OBJECT)
    return said


def _read(request: HttpRequest, most: int, too_much: ProblemType) -> bytes:
    """Read no more than one byte beyond the bound; what is longer is a problem of the type given."""
    check_sent_type(request)
    if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
        raise Problem(ProblemType.NO_LENGTH, IN_CHUNKS)
    content = request.read(most + 1)
    if len(content) > most:
        raise Problem(too_much, Refusal(TOO_LARGE, most=most))
    return content
