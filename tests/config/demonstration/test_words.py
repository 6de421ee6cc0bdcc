from __future__ import annotations

import pytest
from biip.gtin import Gtin
from hypothesis import given
from hypothesis import strategies as st

from saolang.config.demonstration.shapes import read_shapes
from saolang.config.demonstration.words import demonstration_gtin, read_words


@given(st.integers(min_value=0, max_value=10**9 - 1))
def test_demonstration_gtin_has_the_prefix_952_and_a_right_check_digit(number: int) -> None:
    gtin = demonstration_gtin(number)

    assert Gtin.parse(gtin).value == gtin
    assert gtin.startswith("0952")


@pytest.mark.parametrize("number", [-1, 10**9])
def test_demonstration_gtin_out_of_digits_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        demonstration_gtin(number)


def test_every_craft_village_has_something_to_make_in_its_province() -> None:
    words = read_words()
    shapes, _elsewhere = read_shapes()

    for shape in shapes:
        for village in shape.craft_villages:
            assert any(shape.code in good.provinces for good in words.goods_of_craft(village.craft)), village.name


def test_goods_of_a_province_leave_out_what_is_made_elsewhere_only() -> None:
    words = read_words()

    names = {good.name_vi for good in words.goods_of("35")}

    assert "Nhãn lồng" in names
    assert "Gạo thơm" in names
    assert "Dừa sáp" not in names
    assert "Trống hội" not in names
