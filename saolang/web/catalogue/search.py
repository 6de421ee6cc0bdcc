"""One box for everything: products, who makes them, craft villages, places, with or without marks, slips forgiven.

What is asked for together is found together: "cam xã Thuận Hòa", "gạo 5 sao". What was read as a place or as stars is
said, and can be taken away.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.search import Best, best_as_typed, best_much_like, spelled_like
from saolang.base.places.models import Place, PlaceName
from saolang.programme.promotion.queries import catalogue
from saolang.programme.promotion.queries.questions import bearing, bearing_much_like, best_in_places, narrowed, read
from saolang.programme.registry.models import CraftVillage, Producer, Product
from saolang.programme.registry.queries import PUBLIC_CODE
from saolang.web.catalogue.products import address_of, the_present

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from saolang.programme.promotion.queries.catalogue import Now
    from saolang.programme.promotion.queries.questions import Question

MOST_PRODUCTS = 24
MOST_OTHERS = 6
MOST_NAMES = 4 * MOST_OTHERS
"""Of places; one has borne several."""
KINDS = re.compile(r"^(?:xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tp|tinh) ")
"""What people write before the name of a unit; names are indexed without."""
MOST_STARS_FIRST = (F("stars").desc(nulls_last=True), "sort_key", "pk")


class Kind(NamedTuple):
    """Records of one kind: all, those a place is asked what it has of, and as they are shown; how many at most."""

    records: QuerySet[Any]
    there: QuerySet[Any]
    shown: Callable[[], QuerySet[Any]]
    most: int


class Part(NamedTuple):
    """The records found of one kind, the best first. `meant`: what was looked for instead of what was typed."""

    records: list[Any]
    more: bool
    meant: str


NONE = Part([], more=False, meant="")


class Results(NamedTuple):
    products: Part
    producers: Part
    villages: Part
    places: Part

    @property
    def meant(self) -> str:
        """What was looked for instead, where nothing bears what was typed."""
        return next((part.meant for part in self if part.records), "")

    @property
    def is_empty(self) -> bool:
        return not any(part.records for part in self)


class Found(NamedTuple):
    """How the question was read, and what there is."""

    question: Question
    results: Results


@opened
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what bears the words, the best first; a product's code leads to its page."""
    said = request.GET.get("q", "")[:80].strip()
    now = the_present()
    code = said.upper()
    if PUBLIC_CODE.fullmatch(code) and catalogue.shown_products(now).filter(code=code).exists():
        return redirect(address_of(code))
    context: dict[str, Any] = {"said": said}
    if said:
        question, results = everything(said, now)
        address = _list_address(question, results.products.meant)
        context |= {"question": question, "results": results, "list_address": address}
    return render(request, "catalogue/search.html", context)


def everything(text: str, now: Now) -> Found:
    """Return the best of each kind for the text; where nothing bears it, for places spelled much like those typed."""
    question = read(text)
    found = Found(question, _results(question, now))
    if question.places or any(part.records and not part.meant for part in found.results):
        return found
    otherwise = read(text, forgiving=True)
    if not otherwise.places:
        return found
    again = Found(otherwise, _results(otherwise, now))
    return again if again.results.products.records else found


def _results(question: Question, now: Now) -> Results:
    """Return what there is of each kind: what bears what was typed or, where nothing does, words spelled much like it.

    Stars are of products alone. The place something is looked for in is no find.
    """
    if question.stars:
        return Results(_starred(question, now), NONE, NONE, _units(question) if question.places else NONE)
    named = "" if question.places and question.words else KINDS.sub("", question.named)
    kinds = _kinds(question, now)
    found = [_as_typed(kind, question) for kind in kinds]
    places = best_as_typed(PlaceName.objects.all(), named, most=MOST_NAMES)
    if not any(each.keys for each in (*found, places)):
        like_it = spelled_like(question.named.split())
        found = [_much_like(kind, question, like_it) for kind in kinds]
        places = best_much_like(PlaceName.objects.all(), _only(named, like_it), most=MOST_NAMES)
    products, producers, villages = (_part(kind.shown, best) for kind, best in zip(kinds, found, strict=True))
    return Results(products, producers, villages, _places(places) if named else _units(question))


def _kinds(question: Question, now: Now) -> tuple[Kind, Kind, Kind]:
    """Return products, who makes them, and craft villages; of a place alone, the products lit, most stars first."""
    shown, producers, villages = (
        catalogue.shown_products(now),
        catalogue.shown_producers(now),
        CraftVillage.objects.all(),
    )
    there = shown
    if question.places and not question.words:
        there = catalogue.as_cards(catalogue.lit_products(now), now).order_by(*MOST_STARS_FIRST)
    return (
        Kind(shown, there, partial(catalogue.as_cards, Product.objects.all(), now), MOST_PRODUCTS),
        Kind(producers, producers, partial(Producer.objects.select_related, "place__province"), MOST_OTHERS),
        Kind(villages, villages, partial(CraftVillage.objects.select_related, "place__province"), MOST_OTHERS),
    )


def _as_typed(kind: Kind, question: Question) -> Best:
    """Return what bears all the words, those of the places too, then what is made there and bears the others."""
    named = best_as_typed(kind.records, question.named, most=kind.most)
    if not question.places:
        return named
    inside = bearing(narrowed(kind.there, question), question.words, most=kind.most)
    keys = list(dict.fromkeys([*named.keys, *inside.keys]))
    return Best(keys[: kind.most], named.more or inside.more or len(keys) > kind.most)


def _much_like(kind: Kind, question: Question, like_it: Mapping[str, Sequence[str]]) -> Best:
    if not question.places:
        return best_much_like(kind.records, like_it, most=kind.most)
    like_words = _only(question.words, like_it)
    return bearing_much_like(narrowed(kind.there, question), like_words, most=kind.most)


def _only(words: str, like_it: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return {word: like_it[word] for word in words.split()}


def _starred(question: Question, now: Now) -> Part:
    """Return the products with so many stars that bear the words; of stars alone, the latest recognised first."""
    stars = question.stars.stars if question.stars else 0
    if question.words or question.places:
        found = best_in_places(catalogue.lit_products(now, stars), question, most=MOST_PRODUCTS)
    else:
        latest = catalogue.latest_recognised(now).filter(stars=stars).values_list("product", flat=True)
        keys = list(latest[: MOST_PRODUCTS + 1])
        found = Best(keys[:MOST_PRODUCTS], more=len(keys) > MOST_PRODUCTS)
    return _part(partial(catalogue.as_cards, Product.objects.all(), now), found)


def _part(shown: Callable[[], QuerySet[Any]], found: Best) -> Part:
    records = shown().in_bulk(found.keys) if found.keys else {}
    return Part([records[key] for key in found.keys if key in records], found.more, found.meant)


def _units(question: Question) -> Part:
    """Return the units that were asked for, today's first."""
    units = [unit for asked in question.places for unit in asked.units]
    return Part(units[:MOST_OTHERS], len(units) > MOST_OTHERS, "")


def _places(found: Best) -> Part:
    """Return the units that bear or bore the names found, each once, today's first."""
    order = {key: at for at, key in enumerate(found.keys)}
    units: dict[Place, int] = {}
    for name in PlaceName.objects.filter(pk__in=found.keys).select_related("place__parent", "place__province"):
        units[name.place] = min(order[name.pk], units.get(name.place, len(order)))
    ranked = sorted(units, key=lambda unit: (units[unit] // MOST_OTHERS, -unit.map_id, units[unit]))
    return Part(ranked[:MOST_OTHERS], len(ranked) > MOST_OTHERS, found.meant)


def _list_address(question: Question, meant: str) -> str:
    """Return the list of all the products found; none where the place is several of one name."""
    unit = question.places[-1].unit if question.places else None
    if question.places and unit is None:
        return ""
    asked = {
        "q": meant or question.words,
        "noi": unit.public_code if unit else "",
        "sao": question.stars.stars if question.stars else "",
        "tatca": "1" if question.words and not question.stars else "",
    }
    return f"{reverse('catalogue:products')}?{urlencode({name: value for name, value in asked.items() if value})}"
