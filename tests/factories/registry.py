"""Producers, products and craft villages, as the services enter them."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from saolang.programme.registry.choices import CraftKind, LegalForm
from saolang.programme.registry.services import craft_villages, producers, products

if TYPE_CHECKING:
    from saolang.programme.registry.models import CraftVillage, Producer, Product

SINCE = dt.date(2018, 1, 1)
NUMBERS = count(1)


def a_producer(name: str = "", **known: Any) -> Producer:
    """Register a household, known since 2018, of a name of its own unless one is given."""
    values = {"legal_form": LegalForm.HOUSEHOLD, "since": SINCE} | known
    new = producers.NewProducer(name=name or f"Hộ kinh doanh {next(NUMBERS)}", **values)
    return producers.register(producer=new, by="tests")


def a_product(name: str = "", **known: Any) -> Product:
    """Register a product, known since 2018, whose producer is not known unless one is given."""
    new = products.NewProduct(name_vi=name or f"Sản phẩm {next(NUMBERS)}", **{"since": SINCE} | known)
    return products.register(product=new, by="tests")


def a_craft_village(name: str = "", **known: Any) -> CraftVillage:
    """Register a craft village, not yet recognised."""
    new = craft_villages.NewCraftVillage(
        name=name or f"Làng nghề {next(NUMBERS)}", **{"kind": CraftKind.VILLAGE} | known
    )
    return craft_villages.register(village=new, by="tests")
