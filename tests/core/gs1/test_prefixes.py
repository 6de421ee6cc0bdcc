"""Who issued a number: never where the goods come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.gs1.prefixes import Use, check_prefix, issuer_of, stands_under, suggested_prefix
from saolang.core.refusal import Refusal


@pytest.mark.parametrize(
    ("key", "prefix", "use"),
    [
        ("08938500000003", "893", Use.VIETNAM),
        ("8938500000003", "893", Use.VIETNAM),
        ("18938500000000", "893", Use.VIETNAM),
        ("09520000000011", "952", Use.DEMONSTRATION),
        ("02012345678903", "201", Use.RESTRICTED),
        ("0200000000004", "020", Use.RESTRICTED),
        ("0400000000002", "040", Use.RESTRICTED),
        ("00614141123452", "061", Use.ABROAD),
        ("00000096385074", "963", Use.ABROAD),
        ("01400000000001", "140", Use.UNKNOWN),
    ],
)
def test_issuer_is_told_by_the_first_digits(key: str, prefix: str, use: Use) -> None:
    issuer = issuer_of(key)

    assert (issuer.prefix, issuer.use) == (prefix, use)


@given(st.text(max_size=16))
def test_issuer_of_any_text_is_told_or_refused(text: str) -> None:
    try:
        issuer = issuer_of(text)
    except Refusal:
        assert not (len(text) in (13, 14) and text.isascii() and text.isdigit())
    else:
        assert len(issuer.prefix) in (2, 3)


@pytest.mark.parametrize("key", ["", "893", "abcdefghijklm"])
def test_prefix_of_what_is_no_number_is_refused(key: str) -> None:
    with pytest.raises(Refusal):
        suggested_prefix(key)


def test_suggested_prefix_is_empty_where_its_length_is_not_published() -> None:
    assert suggested_prefix("00614141123452") == "0614141"
    assert suggested_prefix("02012345678903") == ""


def test_key_stands_under_the_prefix_it_was_formed_with() -> None:
    assert stands_under("18938500000000", "89385000")
    assert stands_under("8938500000003", "89385000")
    assert not stands_under("08938500000003", "89385001")


@pytest.mark.parametrize("text", ["89385000", "9520000", "893850000000"])
def test_prefix_a_company_can_hold_is_taken(text: str) -> None:
    assert check_prefix(text) == text


@pytest.mark.parametrize("text", ["", "893", "8938500000000", "8938x000", "2001234", "0201234", "0491234"])
def test_prefix_nobody_can_hold_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        check_prefix(text)
