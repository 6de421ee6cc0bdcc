"""The pictures others show with a link to a page."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import fontpkg_be_vietnam_pro
from django.core.cache import cache as kept
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from saolang.base.accounts.access import opened
from saolang.base.places.models import Place
from saolang.base.places.queries import with_public_codes
from saolang.programme.promotion.queries import catalogue
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import CraftVillage
from saolang.web.catalogue.products import the_present

if TYPE_CHECKING:
    from django.http import HttpRequest

    from saolang.programme.promotion.queries.catalogue import Now

SIZE = (1200, 630)
MARGIN = 80
GREEN, WHITE, GOLD, PALE = "#083b28", "#ffffff", "#f7bd37", "#dcebe3"
ACROSS = (12, 14.9, 21.7, 16.7, 18, 12, 6, 7.3, 2.3, 9.1)
DOWN = (2.5, 8.7, 9.5, 14.1, 20.8, 17.5, 20.9, 14.2, 9.6, 8.8)
STAR = tuple(zip(ACROSS, DOWN, strict=True))
"""The corners of a star in a square of 24."""
A_MONTH = 30 * 24 * 3600


class Shared(NamedTuple):
    """What a picture says: a name, a line under it, and how many stars are lit."""

    name: str
    line: str
    stars: int


OF_NONE = Shared("Sản phẩm này có phải OCOP thật không?", "Tra cứu sản phẩm, giấy chứng nhận, chủ thể, làng nghề", 0)
"""What the pages say that are of no single thing. In Vietnamese like the names: the font has no Khmer."""
MADE_UP = "Số liệu trình diễn"
STORY = "Chuyện OCOP"


@opened
@require_safe
def picture(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Draw what others show with a link to a page: made once for the same words, and kept."""
    shared = _shared(kind, code, the_present())
    digest = hashlib.sha256(repr(shared).encode()).hexdigest()[:32]
    etag = quote_etag(digest)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = kept.get_or_set(f"picture-{digest}", lambda: drawn(shared), A_MONTH)
        response = HttpResponse(content, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=3600"
    return response


def drawn(shared: Shared) -> bytes:
    """Return the picture as PNG: the name in at most three lines, the line under it, the stars that are lit."""
    image = Image.new("RGB", SIZE, GREEN)
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, 70), "Sao Làng · OCOP", font=_font(34), fill=PALE)
    y = 160
    for line in _lines(shared.name, _font(64), SIZE[0] - 2 * MARGIN)[:3]:
        draw.text((MARGIN, y), line, font=_font(64), fill=WHITE)
        y += 88
    for line in _lines(shared.line, _font(34), SIZE[0] - 2 * MARGIN)[:1]:
        draw.text((MARGIN, y + 12), line, font=_font(34), fill=PALE)
    for at in range(shared.stars):
        draw.polygon([(MARGIN + at * 84 + x * 3.2, 510 + top * 3.2) for x, top in STAR], fill=GOLD)
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break the text into lines no wider than that."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fontpkg_be_vietnam_pro.ROOT / "files" / "BeVietnamPro-Bold.ttf"), size)


def _shared(kind: str, code: str, now: Now) -> Shared:
    """Return what the picture of the thing says. Raises Http404 for what the public does not see."""
    if (kind, code) == ("trang", "chung"):
        return OF_NONE
    if kind == "san-pham":
        return _of_product(code, now)
    if kind == "chu-the":
        producer = get_object_or_404(catalogue.shown_producers(now).select_related("place__province"), code=code)
        return Shared(producer.name, _where(producer.place), 0)
    if kind == "lang-nghe":
        village = get_object_or_404(CraftVillage.objects.select_related("place__province"), code=code)
        return Shared(village.name, _where(village.place), 0)
    if kind == "bai-viet":
        return Shared(get_object_or_404(catalogue.published_stories(now), code=code).title_vi, STORY, 0)
    if kind == "xa":
        unit = get_object_or_404(with_public_codes(Place.objects.select_related("province"), [code]))
        return Shared(str(unit), str(unit.province) if unit.province != unit else "", 0)
    raise Http404


def _of_product(code: str, now: Now) -> Shared:
    product = get_object_or_404(catalogue.as_cards(catalogue.shown_products(now), now), code=code)
    is_lit = catalogue.lit_products(now).filter(pk=product.pk).exists()
    line = product.owner_name or _where(product.place)
    if product.origin == Origin.MADE_UP:
        line = f"{MADE_UP} · {line}"
    return Shared(product.name_vi, line, product.stars if is_lit else 0)


def _where(place: Place | None) -> str:
    return place.with_province if place else ""
