from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.merkle import Inclusion, holds, leaf_digest, prove, root

TEXTS = st.lists(st.text(), min_size=1, max_size=40)


def test_root_of_one_text_is_its_leaf() -> None:
    assert root(["a"]) == sha256(b"\x00a").hexdigest()


def test_root_of_three_texts_splits_after_the_second() -> None:
    """As RFC 6962 says: the tree of three is the node of the tree of two and the third leaf."""
    a, b, c = (sha256(b"\x00" + letter).digest() for letter in (b"a", b"b", b"c"))

    two = sha256(b"\x01" + a + b).digest()

    assert root(["a", "b", "c"]) == sha256(b"\x01" + two + c).hexdigest()


def test_root_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="without leaves"):
        root([])


@given(TEXTS, st.data())
def test_every_text_is_proved_at_its_place(texts: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(texts) - 1))

    assert holds(texts[index], prove(texts, index), root(texts))


@given(TEXTS, st.data())
def test_another_text_is_not_proved(texts: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(texts) - 1))
    other = data.draw(st.text().filter(lambda text: text != texts[index]))

    assert not holds(other, prove(texts, index), root(texts))


@given(st.lists(st.text(), min_size=2, max_size=40, unique=True), st.data())
def test_a_text_is_not_proved_at_another_place(texts: list[str], data: st.DataObject) -> None:
    index, other = data.draw(st.permutations(range(len(texts))))[:2]
    proof = prove(texts, index)

    assert not holds(texts[index], Inclusion(other, proof.size, proof.path), root(texts))


@pytest.mark.parametrize(
    "inclusion",
    [Inclusion(-1, 3, ()), Inclusion(3, 3, ()), Inclusion(0, 3, ()), Inclusion(0, 1, ("0" * 64,))],
)
def test_a_proof_out_of_shape_does_not_hold(inclusion: Inclusion) -> None:
    assert not holds("a", inclusion, root(["a", "b", "c"]))


def test_a_node_does_not_pass_as_a_leaf() -> None:
    """Two leaves told as the text of one would have the same root, were it not for the first byte."""
    node = bytes.fromhex(leaf_digest("a")) + bytes.fromhex(leaf_digest("b"))

    assert sha256(b"\x00" + node).hexdigest() != root(["a", "b"])


@pytest.mark.parametrize("index", [-1, 3])
def test_prove_refuses_a_place_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        prove(["a", "b", "c"], index)
