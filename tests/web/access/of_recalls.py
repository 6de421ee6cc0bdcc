"""Which records fill the addresses of lots, their steps, and recalls."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from saolang.programme.traceability.choices import Assurance, RecallGround
from saolang.programme.traceability.services.checks import vouch
from saolang.programme.traceability.services.recalls import NewRecall, start
from tests.factories.traceability import a_lot, a_material_lot, a_transformation

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    lot = a_lot(made.product, producer=made.producer)
    event = a_transformation([a_material_lot(made.producer)], [lot])
    checked = a_transformation([a_material_lot(made.producer)], [lot])
    day = dt.date(2026, 5, 3)
    vouch(event=checked, assurance=Assurance.CHECKED, checked_on=day, office="UBND xã", by="tests")
    new = NewRecall(ground=RecallGround.LABEL, danger="Ghi sai hạn dùng.", advice="Mang đến nơi mua để đổi.")
    recall = start(recall=new, lots=[lot], by="tests")[0]
    other = a_lot(made.product, producer=made.producer)
    return (
        {
            "desk:recall_of_lot": {"code": other.code},
            "desk:event_check_withdraw": {"number": checked.pk},
        },
        {
            "lo": {"code": lot.code},
            "su-kien": {"number": event.pk},
            "thu-hoi": {"code": recall.code},
        },
    )
