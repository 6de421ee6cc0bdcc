"""In which language a page is read: as its address asks, else as was chosen before, else as the browser prefers.

Khmer stands on the pages that have it, and nowhere else: no page is half in one language, half in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from saolang.base.kit.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

KHMER = "km"
ASKED = "hl"
"""The parameter of a public page's address that says in which language it is read: "?hl=en"."""


def has_khmer(request: HttpRequest) -> bool:
    """Say whether the page can be read in Khmer: those of KHMER_PAGES, and an address where there is no page."""
    match = request.resolver_match
    return match is None or match.view_name in settings.KHMER_PAGES


@dataclass(frozen=True)
class Alternates:
    """The one address of a public page in the language it is read in, and its addresses in every language."""

    canonical: str
    languages: list[tuple[str, str]]


def alternates(request: HttpRequest) -> Alternates | None:
    """Return where else a page is that anybody may read in three languages; None for any other.

    "x-default" is the address without a language: it answers in the reader's own.
    """
    match = request.resolver_match
    if match is None or match.view_name not in settings.KHMER_PAGES or not match.view_name.startswith("catalogue:"):
        return None
    plain = request.GET.copy()
    asked = plain.pop(ASKED, [""])[-1]
    page = f"{settings.BASE_URL}{quote(request.path)}"

    def address(language: str) -> str:
        query = plain.copy()
        if language:
            query[ASKED] = language
        return f"{page}?{query.urlencode()}" if query else page

    known = dict(settings.LANGUAGES)
    languages = [*((language, address(language)) for language in known), ("x-default", address(""))]
    return Alternates(address(asked if asked in known else ""), languages)


def language_read() -> str:
    """Return the language being read, bare of its region: "en" of "en-gb"."""
    return (translation.get_language() or settings.LANGUAGE_CODE).partition("-")[0]


def in_language_read(words: Mapping[str, str]) -> str:
    """Return what data says in the language being read; in Vietnamese, which all of it has, where it has no other."""
    return words.get(language_read(), words["vi"])


LONGEST_READ = 501
"""Characters of each: Django reads 500 of Accept-Language."""


@remembered(LONGEST_READ)
def language_for(asked: str, chosen: str, accepted: str) -> str:
    """Return the language of a page by what its address asks for, what the cookie says, and Accept-Language.

    The same answer as Django's LocaleMiddleware gives, with what the address asks for before it.
    """
    if asked in dict(settings.LANGUAGES):
        return asked
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    request.COOKIES = {settings.LANGUAGE_COOKIE_NAME: chosen} if chosen else {}
    return str(translation.get_language_from_request(request))


class AskedLanguageMiddleware:
    """Answers in the language the address asks for. After Django's LocaleMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get(ASKED, "")
        if asked in dict(settings.LANGUAGES):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked
        return self.get_response(request)


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
