"""Names written twice are alike; names of two things are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.likeness import ALIKE, bare_producer, bare_product, keys, likeness

WORDS = ["gao", "nep", "mam", "ca", "me", "vinh", "tra", "sen", "38", "500g"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hộ kinh doanh sản xuất mắm Bà Sáu", "Cơ sở sản xuất mắm Bà Sáu"),
        ("HTX Tân Long", "Hợp tác xã Tân Long"),
        ("Công ty TNHH MTV Tân Long", "CÔNG TY TNHH MỘT THÀNH VIÊN TÂN LONG"),
    ],
)
def test_producer_is_bare_of_its_legal_form(one: str, other: str) -> None:
    assert bare_producer(one) == bare_producer(other)


def test_producer_named_by_its_legal_form_alone_keeps_it() -> None:
    assert bare_producer("Hợp tác xã") == "hop tac xa"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mắm cá mè vinh", "mam ca me vinh"),
        ("Gạo Hoà Bình", "Gạo Hòa Bình"),
        ("Trà túi lọc", "Túi lọc trà"),
        ("Mắm cá mè vinh", "Mắn cá mè vinh"),
        ("Sản phẩm OCOP gạo thơm", "Gạo thơm"),
    ],
)
def test_likeness_of_one_name_written_twice(one: str, other: str) -> None:
    assert likeness(bare_product(one), bare_product(other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nước mắm 38 độ đạm", "Nước mắm 40 độ đạm"),
        ("Khô ếch một nắng", "Khô cá một nắng"),
        ("Trà sen vàng", "Trà sen đen"),
        ("Mật ong", "Mật ong rừng"),
    ],
)
def test_likeness_of_two_products(one: str, other: str) -> None:
    assert likeness(bare_product(one), bare_product(other)) < ALIKE


@given(NAMES, NAMES)
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(NAMES)
def test_likeness_of_a_name_to_itself_is_one(name: str) -> None:
    assert likeness(name, name) == 1.0


@given(st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=7, unique=True), st.integers(0, 6))
def test_keys_bring_together_names_that_differ_in_one_word(words: list[str], place: int) -> None:
    slipped = [*words]
    slipped[place % len(words)] = "x"

    assert set(keys(" ".join(words))) & set(keys(" ".join(slipped)))


def test_keys_of_two_words_are_only_the_whole_name() -> None:
    assert list(keys("mat ong")) == [("mat", "ong")]
