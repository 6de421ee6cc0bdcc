"""Public pages as they were last made, for as long as nothing they say has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections

from saolang.programme.traceability.models import PublicRevision

if TYPE_CHECKING:
    from datetime import date

FRESH = (
    "SELECT page.body, page.etag, page.state FROM traceability_readypage AS page "
    "JOIN traceability_publicrevision AS counted "
    "ON counted.product_id = page.product_id AND counted.revision = page.revision "
    "WHERE page.address = {0} AND page.language = {0} AND page.made_on = {0}"
)
OF_GTIN = "SELECT code FROM registry_product WHERE gtin = {0} AND NOT (gtin = '')"
"""The second condition is that of the index."""
_PLACE = {"sqlite": "?", "postgresql": "%s"}
_FRESH = {vendor: FRESH.format(place) for vendor, place in _PLACE.items()}
_OF_GTIN = {vendor: OF_GTIN.format(place) for vendor, place in _PLACE.items()}
"""In each driver's own words: asked without Django's cursor, which takes longer than the database."""


class Ready(NamedTuple):
    """A page as it is sent: gzipped, with the tag by which a browser asks whether it has changed."""

    body: bytes
    etag: str
    state: str


def ready(address: str, language: str, day: date) -> Ready | None:
    """Return the page of the address, if it was made on the day and nothing it says has changed since. One read."""
    found = _one(_FRESH, (address, language, day.isoformat()))
    return Ready(bytes(found[0]), found[1], found[2]) if found else None


def revision_of(product_id: int) -> int:
    """Return the count of changes of the product's page. Read it before what the page says: it may only lag behind."""
    return PublicRevision.objects.values_list("revision", flat=True).get(product=product_id)


def code_of_gtin(gtin: str) -> str | None:
    """Return the public code of the product that bears the GTIN of 14 digits. One read."""
    found = _one(_OF_GTIN, (gtin,))
    return found[0] if found else None


def _one(statements: dict[str, str], values: tuple[str, ...]) -> Any:
    """Return the one row of the statement, or None. Raises the driver's own errors."""
    # Found once: each look behind `django.db.connection` takes longer than the database.
    here = connections[DEFAULT_DB_ALIAS]
    if here.connection is None:
        here.ensure_connection()
    driver: Any = here.connection
    return driver.execute(statements[here.vendor], values).fetchone()
