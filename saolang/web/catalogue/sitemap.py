"""The map of all public pages, each in its languages, and what robots are asked to leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.languages import ASKED
from saolang.base.places.models import Place
from saolang.programme.criteria.queries import editions_in_use
from saolang.programme.promotion.queries import catalogue
from saolang.programme.registry.models import CraftVillage
from saolang.programme.traceability.models import Recall
from saolang.web.catalogue.handbook import pages as handbook_pages
from saolang.web.catalogue.linked_data import absolute
from saolang.web.catalogue.products import the_present
from saolang.web.catalogue.promises import issued_plans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from saolang.programme.promotion.queries.catalogue import Now

A_FILE = 50_000
"""Addresses a file may hold (sitemaps.org); so many of ours weigh 30 of the 50 MB it may weigh."""
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
FIRST = (
    "home",
    "products",
    "producers",
    "villages",
    "communes",
    "country",
    "check",
    "recalls",
    "stories",
    "promises",
    "rating_sets",
    "criteria",
    "handbook",
    "open_data",
    "grades",
    "proof",
)


@opened
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """List every public page in each language, or, where they are more than a file may hold, the files that do."""
    pages = list(_pages(the_present()))
    if len(pages) <= _pages_a_file():
        return _listed(pages)
    files = range(1, -(-len(pages) // _pages_a_file()) + 1)
    named = (absolute(reverse("catalogue:sitemap_file", args=[number])) for number in files)
    inside = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>" for address in named)
    return _xml(f"<sitemapindex {SITEMAP}>{inside}</sitemapindex>")


@opened
@require_safe
def sitemap_file(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001
    """List some of the pages; 404 beyond the last."""
    most = _pages_a_file()
    pages = list(_pages(the_present()))[(number - 1) * most : number * most] if number else []
    if not pages:
        raise Http404
    return _listed(pages)


@opened
@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Ask robots to leave alone what is no page for the public."""
    closed = ("/dieu-hanh/", "/tai-khoan/", "/ngon-ngu/", "/phan-anh/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {absolute(reverse('catalogue:sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def _pages_a_file() -> int:
    """Return how many pages fill a file: each stands there in every language, and once in the reader's own."""
    return A_FILE // (len(settings.LANGUAGES) + 1)


def _pages(now: Now) -> Iterator[str]:
    """Yield the address of every page, all of which can be read in every language."""
    yield from (reverse(f"catalogue:{name}") for name in FIRST)
    for name, codes in (
        ("product", _codes(catalogue.shown_products(now))),
        ("producer", _codes(catalogue.shown_producers(now))),
        ("village", _codes(CraftVillage.objects.all())),
        ("recall", _codes(Recall.objects.standing())),
        ("story", _codes(catalogue.published_stories(now))),
        ("promise", _codes(issued_plans())),
        ("criteria_set", editions_in_use()),
        ("handbook_page", handbook_pages(settings.LANGUAGE_CODE)),
    ):
        yield from (reverse(f"catalogue:{name}", args=[code]) for code in codes)
    for number, code in Place.objects.filter(map=now.map).order_by("lft").values_list("map_id", "code"):
        yield reverse("catalogue:commune", args=[f"{number}-{code}"])


def _codes(records: QuerySet[Any]) -> QuerySet[Any, str]:
    return records.order_by("pk").values_list("code", flat=True)


def _listed(pages: list[str]) -> HttpResponse:
    return _xml(f"<urlset {SITEMAP} {LINKS}>{''.join(map(_in_each_language, pages))}</urlset>")


def _in_each_language(page: str) -> str:
    """Return the addresses of a page, each with all the others: search engines follow none that is not led back."""
    plain = absolute(page)
    addresses = {language: f"{plain}?{urlencode({ASKED: language})}" for language, _ in settings.LANGUAGES}
    addresses["x-default"] = plain
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
        for language, address in addresses.items()
    )
    return "".join(f"<url><loc>{escape(address)}</loc>{links}</url>" for address in addresses.values())


def _xml(inside: str) -> HttpResponse:
    return HttpResponse(f"{XML}{inside}\n", content_type="application/xml; charset=utf-8")
