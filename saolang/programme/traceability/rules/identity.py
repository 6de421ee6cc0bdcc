"""How products, lots, units and places are named: by GS1 keys where there are any, else by codes of our own.

An own code is never dressed up as a GS1 key: its address stands below /sp/, /nl/ or /dd/ of our host.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.conf import settings

from saolang.core.gs1 import dictionary, links
from saolang.core.gs1.links import UNESCAPED, Link

if TYPE_CHECKING:
    from saolang.programme.registry.models import Producer, Product
    from saolang.programme.traceability.models import Location, Lot

DICTIONARY = settings.PACKAGE / "data" / "gs1" / "gs1-syntax-dictionary.txt"


@cache
def syntax() -> dictionary.Dictionary:
    """Return the syntax dictionary, against which attributes in a Digital Link's query are checked."""
    return dictionary.read(DICTIONARY.read_text("utf-8"))


def hosts() -> frozenset[str]:
    """Return the hosts, with port if any, on which our own addresses are ours."""
    return _hosts(settings.BASE_URL, tuple(settings.ALLOWED_HOSTS))


@lru_cache(maxsize=4)
def _hosts(base_url: str, allowed: tuple[str, ...]) -> frozenset[str]:
    return frozenset((urlsplit(base_url).netloc.lower(), *(host.lower() for host in allowed)))


def canonical(identifier: str) -> str:
    """Return the one notation in which an identifier is kept and found. Raises Refusal for a malformed one."""
    return links.canonical(identifier, hosts(), settings.BASE_URL)


def page_of(product: Product, lot: str = "", serial: str = "") -> str:
    """Return the path of the public page of a product, or of a lot or unit of it."""
    parts = ["/sp/", product.code]
    if lot:
        parts += ["/lo/", quote(lot, safe=UNESCAPED)]
    if serial:
        parts += ["/so/", quote(serial, safe=UNESCAPED)]
    return "".join(parts)


def link_of(product: Product, lot: str = "", serial: str = "") -> str:
    """Return the address a carrier bears: on our host, a Digital Link where the product has a GTIN."""
    if product.gtin:
        return settings.BASE_URL + Link(gtin=product.gtin, lot=lot, serial=serial).path
    return settings.BASE_URL + page_of(product, lot, serial)


def identifier_of(product: Product, lot: str = "", serial: str = "") -> str:
    """Return the canonical identifier of a product, lot or unit. A unit is named by its serial, not by its lot too."""
    if product.gtin:
        return Link(gtin=product.gtin, lot=lot, serial=serial).finest.canonical
    return settings.BASE_URL + page_of(product, lot, serial)


def identifiers_of(product: Product, lot: str = "", serial: str = "") -> tuple[str, ...]:
    """Return every notation under which events of it may stand: before a product got its GTIN it had our code alone."""
    own = settings.BASE_URL + page_of(product, lot, serial)
    return tuple(dict.fromkeys((identifier_of(product, lot, serial), own)))


def identifier_of_lot(lot: Lot) -> str:
    """Return the canonical identifier of a lot, of a product or of a raw material."""
    if lot.product is not None:
        return identifier_of(lot.product, lot.number)
    return f"{settings.BASE_URL}/nl/{lot.code}"


def identifiers_of_lot(lot: Lot) -> tuple[str, ...]:
    """Return every notation under which events of the lot may stand."""
    return identifiers_of(lot.product, lot.number) if lot.product is not None else (identifier_of_lot(lot),)


def identifier_of_location(location: Location) -> str:
    """Return the canonical identifier of a place: by its GLN (AI 414), else our own."""
    return Link(gln=location.gln).canonical if location.gln else f"{settings.BASE_URL}/dd/{location.code}"


def identifier_of_party(producer: Producer) -> str:
    """Return the identifier of a producer as a party to an event: our public address of it."""
    return f"{settings.BASE_URL}/chu-the/{producer.code}/"
