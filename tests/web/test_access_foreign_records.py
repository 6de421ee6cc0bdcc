"""A form names records by code: another province's records are no more within reach there than in an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.places.models import Place
from tests.factories.accounts import GrantFactory
from tests.factories.plans import PlanFactory
from tests.factories.registry import a_producer, a_product
from tests.web.desk.registry import Records, records_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.test import Client

    from saolang.base.accounts.models import User
    from saolang.programme.plans.models import Plan
    from saolang.programme.registry.models import Producer, Product

ON = "2024-05-01"


@dataclass(frozen=True)
class Side:
    """What stands in one province: a record of each kind, and a producer, a product, a plan and a person to name."""

    province: Place
    records: Records
    producer: Producer
    product: Product
    plan: Plan
    person: User

    @property
    def named(self) -> list[Model]:
        """Return the records that the forms below name."""
        return [self.producer, self.product, self.plan, self.records.area, self.records.decision, self.records.place]


def a_side(code: str) -> Side:
    province = Place.objects.get(map=1, code=code)
    commune = Place.objects.filter(map=1, level="commune", province=province).order_by("code")[0]
    return Side(
        province=province,
        records=records_in(commune),
        producer=a_producer(place=commune),
        product=a_product(place=commune),
        plan=PlanFactory(place=province),
        person=GrantFactory(role=Role.READER, place=commune).user,
    )


@dataclass(frozen=True)
class Form:
    """A form: the name of its address, what it names of a province, and what fills its address of one's own."""

    name: str
    says: Callable[[Side], dict[str, Any]]
    at: Callable[[Side], object] | None = None

    def address(self, own: Side) -> str:
        return reverse(f"desk:{self.name}", args=[self.at(own)] if self.at else [])


def a_plan(side: Side) -> dict[str, Any]:
    title = {"code": "ke-hoach-moi", "title_vi": "Kế hoạch", "place": side.province.public_code}
    return title | {"period": "2024", "begins_on": "2024-01-01", "ends_on": "2024-12-31"}


FORMS = [
    Form("product_add", lambda side: {"name_vi": "Trà", "since": ON, "producer": side.producer.code}),
    Form(
        "product_owner", lambda side: {"producer": side.producer.code, "on": ON}, lambda own: own.records.product.code
    ),
    Form(
        "producer_succeed",
        lambda side: {"kind": "conversion", "successor": side.producer.code, "on": ON},
        lambda own: own.records.producer.code,
    ),
    Form(
        "producer_link",
        lambda side: {"kind": "supply", "partner": "Công ty", "since": ON, "growing_area": side.records.area.code},
        lambda own: own.records.producer.code,
    ),
    Form(
        "village_tie",
        lambda side: {"product": side.product.code, "tie": "made_in", "since": ON},
        lambda own: own.records.village.code,
    ),
    Form(
        "recognise",
        lambda side: {"stars": 3, "on": ON, "precision": "day", "decision": side.records.decision.code},
        lambda own: own.product.code,
    ),
    Form(
        "producer_add",
        lambda side: {"name": "Cơ sở", "place": side.records.place.public_code, "size": "unknown", "since": ON},
    ),
    Form(
        "producer_revise",
        lambda side: {"name": "Tên mới", "place": side.records.place.public_code, "version": 1, "reason": "x"},
        lambda own: own.producer.code,
    ),
    Form("village_add", lambda side: {"name": "Làng", "kind": "village", "place": side.records.place.public_code}),
    Form("area_add", lambda side: {"name": "Vùng", "place": side.records.place.public_code}),
    Form("plan_add", a_plan),
    Form("plan_add", lambda side: a_plan(side) | {"place": "1-04", "parent": side.plan.pk}),
    Form(
        "give_role",
        lambda side: {"role": Role.ADVISER, "over": "place", "place": side.records.place.public_code},
        lambda own: own.person.pk,
    ),
]


def pointing_at(records: list[Model]) -> list[int]:
    """Return how many rows of every table point at the records."""
    return [
        relation.related_model.objects.filter(**{relation.field.name: record}).count()
        for record in records
        for relation in record._meta.related_objects  # noqa: SLF001 - Django documents _meta
    ]


@pytest.fixture
def own(db: None) -> Side:
    return a_side("04")


@pytest.fixture
def other(db: None) -> Side:
    return a_side("93")


@pytest.fixture
def coordinator(client: Client, own: Side) -> Client:
    client.force_login(GrantFactory(place=own.province).user)
    return client


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_form_takes_what_it_names_of_ones_own_province(form: Form, coordinator: Client, own: Side) -> None:
    answer = coordinator.post(form.address(own), form.says(own))

    assert answer.status_code == 302


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_form_finds_nothing_of_another_province(form: Form, coordinator: Client, own: Side, other: Side) -> None:
    before = pointing_at(other.named)

    answer = coordinator.post(form.address(own), form.says(other))

    assert answer.status_code in {403, 422}
    assert pointing_at(other.named) == before
