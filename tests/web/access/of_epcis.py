"""Which records fill the addresses of keys and of the EPCIS interface, which asks for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tests.factories.traceability import an_api_key

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    key = an_api_key(made.producer).key
    return (
        {},
        {
            "khoa": {"prefix": key.prefix},
            # Nobody gets as far as looking for them: signing in is no key.
            "epcis": {"code": UUID(int=0), "event_id": "urn:uuid:0", "name": "giao-hang", "rest": "khac"},
        },
    )
