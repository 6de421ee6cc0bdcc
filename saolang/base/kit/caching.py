"""What of a page may be kept by browsers and by whatever stands between them and us."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class PrivatePagesMiddleware:
    """Has no page kept that was made for somebody signed in: the next person at the machine must not go back to it.

    A page that says itself how long it may be kept is left as it is, and so is whatever is no page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        # Where nobody looked who asks, the page is the same for all.
        if is_page and request.session.accessed and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def packed_answer(
    request: HttpRequest, packed: bytes, tag: str, *, content_type: str = "text/html; charset=utf-8"
) -> HttpResponseBase:
    """Return what is kept gzipped as it is, unpacked to who reads no gzip, and 304 to who has it.

    Asked for again each time: what it says may be over with the next request. The tag is weak, since it is the same
    for both forms.
    """
    etag = f'W/"{tag}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        reads_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(packed if reads_gzip else gzip.decompress(packed), content_type=content_type)
        if reads_gzip:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Accept-Language", "Cookie"])
    return response
