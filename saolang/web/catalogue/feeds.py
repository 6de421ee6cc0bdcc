"""Products for marketplaces to take in, and what is new for readers to follow."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.spreadsheets import harmless
from saolang.programme.certification.queries import certified, held_on, with_certificate
from saolang.programme.promotion.queries.market import stories_published
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Product, ProductPhoto, ProductVersion
from saolang.programme.registry.queries import unmerged, with_owner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from saolang.programme.certification.models import Recognition

AT_ONCE = 1_000
NEWEST = 50
COLUMNS = ("id", "title", "description", "link", "image_link", "brand", "gtin", "condition", "product_type", "stars")
"""What Google's product data specification calls them; stars are ours. Price and stock are the seller's to add."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def entries() -> Iterator[dict[str, str]]:
    """Yield each product that bears its stars today, real ones only, by the columns."""
    day, now = timezone.localdate(), timezone.now()
    listed = certified(unmerged(Product.objects.all()), day, now).exclude(origin=Origin.MADE_UP)
    version = ProductVersion.objects.standing().as_at(day).filter(product=OuterRef("pk"))
    photo = ProductPhoto.objects.filter(product=OuterRef("pk"))
    found = with_owner(with_certificate(listed, day, now), day, now).annotate(
        story=Subquery(version.values("story")[:1]), photo=Subquery(photo.values("pk")[:1])
    )
    for product in found.select_related("product_set").order_by("code").iterator(AT_ONCE):
        yield _entry(product)


def _entry(product: Any) -> dict[str, str]:
    page = f"{settings.BASE_URL}{reverse('catalogue:product', args=[product.code])}"
    picture = reverse("catalogue:product_photo", args=[product.code, product.photo]) if product.photo else ""
    return {
        "id": product.code,
        "title": product.name_vi[:150],
        "description": (product.story or product.name_vi)[:5_000],
        "link": page,
        "image_link": f"{settings.BASE_URL}{picture}" if picture else "",
        "brand": (product.owner_name or "")[:70],
        "gtin": product.gtin,
        "condition": "new",
        "product_type": product.product_set.name_vi if product.product_set else "",
        "stars": str(product.stars),
    }


@opened
@require_safe
def feed_google(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001 - Django's signature
    """Hand out the products that bear their stars today, as Google's product feed (RSS 2.0)."""
    return StreamingHttpResponse(_google(), content_type="application/rss+xml; charset=utf-8")


def _google() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
    yield f"<title>OCOP</title><link>{_xml(settings.BASE_URL)}</link><description>OCOP</description>\n"
    for entry in entries():
        said = {name: value for name, value in entry.items() if value and name != "stars"}
        told = "".join(f"<g:{name}>{_xml(value)}</g:{name}>" for name, value in said.items())
        yield f"<item>{told}<g:custom_label_0>{entry['stars']}</g:custom_label_0></item>\n"
    yield "</channel></rss>\n"


def _xml(text: str) -> str:
    return escape(NOT_IN_XML.sub("", text))


class _Line:
    """What a CSV writer writes to: it hands each line on."""

    def write(self, line: str) -> str:
        return line


@opened
@require_safe
def feed_csv(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    """Hand out the same as CSV, safe from formulas."""
    return StreamingHttpResponse(_csv(), content_type="text/csv; charset=utf-8")


def _csv() -> Iterator[bytes]:
    writer = csv.writer(_Line())
    yield "\ufeff".encode() + writer.writerow(COLUMNS).encode()
    for entry in entries():
        yield writer.writerow([harmless(entry[name]) for name in COLUMNS]).encode()


@opened
@require_safe
def rss_products(request: HttpRequest) -> HttpResponse:
    """Tell of the products recognised last that still bear their stars."""
    feed = _rss(request, gettext("Sản phẩm OCOP mới được công nhận"))
    for recognition in _newest():
        product = recognition.product
        page = f"{settings.BASE_URL}{reverse('catalogue:product', args=[product.code])}"
        told = gettext("%(stars)s sao, từ ngày %(day)s") % {
            "stars": recognition.stars,
            "day": f"{recognition.began_on:%d/%m/%Y}",
        }
        feed.add_item(_plain(product.name_vi), page, told, unique_id=f"{product.code}/{recognition.pk}")
    return _sent(feed)


def _newest() -> QuerySet[Recognition]:
    held = held_on(timezone.localdate(), timezone.now()).exclude(product__origin=Origin.MADE_UP)
    return held.select_related("product").order_by("-began_on", "-pk")[:NEWEST]


@opened
@require_safe
def rss_stories(request: HttpRequest) -> HttpResponse:
    """Tell of the stories published last."""
    feed = _rss(request, gettext("Chuyện OCOP"))
    for story in stories_published(timezone.localdate())[:NEWEST]:
        page = f"{settings.BASE_URL}{reverse('catalogue:story', args=[story.code])}"
        feed.add_item(_plain(story.title_vi), page, _plain(story.body_vi[:300]), unique_id=story.code)
    return _sent(feed)


def _rss(request: HttpRequest, title: str) -> Rss201rev2Feed:
    own = f"{settings.BASE_URL}{request.path}"
    return Rss201rev2Feed(title=title, link=settings.BASE_URL, description=title, language="vi", feed_url=own)


def _plain(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def _sent(feed: Rss201rev2Feed) -> HttpResponse:
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
