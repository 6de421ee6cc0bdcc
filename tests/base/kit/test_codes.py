"""Public codes are short, stable and never given twice."""

from __future__ import annotations

from random import Random

import pytest

from saolang.base.kit.codes import ALPHABET, fresh_codes, new_code, number_in
from saolang.programme.registry.models import Product
from tests.factories.registry import a_product


def test_code_is_the_prefix_and_eight_unmistakable_characters() -> None:
    prefix, characters = new_code("SP").split("-")

    assert (prefix, len(characters), set(characters) <= set(ALPHABET)) == ("SP", 8, True)


def test_code_is_repeatable_from_one_beginning() -> None:
    assert new_code("SP", Random(7)) == new_code("SP", Random(7))


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("17", 17), ("9" * 18, 10**18 - 1)])
def test_number_of_an_address_is_read(text: str, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "1\n", "²", "٣", "9" * 19, "9" * 5_000])
def test_what_no_row_is_numbered_with_is_no_number(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.django_db
def test_fresh_codes_skip_what_a_record_bears() -> None:
    product = a_product()
    Product.objects.filter(pk=product.pk).update(code=new_code("SP", Random(7)))

    fresh = fresh_codes(Product.objects.all(), "SP", 3, Random(7))

    assert len(set(fresh)) == 3
    assert new_code("SP", Random(7)) not in fresh
