from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from saolang.base.places.models import Place
from tests.factories.certification import a_recognition
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province


def page_of(client: Client, code: str) -> str:
    return client.get(reverse("desk:place", args=[code])).content.decode()


def units_of(client: Client, code: str, on: int) -> str:
    return client.get(reverse("desk:place_units", args=[code]), {"map": on}).content.decode()


def test_units_of_one_name_are_all_found(country: Client, province: Province) -> None:
    found = country.get(reverse("desk:places"), {"q": "Hà Nam"}).context["units"]

    assert "1-35" in [unit.public_code for unit in found]


def test_unit_nobody_knows_says_what_to_try(desk: Client) -> None:
    page = desk.get(reverse("desk:places"), {"q": "Xứ Không Có"}).content.decode()

    assert "Không tìm thấy đơn vị nào" in page


def test_unit_tells_what_it_went_into(country: Client, province: Province) -> None:
    page = page_of(country, "1-93")

    assert "Tỉnh Hậu Giang" in page
    assert "Nay thuộc" in page
    assert reverse("desk:place", args=["2-92"]) in page


def test_split_unit_names_its_parts_and_the_main_heir(country: Client, province: Province) -> None:
    split = Place.objects.filter(map=1, successor_links__part="split", successor_links__main=True).first()
    assert split

    page = page_of(country, split.public_code)

    assert page.count("một phần</span>") == split.successor_links.filter(part="split").count()
    assert page.count("phần chính</span>") == 1


def test_change_without_a_known_day_says_so(country: Client, province: Province) -> None:
    changed = Place.objects.filter(names__confirmed=False).select_related("map").first()
    assert changed

    page = page_of(country, changed.public_code)

    assert "chưa rõ ngày có hiệu lực" in page
    assert "(ngày nghị quyết)" in page


def test_figures_of_an_old_province_are_read_on_either_map(desk: Client, province: Province) -> None:
    a_recognition(a_product(place=province.communes[0]), on=timezone.localdate() - dt.timedelta(days=5))

    old, new = units_of(desk, "1-93", on=1), units_of(desk, "1-93", on=2)

    assert reverse("desk:place", args=["1-930"]) in old
    assert reverse("desk:place", args=["2-31321"]) in new
    assert reverse("desk:place", args=["2-31321"]) not in old


def test_product_that_no_unit_holds_is_named(desk: Client, province: Province) -> None:
    on = timezone.localdate() - dt.timedelta(days=5)
    product = a_recognition(a_product("Khóm Cầu Đúc", place=province.place), on=on).product

    page = units_of(desk, "1-93", on=1)

    assert "1 sản phẩm không xếp được vào một đơn vị" in page
    assert f'<a href="{reverse("desk:product", args=[product.code])}">Khóm Cầu Đúc</a>' in page


def test_province_of_today_is_drawn_with_its_numbers(country: Client, province: Province) -> None:
    a_recognition(a_product(place=province.communes[0]), on=timezone.localdate() - dt.timedelta(days=5))

    page = units_of(country, "2-92", on=2)

    assert '<svg class="hexmap"' in page
    assert 'aria-label="Phường Vị Thanh: 1"' in page


def test_unit_page_asks_no_more_than_twelve_questions(
    desk: Client, country: Client, province: Province, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for commune in province.communes[:3]:
        a_recognition(a_product(place=commune))

    with django_assert_max_num_queries(12):
        page_of(desk, "1-93")
    with django_assert_max_num_queries(12):
        units_of(desk, "1-93", on=2)
    with django_assert_max_num_queries(12):
        units_of(country, "2-92", on=2)


def test_units_fetched_into_the_page_are_those_of_their_own_page(desk: Client, province: Province) -> None:
    a_recognition(a_product(place=province.communes[0]), on=timezone.localdate() - dt.timedelta(days=5))
    address = reverse("desk:place_units", args=["1-93"])

    fragment = desk.get(address, headers={"HX-Request": "true"}).content.decode().strip()

    assert fragment.startswith("<section")
    assert fragment in desk.get(address).content.decode()


def test_units_of_another_province_are_not_found(neighbour: Client, province: Province) -> None:
    assert neighbour.get(reverse("desk:place_units", args=["1-93"])).status_code == 404


def test_code_that_is_none_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("desk:place", args=["khong-co"])).status_code == 404
    assert desk.get(reverse("desk:place", args=["9-93"])).status_code == 404
