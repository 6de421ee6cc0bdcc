from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.programme.registry.choices import LookAlikeAnswer, LookAlikeKind
from saolang.programme.registry.models import LookAlike, Product
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer, a_product
from tests.web.desk.conftest import signed_in
from tests.web.desk.registry import Records, records_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.places.models import Place
    from tests.factories.province import Province


@pytest.fixture
def records(province: Province) -> Records:
    return records_in(province.communes[0])


def test_pair_stands_side_by_side(desk: Client, records: Records) -> None:
    page = desk.get(reverse("desk:look_alike", args=[records.look_alike.pk])).content.decode()

    assert records.look_alike.left_code in page
    assert records.look_alike.right_code in page
    assert "Hợp tác xã Đặc sản Bảy Ngàn" in page


def test_different_records_are_left_alone_and_not_asked_again(desk: Client, records: Records) -> None:
    address = reverse("desk:look_alike_answer", args=[records.look_alike.pk])

    desk.post(address, {"answer": "different", "reason": "hai loại trà"})

    answered = LookAlike.objects.get(pk=records.look_alike.pk)
    assert (answered.answer, answered.reason) == (LookAlikeAnswer.DIFFERENT, "hai loại trà")
    assert not Product.objects.exclude(merged_into=None).exists()
    assert desk.get(reverse("desk:look_alike", args=[records.look_alike.pk])).status_code == 404


def test_same_record_keeps_the_one_chosen(desk: Client, records: Records) -> None:
    address = reverse("desk:look_alike_answer", args=[records.look_alike.pk])

    desk.post(address, {"answer": records.product.code, "reason": "cùng một trà"})

    assert Product.objects.get(merged_into=records.product).name_vi == "Trà mãng cầu xiêm"


def test_answer_needs_a_reason(desk: Client, records: Records) -> None:
    answer = desk.post(reverse("desk:look_alike_answer", args=[records.look_alike.pk]), {"answer": "different"})

    assert answer.status_code == 422
    assert LookAlike.objects.get(pk=records.look_alike.pk).answer == LookAlikeAnswer.OPEN


def test_looking_finds_pairs_in_the_persons_own_units(desk: Client, province: Province) -> None:
    twice = [a_producer("Hộ kinh doanh Bà Tư Mắm", place=province.communes[0]) for _ in range(2)]

    desk.post(reverse("desk:look_alikes_find"))

    asked = LookAlike.objects.get(kind=LookAlikeKind.PRODUCER)
    assert [asked.left_code, asked.right_code] == sorted(producer.code for producer in twice)


def test_pair_of_another_province_is_not_found(records: Records, province: Province) -> None:
    stranger = signed_in(GrantFactory(place=province.communes[-1]).user)

    answers = [
        stranger.get(reverse("desk:look_alike", args=[records.look_alike.pk])),
        stranger.post(reverse("desk:look_alike_answer", args=[records.look_alike.pk]), {"answer": "different"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert records.product.code not in stranger.get(reverse("desk:look_alikes")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_many_questions_whatever_its_length(
    count: int, desk: Client, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for commune in province.communes[:count]:
        ask_about_two(commune)

    with django_assert_num_queries(8):
        desk.get(reverse("desk:look_alikes"))


def ask_about_two(commune: Place) -> None:
    left, right = sorted(a_product(place=commune).code for _ in range(2))
    LookAlike.objects.create(kind="product", left_code=left, right_code=right, likeness="0.9")
