"""Which records fill the addresses of labels, places and company prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.programme.traceability.services.labels import print_run
from tests.factories.registry import a_product
from tests.factories.traceability import a_company_prefix, a_label_run, a_location

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    product = a_product(producer=made.producer, place=made.place)
    run = a_label_run(product)
    print_run(run=run, by="tests")
    location = a_location(made.producer)
    prefix = a_company_prefix(made.producer)
    return {
        "portal:label_run_add": {"code": product.code},
        **{f"portal:{name}": {"code": run.code} for name in ("label_run", "label_run_file", "label_run_sample")},
        **{f"portal:{name}": {"code": location.code} for name in ("location", "location_close")},
        **{f"desk:company_prefix_{name}": {"number": prefix.pk} for name in ("end", "withdraw")},
    }, {}
