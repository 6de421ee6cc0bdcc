from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.registry.models import Product
from tests.web.desk.conftest import certify

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province

HTMX = {"HX-Request": "true"}


def listed(desk: Client, plan: Plan, **asked: str) -> list[tuple[str, int]]:
    page = desk.get(reverse("desk:plan_expiring", args=[plan.code]), asked)
    return [(certificate.product.code, left) for certificate, left in page.context["rows"]]


def test_expiring_lists_the_soonest_first_within_180_days(desk: Client, province: Province, plan: Plan) -> None:
    ends = {"last day": date(2023, 6, 29), "first day": date(2022, 12, 31), "too late": date(2023, 6, 30)}
    products = {}
    for name, day in ends.items():
        products[name] = province.product()
        province.recognise(products[name], date(2020, 1, 1), expires_on=day)

    rows = listed(desk, plan)

    assert rows == [(products["first day"].code, 0), (products["last day"].code, 180)]


def test_expiring_leaves_out_what_was_renewed_revoked_or_lies_elsewhere(
    desk: Client, province: Province, plan: Plan
) -> None:
    soon = date(2023, 2, 1)
    renewed, revoked, elsewhere, expiring = (province.product() for _ in range(4))
    for product in (renewed, revoked, elsewhere, expiring):
        recognition = province.recognise(product, date(2020, 2, 1), expires_on=soon)
        if product is revoked:
            province.revoke(recognition, date(2021, 1, 1))
    province.recognise(renewed, date(2022, 12, 1), kind="renewal")
    Product.objects.filter(pk=elsewhere.pk).update(place=province.place.map.places.get(code="04"))

    assert listed(desk, plan) == [(expiring.code, 32)]


def test_expiring_reads_what_was_known(desk: Client, province: Province, plan: Plan) -> None:
    late = datetime(2023, 1, 15, tzinfo=UTC)
    province.recognise(province.product(), date(2020, 2, 1), expires_on=date(2023, 2, 1), recorded_at=late)

    assert len(listed(desk, plan)) == 1
    assert listed(desk, plan, as_known="2023-01-12") == []


def test_expiring_fragment_holds_the_first_five_and_the_number_of_all(
    desk: Client, province: Province, plan: Plan
) -> None:
    for _ in range(6):
        province.recognise(province.product(), date(2020, 2, 1), expires_on=date(2023, 2, 1))

    fragment = desk.get(reverse("desk:plan_expiring", args=[plan.code]), headers=HTMX)

    assert len(fragment.context["rows"]) == 5
    assert "Xem cả 6 chứng nhận" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_expiring_goes_out_as_csv_whole(desk: Client, province: Province, plan: Plan) -> None:
    product = province.product(producer=province.producer())
    province.recognise(product, date(2020, 2, 1), stars=4, expires_on=date(2023, 2, 1))

    text = desk.get(reverse("desk:plan_expiring_csv", args=[plan.code])).content.decode("utf-8-sig")

    owner = product.ownerships.get().producer.name
    assert text.splitlines() == [
        "Mã,Sản phẩm,Chủ thể,Hạng sao,Hết hạn",
        f"{product.code},{product.name_vi},{owner},4,2023-02-01",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_expiring_asks_as_many_queries_whatever_the_rows(
    count: int, desk: Client, province: Province, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    certify(province, count, on=date(2020, 2, 1))

    with django_assert_num_queries(8):
        desk.get(reverse("desk:plan_expiring", args=[plan.code]))
