"""Answering a Digital Link: 307 to where it leads, the linkset itself, 300, 400 or 404, as the standard says.

GS1-Conformant Resolver 1.2.0. Compressed addresses are not understood. `config.ready` answers what is asked most, in
the same words.
"""

from __future__ import annotations

import re
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import orjson
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from saolang.api.resolver.negotiation import LINKSET, WHOLE, chosen, link_type_in, preferred
from saolang.api.resolver.targets import (
    CONTEXT,
    HTML,
    LINK_TYPES,
    linkset,
    targets_of,
    targets_of_party,
    targets_of_unit,
)
from saolang.base.accounts.access import opened
from saolang.base.kit.caching import packed_answer
from saolang.base.kit.words import say
from saolang.core.gs1.links import CANONICAL, parse_path
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _
from saolang.programme.traceability.choices import ScanState
from saolang.programme.traceability.models import Location
from saolang.programme.traceability.queries.pages import Ready, ready, revision_of
from saolang.programme.traceability.queries.scan import product_of_gtin
from saolang.programme.traceability.queries.units import is_known
from saolang.programme.traceability.rules.identity import page_of, syntax
from saolang.programme.traceability.rules.scan import device_of
from saolang.programme.traceability.services.pages import make_ready
from saolang.programme.traceability.services.scans import Scan, note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from saolang.api.resolver.targets import Target
    from saolang.core.gs1.links import Link
    from saolang.programme.registry.models import Product

METHODS = "GET, HEAD, OPTIONS"
PRIMARY_KEYS = ("00", "01", "414", "417")
LINKSET_QUERY = "?linkType=linkset"
DOTS = frozenset({".", ".."})
ALL_DOTS = Refusal(
    _(
        "Số lô hay số sê-ri chỉ là “.” hoặc “..” không ghi được trong địa chỉ: trình duyệt bỏ các dấu đó đi. "
        "Hãy mở địa chỉ không kèm số đó."
    )
)
UNKNOWN = Refusal(_("Mã này không có trong hệ thống. Hãy kiểm tra lại mã in trên bao bì."))
NO_SUCH_LINK = Refusal(_("Chưa có thông tin loại này cho mã này. Hãy mở trang chung của mã."))
_QUALIFIED = re.compile(r"/01/(\d{1,14})(?:/22/(.{1,20}?))?(?:/10/(.{1,20}?))?(?:/21/(.{1,20}?))?/?")
"""Bounded, as its parts are: what fits nowhere is given up at once."""
_QUALIFIER = re.compile(r"/(?:22|10|21)/")


def read_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer OPTIONS, and methods there are none of, without the view. Nothing is written, so no form need be ours."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **named: str) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            return view(request, **named)
        is_asked = request.method == "OPTIONS"
        status = HTTPStatus.NO_CONTENT if is_asked else HTTPStatus.METHOD_NOT_ALLOWED
        response = HttpResponse(status=status, headers={"Allow": METHODS})
        del response.headers["Content-Type"]
        return _spoken(response, None)

    return answered


@opened
@read_only
def resolve(request: HttpRequest, link: str) -> HttpResponseBase:  # noqa: ARG001 - the path is read whole
    """Lead from a Digital Link to what it names, or say what it can lead to."""
    try:
        asked = parsed(request.path_info, request.META.get("QUERY_STRING", ""))
    except Refusal as refusal:
        return refused(request, refusal, HTTPStatus.BAD_REQUEST)
    if asked.path != quote(request.path_info.rstrip("/"), safe="/-._~;='!*(),:&+%") and _is_short(request.path_info):
        return _spoken(_redirect(request, settings.BASE_URL + asked.path), asked)
    if asked.gtin:
        return _of_product(request, asked)
    return _of_unit(request, asked) if asked.sscc else _of_place(request, asked)


@opened
@read_only
def description(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001
    """Describe the resolver, as programs look for it (section 5.8)."""
    said = {
        "name": "Sao Làng",
        "resolverRoot": settings.BASE_URL,
        "supportedPrimaryKeys": list(PRIMARY_KEYS),
        "supportedLinkType": [
            {
                "namespace": "https://ref.gs1.org/voc/",
                "prefix": "gs1:",
                "profile": "https://ref.gs1.org/voc/?show=linktypes",
                "linkTypes": list(LINK_TYPES),
            }
        ],
        "linkTypeDefaultCanBeLinkset": False,
        "supportsCompression": False,
    }
    return _spoken(JsonResponse(said), None)


def parsed(path: str, query: str) -> Link:
    """Return what the path names, decoded as web servers hand it on. Raises Refusal where it is no Digital Link.

    GS1's characters allow a lot of "." or "..", but no address can say so (RFC 3986, 5.2.4): whatever we led to would
    lead elsewhere.
    """
    found = _parsed(path, query)
    if not DOTS.isdisjoint(value for _ai, value in found.pieces):
        raise ALL_DOTS
    return found


def _parsed(path: str, query: str) -> Link:
    own = "&".join(each for each in query.split("&") if each and not each.startswith(("linkType=", "hl=")))
    try:
        return parse_path(quote(path, safe="/"), own, syntax())
    except Refusal:
        found = _QUALIFIED.fullmatch(path)
        if found is None or any(_QUALIFIER.search(f"/{each}/") for each in found.groups() if each and "/" in each):
            raise
        # A lot may hold a slash: decoded, it looks like one that parts the path.
        pieces = zip(("01", "22", "10", "21"), found.groups(), strict=True)
        return parse_path("".join(f"/{ai}/{quote(value, safe='')}" for ai, value in pieces if value), own, syntax())


def _is_short(path: str) -> bool:
    """Tell whether the GTIN is written in fewer than its 14 digits, which is led to the form with all."""
    found = re.match(r"/01/(\d+)(?:/|$)", path)
    return bool(found and len(found[1]) < 14)  # noqa: PLR2004 - digits of a GTIN in an address


def _of_product(request: HttpRequest, link: Link) -> HttpResponseBase:
    product = product_of_gtin(link.gtin)
    if product is None:
        device = device_of(request.headers.get("User-Agent", ""))
        note(Scan("", "", ScanState.UNKNOWN, get_language() or settings.LANGUAGE_CODE, device))
        return refused(request, UNKNOWN, HTTPStatus.NOT_FOUND, link)
    asked, accept = request.GET.get("linkType", ""), request.headers.get("Accept", "")
    if asked and not link_type_in(asked):
        return refused(request, NO_SUCH_LINK, HTTPStatus.NOT_FOUND, link)
    if link_type_in(asked) in WHOLE or (not asked and preferred(accept) == LINKSET):
        return _spoken(_linkset(request, product, link), link)
    if not asked and preferred(accept) == HTML:
        return _spoken(_redirect(request, settings.BASE_URL + page_of(product, link.lot, link.serial)), link)
    targets = targets_of(product, link, _known_lot(product, link))
    return _lead(request, link, product.name_vi, targets)


def _of_unit(request: HttpRequest, link: Link) -> HttpResponseBase:
    """Lead from the SSCC of a case or a pallet to its page, where anybody told of it."""
    if not is_known(link.sscc):
        return refused(request, UNKNOWN, HTTPStatus.NOT_FOUND, link)
    return _lead_or_list(request, link, f"SSCC {link.sscc}", targets_of_unit(link.sscc))


def _of_place(request: HttpRequest, link: Link) -> HttpResponseBase:
    """Lead from a GLN to the producer whose place, or who, it is. Other keys name nothing we know."""
    gln = link.gln or link.party
    found = Location.objects.select_related("producer").filter(gln=gln).exclude(gln="").first() if gln else None
    if found is None:
        return refused(request, UNKNOWN, HTTPStatus.NOT_FOUND, link)
    return _lead_or_list(request, link, found.producer.name, targets_of_party(found.producer))


def _lead_or_list(request: HttpRequest, link: Link, name: str, targets: list[Target]) -> HttpResponseBase:
    """Send the linkset where that is asked for, else lead to the link that fits best."""
    asked = request.GET.get("linkType", "")
    if asked and not link_type_in(asked):
        return refused(request, NO_SUCH_LINK, HTTPStatus.NOT_FOUND, link)
    if link_type_in(asked) in WHOLE or (not asked and preferred(request.headers.get("Accept", "")) == LINKSET):
        said = linkset(settings.BASE_URL + link.path, name, targets)
        return _spoken(HttpResponse(orjson.dumps(said), content_type=LINKSET), link, with_context=True)
    return _lead(request, link, name, targets)


def _lead(request: HttpRequest, link: Link, name: str, targets: Sequence[Target]) -> HttpResponseBase:
    """Lead to the one link that fits best; say which there are where several do, and that there is none."""
    asked = link_type_in(request.GET.get("linkType", ""))
    fitting = chosen(targets, asked, request.headers.get("Accept", ""))
    if not fitting:
        return refused(request, NO_SUCH_LINK, HTTPStatus.NOT_FOUND, link)
    if len(fitting) > 1:
        said = linkset(settings.BASE_URL + link.path, name, fitting)
        several = HttpResponse(orjson.dumps(said), content_type=LINKSET, status=HTTPStatus.MULTIPLE_CHOICES)
        return _spoken(several, link, with_context=True)
    return _spoken(_redirect(request, fitting[0].href), link)


def _linkset(request: HttpRequest, product: Product, link: Link) -> HttpResponseBase:
    """Send the linkset, made anew only after a change. An unknown lot has the links of its product, and is not kept."""
    address, day = link.path + LINKSET_QUERY, timezone.localdate()
    page = ready(address, settings.LANGUAGE_CODE, day) or _made(product, link, address)
    return packed_answer(request, page.body, page.etag, content_type=LINKSET)


def _made(product: Product, link: Link, address: str) -> Ready:
    revision, lot = revision_of(product.pk), _known_lot(product, link)
    said = linkset(settings.BASE_URL + link.path, product.name_vi, targets_of(product, link, lot))
    made = make_ready(
        orjson.dumps(said),
        address=address,
        language=settings.LANGUAGE_CODE,
        product=product,
        lot=None,
        revision=revision,
        day=timezone.localdate(),
        state=ScanState.VALID,
        is_kept=lot == link.lot and not (link.serial or link.cpv),
    )
    return Ready(bytes(made.body), made.etag, made.state)


def _known_lot(product: Product, link: Link) -> str:
    return link.lot if link.lot and product.lots.filter(number=link.lot).exists() else ""


def _redirect(request: HttpRequest, url: str) -> HttpResponse:
    """Return 307 to the address, with the query passed on. The standard wants 307, which keeps the method."""
    parts = urlsplit(url)
    query = "&".join(each for each in (parts.query, request.META.get("QUERY_STRING", "")) if each)
    response = HttpResponseRedirect(urlunsplit(parts._replace(query=query)), preserve_request=True)
    del response.headers["Content-Type"]
    return response


def refused(request: HttpRequest, refusal: Refusal, status: HTTPStatus, link: Link | None = None) -> HttpResponseBase:
    """Say it on a page to a person, as RFC 9457 has it to a program."""
    if preferred(request.headers.get("Accept", "")) == HTML:
        context = {
            "why": say(refusal),
            "path": link.path if link else quote(request.path_info),
            "languages": settings.LANGUAGES,
            "demonstration": settings.DEMONSTRATION,
        }
        return _spoken(render(request, "api/resolver/refused.html", context, status=status), link)
    said: dict[str, Any] = {"type": "about:blank", "title": status.phrase, "status": status, "detail": say(refusal)}
    return _spoken(HttpResponse(orjson.dumps(said), content_type="application/problem+json", status=status), link)


def _spoken(response: HttpResponseBase, link: Link | None, *, with_context: bool = False) -> HttpResponseBase:
    """Add what every answer of the resolver says: who may read it, how, and where the linkset is."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Expose-Headers"] = "Link, Location"
    response.headers["Cache-Control"] = "no-cache"
    if link is not None:
        response.headers["Link"] = links_of(link.path, with_context=with_context or _is_linkset(response))
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response


def _is_linkset(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith(LINKSET)


def links_of(path: str, *, with_context: bool) -> str:
    """Return the Link header: where the linkset is, how GS1 writes the link, how the linkset is read as JSON-LD.

    `path` is that of the link in its one notation.
    """
    said = (
        f'<{settings.BASE_URL}{path}{LINKSET_QUERY}>; rel="linkset"; type="{LINKSET}", '
        f'<{CANONICAL}{path}>; rel="owl:sameAs"'
    )
    if with_context:
        said += f', <{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    return said
