"""The page a scanned code leads to: what it is worth today, then whose, from where, and by what steps.

It is made once after each change and then sent as it is (traceability.queries.pages), by `config.ready` or from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.caching import packed_answer
from saolang.base.kit.languages import ASKED
from saolang.programme.promotion.models import Presence, Story
from saolang.programme.registry.models import ProductPhoto
from saolang.programme.traceability.choices import Assurance, Device, ScanState
from saolang.programme.traceability.models import Lot
from saolang.programme.traceability.queries.pages import ready, revision_of
from saolang.programme.traceability.queries.scan import Scanned, photo_told, product_named, scanned
from saolang.programme.traceability.rules.grades import Grade, Item
from saolang.programme.traceability.rules.identity import page_of
from saolang.programme.traceability.rules.passport import passport_of
from saolang.programme.traceability.rules.scan import LIT, device_of
from saolang.programme.traceability.rules.steps import craft
from saolang.programme.traceability.services.pages import make_ready
from saolang.programme.traceability.services.scans import Scan, first_seen, note
from saolang.web.catalogue.linked_data import goods
from saolang.web.catalogue.origins import origin_of
from saolang.web.downloads import hand_out
from saolang.web.steps import worded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.utils.functional import _StrPromise

    from saolang.programme.registry.models import Product
    from saolang.programme.traceability.models import Serial
    from saolang.programme.traceability.queries.scan import Step

MADE_BY_PROGRAMS = "application/ld+json"


class Verdict(NamedTuple):
    """What the state of a code means to whoever holds the goods: the word, the sentence, the tone of the panel."""

    word: _StrPromise
    sentence: _StrPromise
    tone: str = "not"


VERDICTS: dict[str, Verdict] = {
    ScanState.VALID: Verdict(_("Chứng nhận thật, còn hiệu lực"), _("Sản phẩm đang mang hạng sao ghi dưới đây."), "lit"),
    ScanState.EXTENDED: Verdict(
        _("Chứng nhận được kéo dài"),
        _("Chứng nhận đã hết thời hạn nhưng còn hiệu lực đến khi có quyết định đánh giá lại."),
        "lit",
    ),
    ScanState.SUSPENDED: Verdict(
        _("Chứng nhận đang bị tạm dừng"), _("Trong thời gian này sản phẩm không được mang sao OCOP.")
    ),
    ScanState.REVOKED: Verdict(
        _("Chứng nhận đã bị thu hồi"), _("Sản phẩm không còn được mang sao OCOP. Sao in trên bao bì không còn giá trị.")
    ),
    ScanState.EXPIRED: Verdict(
        _("Chứng nhận đã hết hạn"),
        _("Sản phẩm không còn được mang sao OCOP. Sao in trên bao bì không còn giá trị."),
        "not due",
    ),
    ScanState.RECALLED: Verdict(_("Hàng đang bị thu hồi: đừng dùng"), _("Hãy làm theo thông báo thu hồi của lô hàng.")),
    ScanState.UNCERTIFIED: Verdict(
        _("Chưa được công nhận OCOP"),
        _("Sản phẩm có trong hệ thống nhưng chưa từng được công nhận hạng sao."),
        "not due",
    ),
}
MADE_UP = Verdict(
    _("Giấy minh họa, còn hiệu lực"), _("Giấy này tạo ra để minh họa, không có sản phẩm thật nào mang nó."), "lit"
)
"""What a valid product that was made up says instead: nothing of it is real."""
UNVERIFIED = Verdict(
    _("Chưa xác minh được hàng bạn cầm"),
    _("Sản phẩm này có chứng nhận, nhưng mã bạn quét không có trong hệ thống."),
    "not due",
)
"""What a product with its stars says where its lot or unit is none we know: the code may be made up."""
VOUCHED: dict[str, str] = {Assurance.CHECKED: "done", Assurance.INSPECTED: "done"}


class Asked(NamedTuple):
    """What is asked for: the codes as they stand in the address, its path, the language, the day."""

    code: str
    lot: str
    serial: str
    path: str
    language: str
    day: date


class Words(NamedTuple):
    """A text with the language it is in, as the filter `said` shows it."""

    text: str
    language: str


@dataclass(frozen=True)
class Line:
    """One step in words."""

    step: Step
    name: Words
    unit: Words
    assurance: _StrPromise
    tone: str


@dataclass(frozen=True)
class Page:
    """What the template is given beside what was found."""

    verdict: Verdict
    name: Words
    lines: list[Line]
    passport_url: str
    report_url: str
    path: str
    picture: str


@opened
@require_safe
def product(request: HttpRequest, code: str, lot: str = "", serial: str = "") -> HttpResponseBase:
    """Show the product of the code, or its lot or unit, its state first. Counts the scan, and writes nothing else."""
    language = get_language() or settings.LANGUAGE_CODE
    asked = Asked(code, lot, serial, request.path_info.rstrip("/"), language, timezone.localdate())
    if not serial and (page := ready(asked.path, language, asked.day)):
        _count(request, Scan(code, lot, page.state, language))
        return packed_answer(request, page.body, page.etag)
    found = product_named(code.upper())
    if found is None:
        _count(request, Scan("", "", ScanState.UNKNOWN, language))
        context = {"code": code, "path": quote(asked.path), "languages": settings.LANGUAGES}
        return render(request, "catalogue/scan/unknown.html", context, status=HTTPStatus.NOT_FOUND)
    if found.code != code:
        return redirect(page_of(found, lot, serial), preserve_request=True)
    return _made(request, found, asked)


@opened
@require_safe
def passport(request: HttpRequest, code: str, lot: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Hand out the digital product passport of the product or its lot: Decree 37/2026/NĐ-CP, Article 32."""
    found = product_named(code.upper())
    if found is None:
        return JsonResponse({"code": code, "state": ScanState.UNKNOWN}, status=HTTPStatus.NOT_FOUND)
    seen = scanned(found, lot, "", timezone.localdate(), timezone.now())
    status = HTTPStatus.NOT_FOUND if seen.is_unknown_lot else HTTPStatus.OK
    response = JsonResponse(
        passport_of(seen),
        status=status,
        content_type=MADE_BY_PROGRAMS,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@opened
@require_safe
def photo(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out a photo of the product, as it was made anew from its pixels."""
    found = get_object_or_404(ProductPhoto.objects.select_related("file"), product__code=code, pk=number)
    return hand_out(request, found.file, name=f"{code}.webp")


@opened
@require_safe
def step_photo(request: HttpRequest, code: str, lot: str, number: int) -> HttpResponseBase:
    """Hand out a photo of a step that the public page of the lot tells; of one declared wrong there is none."""
    found = photo_told(get_object_or_404(Lot, product__code=code, number=lot), int(number))
    if found is None:
        raise Http404
    return hand_out(request, found.file, name=f"{code}-{number}.webp")


@opened
@require_safe
def grades(request: HttpRequest) -> HttpResponse:
    """Tell anybody by what rule the completeness of a lot's story is graded."""
    return render(request, "catalogue/scan/grades.html", {"items": Item, "grades": Grade})


def _made(request: HttpRequest, found: Product, asked: Asked) -> HttpResponseBase:
    """Make the page anew, and keep it where many will ask for it: a unit's page says something else each time."""
    revision = revision_of(found.pk)
    seen = scanned(found, asked.lot, asked.serial, asked.day, timezone.now())
    is_unknown = seen.is_unknown_lot or seen.is_unknown_serial
    number = seen.lot.number if seen.lot else ""
    scan = Scan(found.code, number, ScanState.UNKNOWN if is_unknown else seen.state, asked.language)
    _count(request, scan, seen.serial)
    made = make_ready(
        render_to_string("catalogue/scan/product.html", _context(seen, asked, revision)).encode(),
        address=asked.path,
        language=asked.language,
        product=found,
        lot=seen.lot,
        revision=revision,
        day=asked.day,
        state=seen.state,
        is_kept=not asked.serial and not is_unknown,
    )
    return packed_answer(request, bytes(made.body), made.etag)


def _count(request: HttpRequest, scan: Scan, serial: Serial | None = None) -> None:
    """Note the scan; the first of a unit is written at once. A program that looks at a unit is not its first scan."""
    device = device_of(request.headers.get("User-Agent", ""))
    note(scan._replace(device=device, serial=serial.pk if serial else 0))
    if serial and serial.first_scanned_on is None and device != Device.BOT and request.method == "GET":
        first_seen(serial, on=timezone.localdate())


def _context(seen: Scanned, asked: Asked, revision: int) -> Mapping[str, object]:
    found, language = seen.product, asked.language
    passport = [found.code, seen.lot.number] if seen.lot else [found.code]
    page = Page(
        verdict=_verdict(seen),
        name=_in_language(language, found.name_vi, found.name_en, found.name_km),
        lines=[line_of(step, language) for step in seen.steps],
        passport_url=reverse("catalogue:passport" + ("_lot" if seen.lot else ""), args=passport),
        report_url=_report_url(seen, language),
        path=quote(asked.path),
        picture=_picture(seen, revision),
    )
    return {
        "page": page,
        "base_url": settings.BASE_URL,
        "linked_data": [] if seen.is_made_up else [goods(seen, page.name.text, page.picture)],
        "found": seen,
        "product": found,
        "presences": Presence.objects.standing().as_at(seen.day).filter(product=found).select_related("place"),
        "origin": origin_of(seen),
        "papers": sorted(
            ((paper, paper.evidence, paper.evidence.has_ended(seen.day)) for paper in seen.papers), key=itemgetter(2)
        ),
        "stories": [_story(story, language) for story in _stories(found, seen.day)],
        "times": seen.serial.scans + 1 if seen.serial else 0,
        "is_first": bool(seen.serial and seen.serial.scans == 0 and seen.serial.first_scanned_on in {None, seen.day}),
        "languages": settings.LANGUAGES,
        "demonstration": settings.DEMONSTRATION,
    }


def _picture(seen: Scanned, revision: int) -> str:
    """Return the address of the picture shown with a link, another after each change; none of what was never rated."""
    if seen.recognition is None:
        return ""
    return f"{reverse('catalogue:picture', args=['san-pham', seen.product.code])}?v={revision}-{seen.state}"


def _verdict(seen: Scanned) -> Verdict:
    if not seen.is_lit and seen.state in LIT:
        return UNVERIFIED
    return MADE_UP if seen.is_made_up and seen.state == ScanState.VALID else VERDICTS[seen.state]


def _stories(found: Product, day: date) -> list[Story]:
    told = Story.objects.filter(product=found, withdrawn_at=None, published_on__lte=day)
    return list(told[:2])


def _story(story: Story, language: str) -> tuple[Words, Words]:
    return (
        _in_language(language, story.title_vi, story.title_en, story.title_km),
        _in_language(language, story.body_vi, story.body_en, story.body_km),
    )


def _in_language(language: str, vi: str, en: str, km: str) -> Words:
    """Return the text in the language of the page where there is one, else in Vietnamese."""
    text = {"en": en, "km": km}.get(language, "")
    return Words(text, language) if text else Words(vi, "vi")


def line_of(step: Step, language: str) -> Line:
    """Return a step in words of the language."""
    return Line(
        step=step,
        name=_step_words(step, language),
        unit=_unit_words(step.quantity, step.unit, language),
        assurance=step.assurance.label,
        tone=VOUCHED.get(step.assurance, ""),
    )


def _step_words(step: Step, language: str) -> Words:
    """Return the craft's own word for the step, else the standard's in words, else as it came."""
    if known := craft().steps.get(step.code):
        return Words(known.words[language], language)
    return Words(worded(step.event), language)


def _unit_words(quantity: Decimal | None, unit: str, language: str) -> Words:
    known = craft().units.get(unit)
    return Words(known.words[language] if known and quantity is not None else "", language)


def _report_url(seen: Scanned, language: str) -> str:
    asked = {"sp": seen.product.code, "lo": seen.asked_lot, "so": seen.asked_serial, ASKED: language}
    return f"{reverse('catalogue:report')}?" + urlencode({name: value for name, value in asked.items() if value})
