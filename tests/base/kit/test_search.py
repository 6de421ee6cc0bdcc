"""A name is found whatever the case, the marks or the script it is asked in."""

from __future__ import annotations

import pytest

from saolang.base.kit.search import search, searchable
from saolang.programme.registry.models import Product
from tests.factories.registry import a_product

KHMER_RUN = "ទឹកត្នោតក្រុមសហករណ៍ត្រាវិញ"
"""No spaces: "palm juice", "cooperative" and "Trà Vinh" run together."""


@pytest.fixture
def _products(db: None) -> None:
    a_product("Đặc sản mắm Bò hóc", name_en="Prahok", name_km=KHMER_RUN)
    a_product("Gạo Hoà Bình")
    a_product("Mật ong 100%")


@pytest.mark.usefixtures("_products")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dac san", ["Đặc sản mắm Bò hóc"]),
        ("ĐẶC SẢN", ["Đặc sản mắm Bò hóc"]),
        ("mắm đặc", ["Đặc sản mắm Bò hóc"]),
        ("Hòa", ["Gạo Hoà Bình"]),
        ("Hoà", ["Gạo Hoà Bình"]),
        ("hoa\u0300 bi\u0300nh", ["Gạo Hoà Bình"]),
        ("prahok", ["Đặc sản mắm Bò hóc"]),
        ("សហករណ៍", ["Đặc sản mắm Bò hóc"]),
        ("ស្ករ", []),
        ("ត្រាវិញ", ["Đặc sản mắm Bò hóc"]),
        ("on", ["Mật ong 100%"]),
        ("100%", ["Mật ong 100%"]),
        ("1%", []),
        ("hoc prahok", ["Đặc sản mắm Bò hóc"]),
        ("", ["Đặc sản mắm Bò hóc", "Gạo Hoà Bình", "Mật ong 100%"]),
    ],
)
def test_search_finds(text: str, names: list[str]) -> None:
    found = search(Product.objects.all(), text)

    assert [product.name_vi for product in found] == names


def test_searchable_keeps_each_name_apart_and_once() -> None:
    assert searchable("Gạo", "Rice", "", "gao") == "gao\nrice"
