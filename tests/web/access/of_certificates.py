"""Which records fill the addresses of certificates and the mark."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.factories.certification import a_case, a_certificate, a_mark_run, a_suspension

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    issued = a_certificate(made.recognition)
    case = a_case(made.recognition)
    run = a_mark_run(made.recognition)
    a_suspension(made.recognition, dt.date(2025, 1, 1))
    return (
        {"desk:mark_run_account": {"number": run.pk}},
        {
            "giay-chung-nhan": {"code": issued.public_code, "number": case.pk},
            "gcn": {"code": issued.public_code},
        },
    )
