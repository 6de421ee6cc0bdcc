"""Base58: the examples of the draft, and every text back to its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.multibase import decode, encode, key_of, key_text

KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "z"),
        (b"Hello World!", "z2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "z11233QC4"),
    ],
)
def test_encode_writes_the_examples_of_the_draft(content: bytes, text: str) -> None:
    assert encode(content) == text


@given(st.binary(max_size=80))
def test_decode_gives_back_what_was_encoded(content: bytes) -> None:
    assert decode(encode(content)) == content


@pytest.mark.parametrize("text", ["", "abc", "z0", "zO", "zI", "zl", "z+"])
def test_decode_refuses_what_is_no_base58(text: str) -> None:
    with pytest.raises(ValueError, match="no text in multibase"):
        decode(text)


def test_key_is_written_and_read_as_a_multikey() -> None:
    assert key_text(key_of(KEY)) == KEY


@pytest.mark.parametrize("text", [encode(b"\xed\x01" + b"\0" * 31), encode(b"\x12\x00" + b"\0" * 32), "z6Mk0"])
def test_key_of_another_kind_or_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="This is no"):
        key_of(text)
