"""Who makes the products: names and what they make. The telephone of a household is nobody's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.base.kit.search import asked, search
from saolang.programme.promotion.queries import catalogue
from saolang.programme.registry.choices import LegalForm
from saolang.programme.registry.queries import owned_by, with_legal_form
from saolang.web.catalogue.linked_data import breadcrumbs, item_list, organization
from saolang.web.catalogue.products import address_of, shown_page, the_present

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ORGANISATIONS = frozenset({LegalForm.COMPANY, LegalForm.COOPERATIVE, LegalForm.ASSOCIATION, LegalForm.OPERATING_CENTRE})
"""Whose telephone is no person's."""


@opened
@require_safe
def producers(request: HttpRequest) -> HttpResponse:
    """Show who makes what the public sees, by the alphabet."""
    now, words = the_present(), asked(request.GET.get("q", ""))
    found = search(catalogue.shown_producers(now), words).select_related("place__province")
    listed = catalogue.with_lit_products(with_legal_form(found, now.day, now.moment), now).order_by("sort_key", "pk")
    page = shown_page(request, listed)
    data = item_list([(each.name, reverse("catalogue:producer", args=[each.code])) for each in page])
    context = {"page": page, "words": words, "forms": dict(LegalForm.choices), "linked_data": [data]}
    return render(request, "catalogue/producers/list.html", context)


@opened
@require_safe
def producer(request: HttpRequest, code: str) -> HttpResponse:
    """Show a producer and its products; 404 for one of which the public sees none."""
    now = the_present()
    shown = with_legal_form(catalogue.shown_producers(now), now.day, now.moment).select_related("place__province")
    found = get_object_or_404(shown, code=code.upper())
    goods = owned_by(catalogue.shown_products(now), found, now.day, now.moment)
    page = shown_page(request, catalogue.as_cards(goods, now).order_by("sort_key", "pk"))
    telephone = found.phone if found.legal_form in ORGANISATIONS else ""
    here, above = request.path, reverse("catalogue:producers")
    context = {
        "producer": found,
        "form": dict(LegalForm.choices).get(found.legal_form, ""),
        "telephone": telephone,
        "page": page,
        "linked_data": [
            organization(found, here, telephone=telephone),
            breadcrumbs([(gettext("Chủ thể"), above), (found.name, here)]),
            item_list([(each.name_vi, address_of(each.code)) for each in page]),
        ],
    }
    return render(request, "catalogue/producers/producer.html", context)
