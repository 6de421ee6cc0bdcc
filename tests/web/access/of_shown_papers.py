"""Which records fill the addresses of certificates buyers read of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.factories.registry import a_product, a_shown_paper

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter one beside the records of the registry, and say which address it fills."""
    shown = a_shown_paper(a_product(producer=made.producer, place=made.place))
    return {
        "portal:paper_show": {"code": shown.evidence.code},
        "portal:paper_hide": {"code": shown.evidence.code, "number": shown.pk},
        "desk:product_paper_withdraw": {"code": shown.product.code, "number": shown.pk},
    }, {}
