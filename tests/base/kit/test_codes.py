"""Public codes are short, stable and never given twice."""

from __future__ import annotations

from random import Random

import pytest

from saolang.base.kit.codes import ALPHABET, fresh_codes, new_code
from saolang.programme.registry.models import Product
from tests.factories.registry import a_product


def test_code_is_the_prefix_and_eight_unmistakable_characters() -> None:
    prefix, characters = new_code("SP").split("-")

    assert (prefix, len(characters), set(characters) <= set(ALPHABET)) == ("SP", 8, True)


def test_code_is_repeatable_from_one_beginning() -> None:
    assert new_code("SP", Random(7)) == new_code("SP", Random(7))


@pytest.mark.django_db
def test_fresh_codes_skip_what_a_record_bears() -> None:
    product = a_product()
    Product.objects.filter(pk=product.pk).update(code=new_code("SP", Random(7)))

    fresh = fresh_codes(Product.objects.all(), "SP", 3, Random(7))

    assert len(set(fresh)) == 3
    assert new_code("SP", Random(7)) not in fresh
