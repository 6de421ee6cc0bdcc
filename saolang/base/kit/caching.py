"""What of a page may be kept by browsers and by whatever stands between them and us."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


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
