from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.intake.names import (
    FormOfProducer,
    form_of,
    name_and_address,
    products_in,
    without_footnote_mark,
)
from saolang.core.intake.words import name_in, says_same_as_above, written


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Công ty TNHH MTV Kiên Hòa", "company"),
        ("CTY CP Muối Bạc Liêu", "company"),
        ("Chi nhánh Hải Dương - Công ty CP Tràng Tiền", "company"),
        ("DNTN Hoàng Mai", "company"),
        ("HTX nông nghiệp Phú Mỹ Châu", "cooperative"),
        ("HTXNN Thông Hòa", "cooperative"),
        ("Liên hiệp HTX Xanh", "cooperative"),
        ("Tổ hợp tác Trà Hương", "cooperative_group"),
        ("THT Rạch Đùi", "cooperative_group"),
        ("Trang trại Vân Hội", "farm"),
        ("Hộ SXKD Đỗ Xuân Dũng", "household"),
        ("Hộ, cơ sở", "household"),
        ("Cơ sở khô cá đồng Phan Chao", "household"),
        ("Hội Phụ nữ xã Tam Ngãi", "association"),
        ("Trung tâm điều hành du lịch cộng đồng", "operating_centre"),
    ],
)
def test_legal_form_is_read_from_the_names_beginning(name: str, expected: str) -> None:
    assert form_of(name) == FormOfProducer(expected)
    assert form_of(unicodedata.normalize("NFD", name)) == FormOfProducer(expected)


@pytest.mark.parametrize("name", ["Hồng Sơn Food", "An Xuân Organic", "Nhà hàng Tám Cương", "Hoàng Hội"])
def test_legal_form_of_a_bare_name_is_unknown(name: str) -> None:
    assert form_of(name) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1. Trà sen\n2. Trà lài", ["Trà sen", "Trà lài"]),
        ("- Trà sen;\n- Trà lài.", ["Trà sen", "Trà lài"]),
        ("1) Trà sen 2) Trà lài 3) Trà gừng", ["Trà sen", "Trà lài", "Trà gừng"]),
        ("Mật ong hoa nhãn; Mật ong hoa vải", ["Mật ong hoa nhãn", "Mật ong hoa vải"]),
        ("Mắm cá linh\nMắm cá sặc", ["Mắm cá linh", "Mắm cá sặc"]),
    ],
)
def test_a_clear_list_of_products_is_split(cell: str, expected: list[str]) -> None:
    assert products_in(cell) == (expected, True)


@pytest.mark.parametrize(
    "cell",
    [
        "Bánh tráng, Bún khô",
        "Bánh pía và Bánh in",
        "4 sản phẩm mật ong",
        "Mật ong (04 sản phẩm)",
        "Trà sen; lài",
    ],
)
def test_an_unclear_list_of_products_stays_whole(cell: str) -> None:
    assert products_in(cell) == ([cell], False)


@pytest.mark.parametrize(
    "cell",
    [
        "Nước mắm Phú Quốc 40 độ đạm",
        "Bánh tráng mè, nướng sẵn",
        "Mỳ gạo sạch\nsinh ra từ làng Hùng Lô",
        "Nước đông trùng hạ thảo và nha đam Lion",
        "Gạo ST25 (túi 2 kg, 5 kg)",
    ],
)
def test_a_long_name_is_one_product(cell: str) -> None:
    assert products_in(cell) == ([written(cell)], True)


@pytest.mark.parametrize("cell", ["1. Cam sành", "- Cam sành", "(1) Cam sành"])
def test_a_running_number_is_no_part_of_a_product(cell: str) -> None:
    assert products_in(cell) == (["Cam sành"], True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTX Tân Long, xã Tân Long, huyện Đồng Hỷ", ("HTX Tân Long", "xã Tân Long, huyện Đồng Hỷ")),
        ("Cơ sở Minh Quất (phường Bần, TX Mỹ Hào)", ("Cơ sở Minh Quất", "phường Bần, TX Mỹ Hào")),
        ("HTX Hồng Nam Địa chỉ: xã Hồng Nam", ("HTX Hồng Nam", "xã Hồng Nam")),
        ("HTX Ong - Thôn 2, X. Ea Ning, H. Cư Kuin", ("HTX Ong", "Thôn 2, X. Ea Ning, H. Cư Kuin")),
        ("Hội Phụ nữ xã Tam Ngãi", ("Hội Phụ nữ xã Tam Ngãi", None)),
        ("Công ty TNHH bánh pía, lạp xưởng Hải Sơn", ("Công ty TNHH bánh pía, lạp xưởng Hải Sơn", None)),
    ],
)
def test_an_address_behind_the_name_is_parted_from_it(text: str, expected: tuple[str, str | None]) -> None:
    assert name_and_address(text) == expected


@pytest.mark.parametrize("name", ["Cam sành (*)", "Cam sành*", "Cam sành **", "Cam sành"])
def test_footnote_marks_are_no_part_of_a_name(name: str) -> None:
    assert without_footnote_mark(name) == "Cam sành"


def test_stars_behind_a_number_are_no_footnote_mark() -> None:
    assert without_footnote_mark("Gạo 5*") == "Gạo 5*"


@pytest.mark.parametrize("cell", ["", "-", "…", "chưa rõ", "Không có", "Chưa rõ chủ thể", "N/A", "(cá nhân, lược tên)"])
def test_a_cell_that_names_nobody_is_none(cell: str) -> None:
    assert name_in(cell) is None


@pytest.mark.parametrize("cell", ['"', "nt", "-nt-", "Như trên", "//", "″"])
def test_ditto_marks_are_known(cell: str) -> None:
    assert says_same_as_above(cell)


def test_tone_marks_stay_where_they_were_written() -> None:
    assert written(unicodedata.normalize("NFD", " Hoà\u200b  Bình ")) == "Hoà Bình"


@given(st.text())
def test_products_in_always_names_something_or_nothing_but_never_breaks(text: str) -> None:
    names, _sure = products_in(text)

    assert names
