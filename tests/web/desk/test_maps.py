from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from saolang.base.places.models import Place
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("shown_on", ["old", "new"])
def test_plan_map_adds_up_to_the_same_sum_on_both_maps(
    shown_on: str, desk: Client, province: Province, plan: Plan
) -> None:
    certify(province, 3)

    drawn = desk.get(reverse("desk:plan_map", args=[plan.code]), {"map": shown_on}).context["drawn"]

    assert drawn.total == 3
    assert {unit.level for unit in drawn.units.numbers} == {"district" if shown_on == "old" else "commune"}


def test_plan_map_on_the_map_of_today_is_drawn_within_the_new_province(
    desk: Client, province: Province, plan: Plan
) -> None:
    certify(province, 1)

    page = desk.get(reverse("desk:plan_map", args=[plan.code]), {"map": "new"})

    assert {unit.province.name for unit in page.context["drawn"].units.numbers} == {"Cần Thơ"}
    assert 'class="hexmap"' in page.content.decode()


def test_country_map_counts_by_the_provinces_of_today_and_leaves_the_others_empty(
    desk: Client, province: Province
) -> None:
    certify(province, 2)
    certify(province, 3, on=timezone.localdate() - timedelta(days=30))

    drawn = desk.get(reverse("desk:country_map")).context["drawn"]

    assert drawn.units.numbers == {Place.objects.get(map=2, code="92"): 3}


def test_country_map_names_both_archipelagos(desk: Client, province: Province) -> None:
    page = desk.get(reverse("desk:country_map")).content.decode()

    assert page.count("Hoàng Sa") >= 1
    assert page.count("Trường Sa") >= 1


@pytest.mark.parametrize("name", ["country_map", "plan_map"])
def test_map_after_the_swap_is_the_one_on_its_page(name: str, desk: Client, plan: Plan) -> None:
    address = reverse(f"desk:{name}", args=[plan.code] if name == "plan_map" else [])
    asked = {"map": "new"} if name == "plan_map" else {}

    fragment = desk.get(address, asked, headers=HTMX).content.decode().strip()

    assert fragment.startswith("<section")
    assert fragment in desk.get(address, asked).content.decode()


@pytest.mark.parametrize("products", [1, 3])
def test_plan_map_asks_as_many_queries_whatever_the_rows(
    products: int, desk: Client, province: Province, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    certify(province, products)

    with django_assert_num_queries(12):
        desk.get(reverse("desk:plan_map", args=[plan.code]), {"map": "new"})
