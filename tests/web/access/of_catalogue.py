"""Which records fill the addresses of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Say which of the registry's records each fills; nothing more is entered."""
    return (
        {"catalogue:sitemap_file": {"number": 1}},
        {
            "xa": {"code": made.place.public_code},
            "hinh": {"kind": "xa", "code": made.place.public_code},
        },
    )
