"""Check digits and lengths of GS1 keys, beside biip's own."""

from __future__ import annotations

import pytest
from biip.checksums import gs1_standard_check_digit
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.gs1.keys import (
    CHARACTERS_82,
    check_digit,
    check_lot,
    gln13,
    gtin14,
    is_checked,
    sscc18,
)
from saolang.core.refusal import Refusal

DIGITS = st.text("0123456789", min_size=1, max_size=20)


@given(DIGITS)
def test_check_digit_is_that_of_the_reference(digits: str) -> None:
    assert check_digit(digits) == str(gs1_standard_check_digit(digits))


@given(DIGITS, st.integers(1, 9))
def test_key_with_a_changed_check_digit_is_not_checked(digits: str, step: int) -> None:
    right = check_digit(digits)

    wrong = str((int(right) + step) % 10)

    assert is_checked(digits + right)
    assert not is_checked(digits + wrong)


@pytest.mark.parametrize("text", ["", "12a", "٣٣٣", "12²", "-1"])
def test_check_digit_of_no_digits_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        check_digit(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9520000000011", "09520000000011"),
        ("09520000000011", "09520000000011"),
        ("614141123452", "00614141123452"),
        ("96385074", "00000096385074"),
    ],
)
def test_gtin_of_each_length_becomes_fourteen_digits(text: str, expected: str) -> None:
    assert gtin14(text) == expected


@pytest.mark.parametrize(
    "text", ["", "9520000000012", "952000000001", "095200000000110", "952000000001x", "９520000000011"]
)
def test_gtin_with_a_wrong_digit_or_length_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        gtin14(text)


def test_gln_and_sscc_are_taken_with_their_check_digit() -> None:
    assert gln13("9520000000004") == "9520000000004"
    assert sscc18("106141412345678908") == "106141412345678908"


@pytest.mark.parametrize("text", ["9520000000005", "952000000000", "09520000000004"])
def test_gln_with_a_wrong_digit_or_length_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        gln13(text)


def test_sscc_with_a_wrong_digit_is_refused() -> None:
    with pytest.raises(Refusal):
        sscc18("106141412345678909")


@given(st.text("".join(sorted(CHARACTERS_82 - {"."})), min_size=1, max_size=20))
def test_lot_of_the_character_set_is_taken(text: str) -> None:
    assert check_lot(text) == text


@pytest.mark.parametrize("text", ["", "x" * 21, "L 1", "Lô-1", "A#1", "L\n", ".", "..", "\ud800"])
def test_lot_that_no_carrier_can_bear_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        check_lot(text)
