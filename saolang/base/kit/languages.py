"""Khmer stands on the pages that have it, and nowhere else: no page is half in one language, half in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

KHMER = "km"


def has_khmer(request: HttpRequest) -> bool:
    """Say whether the page can be read in Khmer: those of KHMER_PAGES, and an address where there is no page."""
    match = request.resolver_match
    return match is None or match.view_name in settings.KHMER_PAGES


class KhmerPagesMiddleware:
    """Answers in Vietnamese who reads Khmer, on a page that has none. After Django's LocaleMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> None:  # noqa: ARG002
        """Choose the language once Django knows which page it is. The arguments are Django's."""
        if translation.get_language() == KHMER and not has_khmer(request):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
