from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.places.models import Place
from saolang.programme.plans.models import Plan
from saolang.web.desk.home import plan_of_the_day
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province


def texts(html: str) -> str:
    """Return the page with every run of white space as one space."""
    return " ".join(html.split())


def test_home_shows_the_provinces_own_plan_with_its_values(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 6)

    page = desk.get(reverse("desk:home"))

    values = {line.row.code: (line.row.value, line.row.verdict) for line in page.context["lines"]}
    assert values == {"T-01": (6, "reached"), "T-02": (100, "reached"), "T-03": (None, "no_source")}
    assert page.context["counts"] == {"all": 3, "reached": 2, "on_course": 0, "behind": 0, "no_source": 1}


def test_home_never_says_zero_where_there_is_no_source(desk: Client, plan: Plan) -> None:
    page = desk.get(reverse("desk:home"))

    row = page.content.decode().partition('<tr id="T-03">')[2].partition("</tr>")[0]
    assert "chưa có nguồn số liệu" in row
    assert "<b>0" not in row
    assert reverse("desk:target", args=[plan.code, "T-03"]) not in row


def test_home_reads_as_at_and_as_known(desk: Client, province: Province, plan: Plan) -> None:
    certify(province, 1)
    certify(province, 1, on=date(2022, 9, 1))

    def value(**asked: str) -> object:
        return desk.get(reverse("desk:home"), asked).context["lines"][0].row.value

    assert (value(), value(as_at="2022-06-30"), value(as_known="2022-06-30")) == (2, 1, 1)


def test_home_with_a_day_that_is_none_keeps_to_the_default_and_says_so(desk: Client, plan: Plan) -> None:
    page = desk.get(reverse("desk:home"), {"as_at": "31/02/2022"})

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"as_at"}
    assert page.context["form"].sight.as_at == date(2022, 12, 31)


def test_home_links_to_the_names_with_the_same_two_dates(desk: Client, plan: Plan, province: Province) -> None:
    certify(province, 1)

    page = desk.get(reverse("desk:home"), {"as_at": "2022-06-30", "map": "new"})

    address = reverse("desk:target", args=[plan.code, "T-01"])
    assert f'href="{address}?as_at=2022-06-30&amp;map=new"' in page.content.decode()


def test_home_offers_who_sees_several_provinces_the_choice(country: Client, plan: Plan) -> None:
    other = Plan.objects.create(
        code="cao-bang-thu",
        title_vi="Kế hoạch Cao Bằng",
        place=Place.objects.get(map=1, code="04"),
        period="2022",
        begins_on=date(2022, 1, 1),
        ends_on=date(2022, 12, 31),
    )

    chooser = country.get(reverse("desk:home"))
    chosen = country.get(reverse("desk:home"), {"plan": other.code})

    assert {listed.code for listed in chooser.context["plans"]} == {plan.code, other.code}
    assert chosen.context["plan"] == other


def test_home_of_an_area_without_plans_says_what_to_do(desk: Client, reader: Client) -> None:
    address = reverse("desk:plan_add")

    assert address in desk.get(reverse("desk:home")).content.decode()
    assert address not in reader.get(reverse("desk:home")).content.decode()


def test_home_of_an_area_without_plans_leads_to_the_work_of_the_day(reader: Client) -> None:
    page = reader.get(reverse("desk:home")).content.decode()

    main = page.partition("<main")[2].partition("</main>")[0]
    links = re.findall(r'class="btn[^"]*" href="([^"]+)"', main)
    assert links == [reverse("desk:dossiers_today"), reverse("desk:products"), reverse("desk:producers")]


def test_home_shows_a_nested_target_right_after_the_one_it_lies_in(desk: Client, province: Province) -> None:
    plan = province.plan(
        2022,
        2022,
        {"indicator": "products.certified", "comparator": ">=", "goal": 150},
        {"indicator": "producers.active", "comparator": ">=", "goal": 10},
        {"indicator": "products.certified_4_stars", "comparator": ">=", "goal": 10, "within": "T-01"},
    )

    page = desk.get(reverse("desk:home"), {"plan": plan.code})

    assert [(line.row.code, line.within) for line in page.context["lines"]] == [
        ("T-01", False),
        ("T-03", True),
        ("T-02", False),
    ]


@pytest.mark.parametrize(("total", "said"), [((8, 9), "khớp nhau"), ((8, 10), "không khớp nhau")])
def test_home_says_whether_two_statements_fit_one_baseline(
    total: tuple[int, int], said: str, desk: Client, province: Province
) -> None:
    """Mission map, rules 5 and 16."""
    newly = "craft_villages.newly_with_certified_product"
    increase = {"indicator": newly, "comparator": "range", "goal": 1, "goal_to": 2, "total_in": "T-02"}
    whole = {"indicator": "craft_villages.with_certified_product", "comparator": "range"}
    province.plan(2022, 2022, increase, {**whole, "goal": total[0], "goal_to": total[1]})

    page = desk.get(reverse("desk:home"))

    assert f"Chỉ tiêu T-01 và T-02 {said}" in texts(page.content.decode())


def test_home_lists_the_units_at_zero_toward_a_floor(desk: Client, province: Province) -> None:
    province.plan(2022, 2022, {"indicator": "products.certified", "comparator": ">=", "goal": 1, "per": "district"})
    districts = Place.objects.filter(map=1, level="district", parent=province.place)
    certify(province, 1)

    page = texts(desk.get(reverse("desk:home")).content.decode())

    with_one = province.communes[0].parent
    assert f"{districts.count() - 1} trong {districts.count()} đơn vị:" in page
    without = [str(unit) for unit in districts if unit != with_one]
    listed = page.partition(" đơn vị:")[2].partition("</p>")[0]
    assert all(name in listed for name in without)
    assert str(with_one) not in listed


@pytest.mark.parametrize("products", [1, 3])
def test_home_asks_as_many_queries_whatever_the_rows(
    products: int, desk: Client, province: Province, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    certify(province, products)

    with django_assert_num_queries(10):
        desk.get(reverse("desk:home"))


@pytest.mark.parametrize(
    ("day", "period"), [(date(2023, 5, 1), "2023"), (date(2024, 5, 1), "2021-2025"), (date(2030, 1, 1), "2021-2025")]
)
def test_plan_of_the_day_is_the_latest_in_course_else_the_last_to_end(day: date, period: str) -> None:
    plans = [
        Plan(period=name, begins_on=date(first, 1, 1), ends_on=date(last, 12, 31))
        for name, first, last in (("2022", 2022, 2022), ("2021-2025", 2021, 2025), ("2023", 2023, 2023))
    ]

    assert plan_of_the_day(plans, day).period == period
