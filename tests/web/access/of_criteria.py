"""Which records fill the addresses of the criteria sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.programme.criteria.services.editions import propose
from tests.factories.dossiers import an_edition

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    edition = an_edition("qd26-03")
    proposal = propose(
        product_set=edition.product_set,
        content=edition.content,
        readings={"marks_count": False},
        reason="Mức đánh dấu chỉ để biết",
        seen=edition.number,
        by="tests",
    )
    code = {"code": edition.product_set_id}
    return {}, {
        "tieu-chi": code,
        "may-sao": code,
        "bo-tieu-chi": {**code, "number": proposal.number, "criterion": "1.1"},
    }
