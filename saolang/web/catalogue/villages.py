"""Craft villages: the craft, where, since when it is recognised, and what is made there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.search import asked, search
from saolang.programme.promotion.queries import catalogue
from saolang.programme.registry.models import CraftVillage
from saolang.web.catalogue.linked_data import breadcrumbs, item_list
from saolang.web.catalogue.products import address_of, shown_page, the_present

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@opened
@require_safe
def villages(request: HttpRequest) -> HttpResponse:
    """Show the craft villages by the alphabet."""
    now, words = the_present(), asked(request.GET.get("q", ""))
    found = search(CraftVillage.objects.select_related("place__province"), words)
    page = shown_page(request, catalogue.with_lit_products_of_village(found, now).order_by("sort_key", "pk"))
    data = item_list([(each.name, reverse("catalogue:village", args=[each.code])) for each in page])
    return render(request, "catalogue/villages/list.html", {"page": page, "words": words, "linked_data": [data]})


@opened
@require_safe
def village(request: HttpRequest, code: str) -> HttpResponse:
    """Show a craft village and the products tied to it."""
    now = the_present()
    found = get_object_or_404(CraftVillage.objects.select_related("place__province"), code=code.upper())
    goods = catalogue.products_of_village(catalogue.shown_products(now), found, now)
    page = shown_page(request, catalogue.as_cards(goods, now).order_by("sort_key", "pk"))
    crumbs = [(gettext("Làng nghề"), reverse("catalogue:villages")), (found.name, request.path)]
    context = {
        "village": found,
        "recognition": found.recognitions.as_known(now.moment).as_at(now.day).first(),
        "page": page,
        "linked_data": [breadcrumbs(crumbs), item_list([(each.name_vi, address_of(each.code)) for each in page])],
    }
    return render(request, "catalogue/villages/village.html", context)
