from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.intake.stars import Stars, read_stars


@pytest.mark.parametrize(
    "cell",
    [
        4,
        4.0,
        "4",
        "4.0",
        "4 sao",
        "04 sao",
        "4*",
        "4 *",
        "****",
        "★★★★",
        "⭐⭐⭐⭐",
        "★★★★☆",
        "bốn sao",
        "Bốn Sao",
        "Hạng 4 sao",
        "BỐN (04) SAO",
        "04 (bốn) sao",
    ],
)
def test_four_stars_however_written(cell: object) -> None:
    assert read_stars(cell) == Stars(4)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", ["4-5 sao", "3,5", "6 sao", 0, 6, 3.5, "x", "3 sao, 4 sao", "", True, "đạt", "5 sao (trình Bộ)"]
)
def test_stars_that_cannot_be_told_are_not_guessed(cell: object) -> None:
    assert read_stars(cell) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["tiềm năng 5 sao", "4 sao (tiềm năng 5 sao)", "4 sao, đề nghị 5 sao"])
def test_potential_five_stars_hold_four(cell: str) -> None:
    assert read_stars(cell) == Stars(4, potential_five=True)


def test_potential_for_four_stars_holds_three() -> None:
    assert read_stars("3 sao (tiềm năng 4 sao)") == Stars(3)


def test_potential_for_four_stars_alone_says_nothing_of_today() -> None:
    assert read_stars("tiềm năng 4 sao") is None


def test_five_stars_are_not_potential() -> None:
    assert read_stars("Năm sao") == Stars(5)


def test_points_beside_the_stars_do_not_count() -> None:
    assert read_stars("82,5 điểm - 4 sao") == Stars(4)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_stars(text)

    assert found is None or found.value in range(1, 6)
