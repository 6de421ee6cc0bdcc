"""Company prefixes at the desk: who holds which, entered over one's own places only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.traceability.models import CompanyPrefix
from tests.factories.registry import a_producer, a_product
from tests.factories.traceability import a_company_prefix

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

pytestmark = pytest.mark.django_db
SAID = {"digits": "89385000", "began_on": "2020-01-01", "source": "123/GCN"}


def listed(desk: Client, query: str = "") -> list[str]:
    return [row.prefix for row in desk.get(reverse("desk:company_prefixes") + query).context["page"]]


def test_prefix_is_entered_ended_and_withdrawn(desk: Client, province: Province) -> None:
    producer = a_producer(place=province.communes[0])

    desk.post(reverse("desk:company_prefix_add"), SAID | {"producer": producer.code})
    row = CompanyPrefix.objects.get()
    assert (row.producer, row.prefix, row.source) == (producer, "89385000", "123/GCN")

    desk.post(reverse("desk:company_prefix_end", args=[row.pk]), {"on": "2024-01-01", "reason": "trả lại"})
    ended = CompanyPrefix.objects.standing().get()
    assert str(ended.ended_on) == "2024-01-01"

    desk.post(reverse("desk:company_prefix_withdraw", args=[ended.pk]), {"reason": "nhập nhầm"})
    assert listed(desk) == []


@pytest.mark.parametrize(
    "said", [{"digits": "2001234"}, {"digits": "x"}, {"producer": "CT-00000000"}, {"began_on": "hôm qua"}]
)
def test_prefix_that_cannot_be_is_refused_by_the_form(said: dict[str, str], desk: Client, province: Province) -> None:
    producer = a_producer(place=province.communes[0])

    answer = desk.post(reverse("desk:company_prefix_add"), SAID | {"producer": producer.code} | said)

    assert answer.status_code == 422
    assert not CompanyPrefix.objects.exists()


def test_list_shows_the_persons_own_area_and_is_narrowed(desk: Client, province: Province) -> None:
    a_company_prefix(a_producer("Hợp tác xã Chè", place=province.communes[0]), prefix="89385000")
    a_company_prefix(a_producer("Cơ sở Bánh", place=province.communes[0]), prefix="89385001")
    a_company_prefix(prefix="89385002")

    assert listed(desk) == ["89385000", "89385001"]
    assert listed(desk, "?q=che") == ["89385000"]
    assert listed(desk, "?q=08938500000003") == ["89385000"]
    assert listed(desk, "?q=893850") == ["89385000", "89385001"]
    csv = desk.get(reverse("desk:company_prefixes_csv")).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in csv.splitlines()[1:]] == ["89385000", "89385001"]


def test_prefix_of_another_area_is_not_found(desk: Client) -> None:
    row = a_company_prefix()

    assert desk.get(reverse("desk:company_prefix_end", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_asks_as_much_whatever_its_length(
    how_many: int, desk: Client, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        a_company_prefix(a_producer(place=province.communes[0]))
    address = reverse("desk:company_prefixes")
    desk.get(address)

    with django_assert_num_queries(7):
        desk.get(address)


def test_page_of_a_product_says_what_is_doubtful_about_its_gtin(desk: Client, province: Province) -> None:
    producer = a_producer(place=province.communes[0])
    product = a_product(gtin="8938500000003", producer=producer, place=province.communes[0])
    page = reverse("desk:product", args=[product.code])

    assert "Chưa ghi tiền tố" in desk.get(page).content.decode()

    a_company_prefix(producer, prefix="89385000")
    assert desk.get(page).context["gtin_warning"] == ""
