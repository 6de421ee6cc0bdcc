"""A province to count in: products with their certificates, written as facts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from saolang.base.places.models import Map, Place
from saolang.programme.certification.models import Recognition, Revocation
from saolang.programme.plans.models import Plan, Target
from saolang.programme.registry.models import CraftProduct, CraftVillage, Ownership, Producer, ProducerForm, Product

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = count(1)
LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)


class Province:
    """Old Hậu Giang, and the facts a test puts there."""

    def __init__(self) -> None:
        self.place = Place.objects.select_related("map").get(map=1, code="93")
        self.old, self.new = Map.objects.get(number=1), Map.objects.get(number=2)
        self.communes = list(Place.objects.filter(map=1, level="commune", province=self.place).order_by("code"))

    def product(self, *, place: Place | None = None, producer: Producer | None = None) -> Product:
        number = next(NUMBERS)
        product = Product.objects.create(
            code=f"SP-{number:08}",
            name_vi=f"Sản phẩm {number}",
            folded=f"san pham {number}",
            sort_key=f"{number:08}",
            place=place or self.communes[0],
            recorded_at=LONG_AGO,
            recorded_by="tests",
        )
        if producer:
            self.fact(Ownership, date(2018, 1, 1), product=product, producer=producer)
        return product

    def producer(self, legal_form: str = "household") -> Producer:
        number = next(NUMBERS)
        producer = Producer.objects.create(
            code=f"CT-{number:08}",
            name=f"Chủ thể {number}",
            folded=f"chu the {number}",
            sort_key=f"{number:08}",
            place=self.communes[0],
            recorded_at=LONG_AGO,
            recorded_by="tests",
        )
        self.fact(ProducerForm, date(2018, 1, 1), producer=producer, legal_form=legal_form)
        return producer

    def recognise(self, product: Product, on: date, stars: int = 3, **values: Any) -> Recognition:
        values.setdefault("kind", "first")
        values.setdefault("expires_on", on.replace(year=on.year + 3))
        values.setdefault("edition", "qd148")
        return self.fact(Recognition, on, product=product, stars=stars, **values)

    def revoke(self, recognition: Recognition, on: date) -> Revocation:
        return self.fact(Revocation, on, recognition=recognition, ground="production_ended")

    def craft_village(self, product: Product) -> CraftVillage:
        number = next(NUMBERS)
        village = CraftVillage.objects.create(
            code=f"LN-{number:08}",
            name=f"Làng nghề {number}",
            folded="",
            sort_key=f"{number:08}",
            kind="village",
            place=self.communes[0],
            recorded_at=LONG_AGO,
            recorded_by="tests",
        )
        self.fact(CraftProduct, date(2018, 1, 1), village=village, product=product)
        return village

    def fact(
        self, model: Callable[..., Any], began_on: date, *, recorded_at: datetime | None = None, **values: Any
    ) -> Any:
        entered = recorded_at or datetime(began_on.year, began_on.month, began_on.day, 3, tzinfo=UTC)
        fact = model(began_on=began_on, recorded_at=entered, recorded_by="tests", **values)
        fact.save()
        return fact

    def plan(self, first_year: int, last_year: int, *targets: dict[str, Any]) -> Plan:
        plan = Plan.objects.create(
            code=f"plan-{next(NUMBERS)}",
            title_vi="Kế hoạch thử",
            place=self.place,
            period=f"{first_year}-{last_year}" if last_year > first_year else str(first_year),
            begins_on=date(first_year, 1, 1),
            ends_on=date(last_year, 12, 31),
            state="issued",
        )
        for position, values in enumerate(targets, 1):
            Target.objects.create(
                plan=plan, code=f"T-{position:02}", position=position, label_vi=f"Chỉ tiêu {position}", **values
            )
        return plan
