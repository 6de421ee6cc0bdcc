"""The syntax dictionary as it is read, and our own table of links held against it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.gs1.dictionary import Entry, Part, holds, read
from saolang.core.gs1.keys import CHARACTERS_82, check_digit
from saolang.core.gs1.links import HOLDS, QUALIFIERS

ENTRIES = read(Path("saolang/data/gs1/gs1-syntax-dictionary.txt").read_text())
RANDOM_VALUES = st.one_of(
    st.text("0123456789", max_size=32),
    st.text("".join(sorted(CHARACTERS_82)) + " é", max_size=32),
    st.text("0123456789", min_size=11, max_size=18).map(lambda digits: digits + check_digit(digits)),
)
UNREAD_LINTERS = {"8011": "nozeroprefix", "7040": "importeridx", "8006": "pieceoftotal", "8013": "csumalpha"}


def test_read_finds_every_entry_of_the_file() -> None:
    assert len(ENTRIES) == 541
    assert ENTRIES["3103"].parts == (Part("N", 6, 6, optional=False, linters=()),)
    assert ENTRIES["22"] == Entry(
        "22", (Part("X", 1, 20, optional=False, linters=()),), is_attribute=False, qualifiers=None
    )
    assert ENTRIES["95"].is_attribute


def test_read_of_a_line_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no line"):
        read("# comment\n\nnot an AI\n")


@pytest.mark.parametrize("ai", sorted(HOLDS))
@given(value=RANDOM_VALUES)
def test_every_ai_of_a_link_holds_what_the_dictionary_lets_it_hold(ai: str, value: str) -> None:
    if ai in UNREAD_LINTERS:
        assert not HOLDS[ai](value) or holds(ENTRIES[ai], value)
    else:
        assert bool(HOLDS[ai](value)) == holds(ENTRIES[ai], value)


@pytest.mark.parametrize("ai", sorted(HOLDS))
@given(data=st.data())
def test_every_ai_of_a_link_holds_values_formed_as_the_dictionary_says(ai: str, data: st.DataObject) -> None:
    value = ""
    for part in ENTRIES[ai].parts:
        if part.optional and not data.draw(st.booleans()):
            break
        value += data.draw(_pieces(part))
    if ai in UNREAD_LINTERS:
        return

    assert HOLDS[ai](value)
    assert holds(ENTRIES[ai], value)


def test_qualifiers_are_those_of_the_dictionary() -> None:
    found = {ai: ENTRIES[ai].qualifiers or () for ai in QUALIFIERS}

    assert found == QUALIFIERS
    assert {ai for ai, entry in ENTRIES.items() if entry.qualifiers is not None} - set(QUALIFIERS) == {"415"}


@pytest.mark.parametrize(
    ("ai", "value", "expected"),
    [
        ("17", "260101", True),
        ("17", "260200", True),
        ("17", "280229", True),
        ("17", "260229", False),
        ("17", "261301", False),
        ("7006", "260100", False),
        ("8003", "19520000000004", False),
        ("3103", "00019", False),
        ("3103", "000195", True),
        ("253", "9520000000004", True),
        ("253", "9520000000004DOC", True),
        ("10", "", False),
    ],
)
def test_holds_asks_kind_length_and_linters(ai: str, value: str, *, expected: bool) -> None:
    assert holds(ENTRIES[ai], value) is expected


def _pieces(part: Part) -> st.SearchStrategy[str]:
    alphabets = {"N": "0123456789", "X": "ABCxyz019-./", "Y": "ABC019-", "Z": "Az0-"}
    if "csum" in part.linters:
        digits = st.text("0123456789", min_size=part.longest - 1, max_size=part.longest - 1)
        return digits.map(lambda text: text + check_digit(text))
    if "zero" in part.linters:
        return st.just("0" * part.longest)
    return st.text(alphabets[part.kind], min_size=part.shortest, max_size=part.longest)
