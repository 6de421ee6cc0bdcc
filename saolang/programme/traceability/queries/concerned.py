"""Which products an event is about, and whose they are, by the identifiers it names."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Q

from saolang.base.kit.asking import rows_for
from saolang.base.kit.batches import batched
from saolang.core.gs1.links import CANONICAL
from saolang.programme.registry.models import Ownership
from saolang.programme.traceability.models import Lot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

GTIN = re.compile(rf"{re.escape(CANONICAL)}/01/(\d{{14}})(?:/|$)")
OWN = re.compile(r"https?://[^/]+/sp/([A-Z0-9-]+)(?:/|$)")
MATERIAL = re.compile(r"https?://[^/]+/nl/([A-Z0-9-]+)$")


def products_of(identifiers: Collection[str]) -> set[int]:
    """Return the keys of the products that the identifiers name, or lots and units of which they name.

    Identifiers are in the notation in which they are kept. At most two queries for each 2,000 products.
    """
    named = chain(
        rows_for(_named(identifiers, GTIN), "SELECT id FROM registry_product WHERE gtin IN"),
        rows_for(_named(identifiers, OWN), "SELECT id FROM registry_product WHERE code IN"),
    )
    return {key for (key,) in named}


def of_others(identifiers: Collection[str], producer: int) -> set[str]:
    """Return those that name goods of another producer than the one of that key: its product, or its material.

    What nobody is known to own is nobody else's. Three queries for each 2,000 names.
    """
    owned = Ownership.objects.standing().filter(ended_on=None).exclude(producer=producer)
    theirs = Lot.objects.filter(product=None).exclude(producer=producer)
    found: set[str] = set()
    for pattern, records, field in (
        (GTIN, owned, "product__gtin"),
        (OWN, owned, "product__code"),
        (MATERIAL, theirs, "code"),
    ):
        named = _named(identifiers, pattern)
        for some in batched(named):
            for code in records.filter(Q((f"{field}__in", some))).values_list(field, flat=True):
                found.update(named[code])
    return found


def _named(identifiers: Iterable[str], pattern: re.Pattern[str]) -> dict[str, list[str]]:
    """Return the identifiers that the pattern knows, by the code in them."""
    named: dict[str, list[str]] = {}
    for identifier in identifiers:
        if found := pattern.match(identifier):
            named.setdefault(found[1], []).append(identifier)
    return named
