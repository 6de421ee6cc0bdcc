"""The lists of places and of the registry: found, narrowed, ordered, paged, and taken away as a file."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from saolang.base.places.models import Place
from saolang.programme.registry.choices import LegalForm, Origin
from saolang.programme.registry.services import growing_areas
from saolang.web import pages
from tests.factories.certification import a_decision, a_recognition, a_revocation
from tests.factories.registry import a_craft_village, a_producer, a_product
from tests.web.desk.registry import records_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

QUERIES = {"producers": 7, "products": 8, "villages": 7, "areas": 7, "decisions": 7}
"""Session, person, grants, their units; the list's own count and page (of products, also the sets to choose from)."""


def named(client: Client, name: str, **narrowed: str) -> list[str]:
    """Return the names on the page, in its order."""
    return [str(record) for record in client.get(reverse(f"desk:{name}"), narrowed).context["page"]]


@pytest.mark.parametrize("name", sorted(QUERIES))
@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_many_questions_whatever_its_length(
    name: str, count: int, desk: Client, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for commune in province.communes[:count]:
        records_in_place(commune)

    with django_assert_num_queries(QUERIES[name]):
        answer = desk.get(reverse(f"desk:{name}"))

    assert answer.status_code == 200


def records_in_place(commune: Place) -> None:
    producer = a_producer(place=commune)
    a_recognition(a_product(producer=producer), decision=a_decision(place=commune.province))
    a_craft_village(place=commune)
    growing_areas.register(area=growing_areas.NewGrowingArea(name="Vùng mía", place=commune), by="tests")


def test_place_given_by_name_costs_no_more_than_thirteen_questions(
    desk: Client, province: Province, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    records_in_place(province.communes[0])

    with django_assert_max_num_queries(13):
        desk.get(reverse("desk:products"), {"place": "Phường I", "q": "san pham"})


def test_search_finds_without_marks_and_in_khmer(desk: Client, province: Province) -> None:
    commune = province.communes[0]
    a_product("Đặc sản chả cá", place=commune)
    a_product("Hoà Phát", place=commune, name_km="ស្ករត្នោត")
    a_product("Rượu nếp", place=commune)

    assert named(desk, "products", q="dac san") == ["Đặc sản chả cá"]
    assert named(desk, "products", q="Hòa") == ["Hoà Phát"]
    assert named(desk, "products", q="ត្នោត") == ["Hoà Phát"]


def test_list_is_in_the_order_of_the_vietnamese_alphabet(desk: Client, province: Province) -> None:
    for name in ("Đậu phộng", "Dưa hấu", "Ếch đồng", "Đường phèn", "Ăn vặt", "Bánh tét", "Ấm trà"):
        a_product(name, place=province.communes[0])

    assert named(desk, "products") == [
        "Ăn vặt",
        "Ấm trà",
        "Bánh tét",
        "Dưa hấu",
        "Đậu phộng",
        "Đường phèn",
        "Ếch đồng",
    ]


def test_products_are_narrowed_by_what_their_certificate_says_today(desk: Client, province: Province) -> None:
    commune, today = province.communes[0], timezone.localdate()
    nearly_three_years_ago = today - dt.timedelta(days=3 * 365 - 20)
    valid = a_recognition(a_product("Còn hạn", place=commune), on=today - dt.timedelta(days=10), stars=4)
    soon = a_recognition(a_product("Sắp hết", place=commune), on=nearly_three_years_ago)
    a_recognition(a_product("Hết hạn", place=commune), on=dt.date(2021, 1, 1))
    revoked = a_recognition(a_product("Thu hồi", place=commune), on=today - dt.timedelta(days=30))
    a_revocation(revoked, today - dt.timedelta(days=1))
    a_product("Chưa xét", place=commune)

    assert named(desk, "products", held="on") == ["Còn hạn", "Sắp hết"]
    assert named(desk, "products", held="expired") == ["Hết hạn"]
    assert named(desk, "products", held="revoked") == ["Thu hồi"]
    assert named(desk, "products", held="none") == ["Chưa xét"]
    assert named(desk, "products", expiring="30") == [soon.product.name_vi]
    assert named(desk, "products", stars="4") == [valid.product.name_vi]


def test_products_are_narrowed_by_owner_and_origin(desk: Client, province: Province) -> None:
    commune = province.communes[0]
    made_up = a_producer(place=commune, origin=Origin.MADE_UP)
    a_product("Có chủ", producer=made_up, origin=Origin.MADE_UP)
    a_product("Không rõ", place=commune, origin=Origin.PUBLISHED, source="Báo https://baohaugiang.com.vn/1, trang 2")

    page = desk.get(reverse("desk:products")).content.decode()

    assert named(desk, "products", owner="unknown") == ["Không rõ"]
    assert named(desk, "products", origin="made_up") == ["Có chủ"]
    assert page.count("số liệu trình diễn</span>") == 1
    assert '<span class="tag due">chưa rõ chủ thể</span>' in page


def test_producers_are_narrowed_by_legal_form(desk: Client, province: Province) -> None:
    commune = province.communes[0]
    a_producer("Hợp tác xã Một", place=commune, legal_form=LegalForm.COOPERATIVE)
    a_producer("Hộ Hai", place=commune, legal_form=LegalForm.HOUSEHOLD)

    assert named(desk, "producers", legal_form="cooperative") == ["Hợp tác xã Một"]


def test_place_holds_what_was_entered_on_the_other_map(country: Client, province: Province) -> None:
    old = Place.objects.get(map=1, code="31318")
    new = Place.objects.get(map=2, code="31321")
    a_product("Ghi theo xã cũ", place=old)
    a_product("Ghi theo phường mới", place=new)

    assert named(country, "products", place="2-31321") == ["Ghi theo phường mới", "Ghi theo xã cũ"]
    assert named(country, "products", place="1-31318") == ["Ghi theo xã cũ"]


def test_place_of_several_units_lists_them_and_narrows_to_one(country: Client, province: Province) -> None:
    answer = country.get(reverse("desk:products"), {"place": "Vị Thanh", "q": "x"})

    assert len(answer.context["filter"].units) > 1
    assert "Tên này có nhiều đơn vị" in answer.content.decode()
    assert "q=x&amp;place=2-31321" in answer.content.decode() or "place=2-31321&amp;q=x" in answer.content.decode()


def test_place_nobody_knows_gives_an_empty_list_with_what_to_do(desk: Client, province: Province) -> None:
    a_product(place=province.communes[0])

    answer = desk.get(reverse("desk:products"), {"place": "Xứ Không Có"})

    assert list(answer.context["page"]) == []
    assert "Không có bản ghi nào như vậy" in answer.content.decode()


def test_pages_keep_what_the_list_was_narrowed_by(
    desk: Client, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    for number in range(5):
        a_product(f"Trà số {number}", place=province.communes[0])

    answer = desk.get(reverse("desk:products"), {"q": "tra", "page": "2"})

    assert [str(record) for record in answer.context["page"]] == ["Trà số 2", "Trà số 3"]
    assert 'rel="next" href="?q=tra&amp;page=3"' in answer.content.decode()


def test_file_holds_all_pages_of_the_list_as_it_stands(
    desk: Client, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PER_PAGE", 1)
    for name in ("Trà hai", "Trà một", "Rượu"):
        a_product(name, place=province.communes[0])

    content = desk.get(reverse("desk:products_csv"), {"q": "tra", "page": "2"}).content

    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["Tên sản phẩm", "Trà hai", "Trà một"]


def test_file_runs_no_formula(desk: Client, province: Province) -> None:
    a_producer('=HYPERLINK("https://xau.example","Bấm")', place=province.communes[0], address="+84 912")

    text = desk.get(reverse("desk:producers_csv")).content.decode("utf-8-sig")

    assert "'=HYPERLINK" in text
    assert ",'+84 912," in text


def test_file_of_producers_holds_no_personal_data(desk: Client, province: Province) -> None:
    records_in(province.communes[0])

    text = desk.get(reverse("desk:producers_csv")).content.decode()

    assert "Hợp tác xã Đặc sản Bảy Ngàn" in text
    assert "0912345678" not in text
    assert "Trần Thị Bảy" not in text


def test_decisions_come_the_latest_first_and_those_without_a_day_last(desk: Client, province: Province) -> None:
    days = {"1/QĐ-UBND": dt.date(2022, 5, 4), "2/QĐ-UBND": None, "3/QĐ-UBND": dt.date(2023, 1, 16)}
    for number, decided_on in days.items():
        a_decision(number=number, decided_on=decided_on, place=province.place)

    page = desk.get(reverse("desk:decisions")).context["page"]

    assert [decision.number for decision in page] == ["3/QĐ-UBND", "1/QĐ-UBND", "2/QĐ-UBND"]


def test_decisions_are_found_by_number_and_year(desk: Client, province: Province) -> None:
    a_decision(number="86/QĐ-UBND", decided_on=dt.date(2023, 1, 16), place=province.place)
    a_decision(number="12/QĐ-UBND", decided_on=dt.date(2022, 5, 4), place=province.place)

    assert named(desk, "decisions", q="86/") == ["86/QĐ-UBND"]
    assert named(desk, "decisions", year="2022") == ["12/QĐ-UBND"]
    assert named(desk, "decisions") == ["86/QĐ-UBND", "12/QĐ-UBND"]


@pytest.mark.parametrize("address", ["desk:decisions", "desk:certificates", "desk:plans"])
@pytest.mark.parametrize("year", ["9" * 30, "-1", "1e9", "2024.5", "NaN", "²", "x"])
def test_year_that_is_none_narrows_nothing_and_breaks_nothing(desk: Client, address: str, year: str) -> None:
    assert desk.get(reverse(address), {"year": year}).status_code == HTTPStatus.OK
