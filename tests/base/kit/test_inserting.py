from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from saolang.base.kit.inserting import BLOCK, insert, insert_like, insert_one
from saolang.programme.certification.models import Recognition
from saolang.programme.registry.models import Product
from tests.factories.certification import a_recognition
from tests.factories.registry import a_product

pytestmark = pytest.mark.django_db


def a_new_product(number: int) -> Product:
    return Product(code=f"SP-{number:08}", name_vi=f"Cốm {number}", folded="com", sort_key="c", recorded_by="tests")


def test_rows_get_their_keys_in_the_order_given() -> None:
    rows = insert([a_new_product(1), a_new_product(2)])

    assert list(Product.objects.order_by("pk").values_list("pk", "name_vi")) == [(row.pk, row.name_vi) for row in rows]


@pytest.mark.parametrize("count", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1])
def test_rows_are_all_there_however_many_statements_they_fill(count: int) -> None:
    rows = insert([a_new_product(number) for number in range(count)])

    stored = list(Product.objects.order_by("pk").values_list("pk", "code", "name_vi"))
    assert stored == [(row.pk, f"SP-{number:08}", f"Cốm {number}") for number, row in enumerate(rows)]
    assert len(stored) == count


def test_keys_go_on_after_what_was_deleted() -> None:
    (deleted,) = insert([a_new_product(1)])
    key = deleted.pk
    deleted.delete()

    (row,) = insert([a_new_product(2)])
    later = a_product()

    assert key < row.pk < later.pk


def test_a_row_may_point_to_one_that_was_saved_after_it_was_made() -> None:
    product = a_new_product(1)
    recognition = Recognition(
        product=product,
        stars=3,
        edition="qd148",
        began_on=date(2023, 3, 1),
        expires_on=date(2026, 3, 1),
        recorded_by="t",
    )

    insert([product])
    insert([recognition])

    assert Recognition.objects.get().product == product


def test_every_kind_of_value_comes_back_as_it_went_in() -> None:
    like = a_recognition(score=Decimal("61.50"), five_star_candidate=False)
    copy = Recognition.objects.get(pk=like.pk)
    copy.pk, copy.began_on = None, date(2024, 3, 1)

    insert([copy])

    stored = Recognition.objects.get(pk=copy.pk)
    names = [field.attname for field in Recognition._meta.concrete_fields]  # noqa: SLF001 - Django documents _meta
    assert {name: getattr(stored, name) for name in names} == {name: getattr(copy, name) for name in names}


def test_nothing_to_insert_asks_nothing(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert insert([]) == []


def test_rows_like_a_template_differ_in_what_is_named() -> None:
    template = Product(folded="com", sort_key="c", place_text="Mễ Trì", recorded_by="tests")

    insert_like(template, ("code", "name_vi"), [("SP-1", "Cốm"), ("SP-2", "Chè")])

    stored = Product.objects.order_by("pk").values_list("code", "name_vi", "place_text", "recorded_at")
    assert list(stored) == [
        ("SP-1", "Cốm", "Mễ Trì", template.recorded_at),
        ("SP-2", "Chè", "Mễ Trì", template.recorded_at),
    ]


def test_no_value_of_a_row_may_be_missing() -> None:
    template = Product(folded="com", sort_key="c", recorded_by="tests")

    with pytest.raises(ValueError, match="zip"):
        insert_like(template, ("code", "name_vi"), [("SP-1", "Cốm"), ("SP-2",)])


def test_rows_like_a_template_are_none_without_values(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        insert_like(Product(), ("code",), [])


def test_one_row_gets_its_key_and_comes_back_as_it_went_in() -> None:
    product = a_new_product(1)

    inserted = insert_one(product)

    assert inserted
    assert Product.objects.get() == product
    assert Product.objects.get().name_vi == "Cốm 1"


def test_one_row_can_be_saved_again_afterwards() -> None:
    product = a_new_product(1)
    insert_one(product)

    product.name_vi = "Cốm làng Vòng"
    product.save()

    assert Product.objects.get().name_vi == "Cốm làng Vòng"


def test_one_row_is_left_out_where_another_has_its_value() -> None:
    there = a_product()
    again = a_new_product(1)
    again.code = there.code

    assert not insert_one(again, unless="code")

    assert again.pk is None
    assert Product.objects.get() == there
