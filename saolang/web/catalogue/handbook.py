"""The handbook: what a shopper and a producer should know, from data files with their edition and sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import yaml
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

FOLDER = "handbook"


@dataclass(frozen=True)
class Piece:
    """A part of a page: a heading, a paragraph, or a list."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page as it is read in one language; `language` is what it is really in."""

    code: str
    edition: str
    title: str
    pieces: tuple[Piece, ...]
    sources: tuple[str, ...]
    language: str


@cache
def pages(language: str) -> Mapping[str, Page]:
    """Return the pages by code, in their order; in Vietnamese where nobody wrote them in the language."""
    files = sorted((settings.PACKAGE / "data" / FOLDER).glob("*.yaml"))
    read = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in files)
    return {said["code"]: _page(said, language if language in said["body"] else "vi") for said in read}


def _page(said: Mapping[str, object], language: str) -> Page:
    title, body = said["title"], said["body"]
    assert isinstance(title, dict)  # noqa: S101 - our own files
    assert isinstance(body, dict)  # noqa: S101
    sources = said["sources"]
    assert isinstance(sources, list)  # noqa: S101
    pieces = tuple(_piece(text) for text in body[language].strip().split("\n\n"))
    return Page(str(said["code"]), str(said["edition"]), title[language], pieces, tuple(sources), language)


def _piece(text: str) -> Piece:
    if text.startswith("## "):
        return Piece("heading", (text.removeprefix("## "),))
    lines = text.splitlines()
    if all(line.startswith("- ") for line in lines):
        return Piece("list", tuple(line.removeprefix("- ") for line in lines))
    return Piece("paragraph", (text,))


@opened
@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    """Show what the handbook has."""
    return render(request, "catalogue/handbook/list.html", {"pages": pages(get_language() or "vi").values()})


@opened
@require_safe
def handbook_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one page of it."""
    found = pages(get_language() or "vi").get(code)
    if found is None:
        raise Http404
    return render(request, "catalogue/handbook/page.html", {"page": found})
