"""The list of products, narrowed by what shoppers choose by: place, kind, stars, where it is sold, craft village."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.search import asked, search
from saolang.base.places.choices import Level
from saolang.base.places.models import Place
from saolang.base.places.queries import find, map_on, with_public_codes
from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.promotion.queries import catalogue
from saolang.programme.promotion.queries.catalogue import Now
from saolang.programme.registry.models import CraftVillage, ProductSet
from saolang.web.catalogue.linked_data import item_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from saolang.programme.registry.models import Product

PER_PAGE = 24
MOST_STARS = (5, 4, 3)
LONGEST = 40
"""Letters of a code an address may carry; the longest of ours have 30."""
SORTS = (("ten", _("Theo tên")), ("sao", _("Nhiều sao trước")), ("moi", _("Mới công nhận trước")))
ORDERS: dict[str, tuple[Any, ...]] = {
    "ten": ("sort_key", "pk"),
    "sao": (F("stars").desc(nulls_last=True), "sort_key", "pk"),
    "moi": (F("recognised_on").desc(nulls_last=True), "sort_key", "pk"),
}


@dataclass(frozen=True)
class Option:
    """One answer of a facet: what the address says, words, and how many products of the list it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One thing to narrow by."""

    name: str
    label: str
    options: list[Option]
    language: str = ""


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what is no code of ours asks for nothing."""

    words: str
    unit: Place | None
    product_set: str
    stars: int | None
    channel: str
    village: CraftVillage | None
    everything: bool
    sort: str


@opened
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Show the products that bear stars today, or all that ever did, narrowed as asked."""
    now, wanted = the_present(), _asked(request)
    narrowed = _narrowed(wanted, now)
    page = shown_page(request, catalogue.as_cards(narrowed, now).order_by(*ORDERS[wanted.sort]))
    context = {
        "asked": wanted,
        "page": page,
        "facets": _facets(wanted, now),
        "sorts": SORTS,
        "linked_data": [item_list([(product.name_vi, address_of(product.code)) for product in page])],
    }
    return render(request, "catalogue/products/list.html", context)


def the_present() -> Now:
    """Return the day and the moment of this request, with the map in force."""
    today = timezone.localdate()
    return Now(today, timezone.now(), map_on(today))


def address_of(code: str) -> str:
    """Return the address of a product's page."""
    return reverse("catalogue:product", args=[code])


def shown_page(request: HttpRequest, records: QuerySet[Any], per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of the list that is asked for, the nearest there is."""
    return Paginator(records, per_page).get_page(request.GET.get("page"))


def _asked(request: HttpRequest) -> Asked:
    said = {name: str(text)[:LONGEST].strip() for name, text in request.GET.items()}
    stars, channel, sort = said.get("sao", ""), said.get("kenh", ""), said.get("xep", "")
    return Asked(
        words=asked(request.GET.get("q", "")),
        unit=_unit(said.get("noi", "")),
        product_set=said.get("bo", ""),
        stars=int(stars) if stars in map(str, MOST_STARS) else None,
        channel=channel if channel in ChannelKind else "",
        village=CraftVillage.objects.filter(code=said.get("lang", "").upper()).first(),
        everything=said.get("tatca") == "1",
        sort=sort if sort in ORDERS else "ten",
    )


def _unit(text: str) -> Place | None:
    """Return the unit with the public code, or the one the name means best, old or new; None for no text."""
    if not text:
        return None
    units = Place.objects.select_related("map", "province", "parent")
    coded = with_public_codes(units, [text]).first()
    return coded or max(find(text), key=lambda unit: (unit.level == Level.PROVINCE, unit.map_id), default=None)


def _narrowed(wanted: Asked, now: Now, *, but: str = "") -> QuerySet[Product]:
    """Return the products asked for, whatever the facet `but` says."""
    found = catalogue.shown_products(now) if wanted.everything else catalogue.lit_products(now)
    found = search(found, wanted.words)
    if wanted.unit and but != "noi":
        found = catalogue.products_in(found, wanted.unit)
    if wanted.product_set and but != "bo":
        found = found.filter(product_set=wanted.product_set)
    if wanted.stars and but != "sao":
        found = catalogue.products_with_stars(found, wanted.stars, now)
    if wanted.channel and but != "kenh":
        found = catalogue.products_sold_by(found, wanted.channel, now)
    if wanted.village and but != "lang":
        found = catalogue.products_of_village(found, wanted.village, now)
    return found


def _facets(wanted: Asked, now: Now) -> list[Facet]:
    return [
        _places(wanted, now),
        _sets(wanted, now),
        _stars(wanted, now),
        _channels(wanted, now),
        _villages(wanted, now),
    ]


def _places(wanted: Asked, now: Now) -> Facet:
    """Offer the provinces, and the communes of the province that is chosen."""
    found = _narrowed(wanted, now, but="noi")
    province = _province(wanted.unit)
    counts = catalogue.count_by_province(found, now)
    if province:
        counts |= catalogue.count_by_unit(found, province)
        counts[province.pk] = catalogue.products_in(found, province).count()
    chosen = {wanted.unit} if wanted.unit else set()
    units = sorted(
        {*Place.objects.filter(pk__in=counts), *chosen}, key=lambda unit: (unit.level != Level.PROVINCE, unit.sort_key)
    )
    options = [
        Option(
            unit.public_code,
            f"– {unit}" if unit.level != Level.PROVINCE else str(unit),
            counts.get(unit.pk, 0),
            unit in chosen,
        )
        for unit in units
    ]
    return Facet("noi", gettext("Nơi làm ra"), options, "vi")


def _province(unit: Place | None) -> Place | None:
    return unit if unit is None or unit.level == Level.PROVINCE else unit.province


def _sets(wanted: Asked, now: Now) -> Facet:
    counts = catalogue.count_by_set(_narrowed(wanted, now, but="bo"))
    options = [
        Option(each.pk, _set_name(each), counts.get(each.pk, 0), each.pk == wanted.product_set)
        for each in ProductSet.objects.all()
        if each.pk in counts or each.pk == wanted.product_set
    ]
    return Facet("bo", gettext("Loại sản phẩm"), options, "" if get_language() == "en" else "vi")


def _set_name(product_set: ProductSet) -> str:
    return product_set.name_en if get_language() == "en" else product_set.name_vi


def _stars(wanted: Asked, now: Now) -> Facet:
    counts = catalogue.count_by_stars(_narrowed(wanted, now, but="sao"), now)
    options = [
        Option(
            str(stars),
            ngettext("%(count)d sao", "%(count)d sao", stars) % {"count": stars},
            counts.get(stars, 0),
            stars == wanted.stars,
        )
        for stars in MOST_STARS
    ]
    return Facet("sao", gettext("Hạng sao hôm nay"), options)


def _channels(wanted: Asked, now: Now) -> Facet:
    counts = catalogue.count_by_channel(_narrowed(wanted, now, but="kenh"), now)
    return Facet("kenh", gettext("Nơi bán"), _labelled(ChannelKind, counts, wanted.channel))


def _labelled(kinds: type[ChannelKind], counts: Mapping[str, int], chosen: str) -> list[Option]:
    return [
        Option(kind.value, str(kind.label), counts.get(kind, 0), kind == chosen)
        for kind in kinds
        if kind in counts or kind == chosen
    ]


def _villages(wanted: Asked, now: Now) -> Facet:
    counts = catalogue.count_by_village(_narrowed(wanted, now, but="lang"), now)
    chosen = {wanted.village} if wanted.village else set()
    villages = sorted({*CraftVillage.objects.filter(pk__in=counts), *chosen}, key=lambda village: village.sort_key)
    options = [Option(each.code, each.name, counts.get(each.pk, 0), each in chosen) for each in villages]
    return Facet("lang", gettext("Làng nghề"), options, "vi")
