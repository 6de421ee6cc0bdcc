"""The first page: what a shopper and a producer look for, within the first screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.programme.promotion.queries import catalogue
from saolang.programme.registry.models import CraftVillage, Product
from saolang.programme.registry.queries import unmerged
from saolang.web.catalogue.linked_data import website
from saolang.web.catalogue.products import the_present

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from saolang.programme.promotion.queries.catalogue import Now

NEWEST = 8
STORIES = 3
COUNTED_ANEW = 60
"""Seconds after which the whole register is counted again: with 100,000 products it takes half a second."""


@opened
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, what bears stars today, and where to turn."""
    now = the_present()
    # By the day: what ran out at midnight is counted by nobody after it.
    counted: Any = cache.get_or_set(f"home:{now.day}", partial(_counted, now), COUNTED_ANEW)
    # Asked each time: what bears stars no more is no card from that moment on.
    cards = catalogue.as_cards(catalogue.lit_products(now), now).in_bulk(counted["newest"])
    context = {
        "newest": [cards[key] for key in counted["newest"] if key in cards],
        "stars": counted["stars"],
        "producers": counted["producers"],
        "villages": CraftVillage.objects.count(),
        "stories": list(catalogue.published_stories(now)[:STORIES]),
        "linked_data": [website("Sao Làng", reverse("catalogue:search"))],
    }
    return render(request, "catalogue/home.html", context)


def _counted(now: Now) -> dict[str, Any]:
    """Return what only a look at every recognition tells: the newest, how many bear how many stars, and the makers."""
    stars = catalogue.count_by_stars(unmerged(Product.objects.all()), now)
    return {
        "newest": list(catalogue.latest_recognised(now).values_list("product", flat=True)[:NEWEST]),
        "stars": sorted(stars.items(), reverse=True),
        "producers": catalogue.shown_producers(now).count(),
    }
