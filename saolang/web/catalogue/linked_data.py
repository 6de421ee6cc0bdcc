"""What search engines read of a page, in the words of schema.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from saolang.programme.traceability.rules.identity import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.queries.scan import Scanned

Linked = dict[str, Any]
CONTEXT = "https://schema.org"


def absolute(address: str) -> str:
    """Return the address as those outside write it."""
    return f"{settings.BASE_URL}{address}"


def item_list(items: Iterable[tuple[str, str]]) -> Linked:
    """Return a list of names and addresses, in its order."""
    elements = [
        {"@type": "ListItem", "position": position, "name": name, "url": absolute(address)}
        for position, (name, address) in enumerate(items, 1)
    ]
    return {"@context": CONTEXT, "@type": "ItemList", "numberOfItems": len(elements), "itemListElement": elements}


def breadcrumbs(items: Iterable[tuple[str, str]]) -> Linked:
    """Return where a page stands: names and addresses, the page itself last."""
    elements = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(address)}
        for position, (name, address) in enumerate(items, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": elements}


def organization(producer: Producer, address: str, *, telephone: str = "") -> Linked:
    """Return the producer; the telephone only of one that is no household."""
    said: Linked = {
        "@context": CONTEXT,
        "@type": "Organization",
        "name": producer.name,
        "identifier": producer.code,
        "url": absolute(address),
    }
    if producer.place:
        said["address"] = place_address(producer.place)
    return said | ({"telephone": telephone} if telephone else {})


def goods(seen: Scanned, name: str, picture: str) -> Linked:
    """Return the product; its stars are an award while they are lit."""
    product, recognition = seen.product, seen.recognition
    said: Linked = {
        "@context": CONTEXT,
        "@type": "Product",
        "name": name,
        "sku": product.code,
        "url": absolute(page_of(product)),
        "gtin": product.gtin,
        "image": absolute(picture) if picture else "",
        "description": seen.version.story if seen.version else "",
        "category": product.product_set.name_vi if product.product_set else "",
        "award": f"OCOP {recognition.stars} sao" if recognition and seen.is_lit else "",
    }
    if seen.owner:
        address = absolute(reverse("catalogue:producer", args=[seen.owner.code]))
        said["manufacturer"] = {"@type": "Organization", "name": seen.owner.name, "url": address}
    return {key: value for key, value in said.items() if value}


def place_address(place: Place) -> Linked:
    """Return a postal address that names the unit and its province."""
    top = place.province.name if place.province else place.name
    return {"@type": "PostalAddress", "addressLocality": str(place), "addressRegion": top, "addressCountry": "VN"}


def website(name: str, search_address: str) -> Linked:
    """Return the whole, and how it is searched."""
    target = {"@type": "EntryPoint", "urlTemplate": f"{absolute(search_address)}?q={{search_term_string}}"}
    action = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
    return {"@context": CONTEXT, "@type": "WebSite", "name": name, "url": absolute("/"), "potentialAction": action}
