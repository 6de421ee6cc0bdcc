"""The first page: what a shopper and a producer look for, within the first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.programme.promotion.queries import catalogue
from saolang.programme.registry.models import CraftVillage
from saolang.web.catalogue.linked_data import website
from saolang.web.catalogue.products import the_present

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEWEST = 8
STORIES = 3


@opened
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search box, what bears stars today, and where to turn."""
    now = the_present()
    newest = list(catalogue.latest_recognised(now).values_list("product", flat=True)[:NEWEST])
    cards = catalogue.as_cards(catalogue.lit_products(now), now).in_bulk(newest)
    context = {
        "newest": [cards[key] for key in newest if key in cards],
        "stars": sorted(catalogue.count_by_stars(catalogue.lit_products(now), now).items(), reverse=True),
        "producers": catalogue.shown_producers(now).count(),
        "villages": CraftVillage.objects.count(),
        "stories": list(catalogue.published_stories(now)[:STORIES]),
        "linked_data": [website("Sao Làng", reverse("catalogue:search"))],
    }
    return render(request, "catalogue/home.html", context)
