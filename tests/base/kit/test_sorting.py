from __future__ import annotations

from saolang.base.kit.sorting import sort_key


def test_sort_key_orders_as_the_vietnamese_dictionary() -> None:
    names = [
        "An Giang",
        "Ba Tơ",
        "Bà Rịa",
        "Bạc Liêu",
        "Bắc Ninh",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Dak",
        "Đồng Tháp",
        "Ổi",
        "Ớt",
    ]

    assert sorted(sorted(names), key=sort_key) == names


def test_sort_key_does_not_look_at_case() -> None:
    assert sort_key("BÁNH PÍA") == sort_key("bánh pía")


def test_sort_key_keeps_the_order_as_plain_text_of_one_case() -> None:
    """Hexadecimal in small letters: a database sorts it alike under every collation."""
    assert set(sort_key("Bánh pía Sóc Trăng 24")) <= set("0123456789abcdef")
