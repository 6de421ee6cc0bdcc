"""A Merkle tree over texts: one root stands for all of them, and one text is proved without showing the others.

As in RFC 6962, section 2.1: a leaf is SHA-256 over a zero byte and its text, a node SHA-256 over a one byte and its two
children, and a tree of n leaves is split at the largest power of two below n. The first byte keeps a node from passing
as a leaf. Who knows a leaf's digest can try texts until one fits: a text that must stay unknown carries a salt.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf stands at a place, from 0, in a tree of so many leaves: the digests beside its way to the root."""

    index: int
    size: int
    path: tuple[str, ...]


def leaf_digest(text: str) -> str:
    """Return the digest of a leaf, in hexadecimal, as are all digests here."""
    return hashlib.sha256(LEAF + text.encode()).hexdigest()


def root(texts: Sequence[str]) -> str:
    """Return the root over the texts in their order. Raises ValueError when there is none."""
    return _root([leaf_digest(text) for text in texts])


def prove(texts: Sequence[str], index: int) -> Inclusion:
    """Return the proof that the text at the index stands in the tree. Raises IndexError when there is none."""
    leaves = [leaf_digest(text) for text in texts]
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    return Inclusion(index, len(leaves), tuple(_path(leaves, index)))


def holds(text: str, inclusion: Inclusion, expected: str) -> bool:
    """Tell whether the text stands at that place in the tree with the expected root (RFC 9162, section 2.1.3.2)."""
    place, last, digest = inclusion.index, inclusion.size - 1, leaf_digest(text)
    if not 0 <= place <= last:
        return False
    for beside in inclusion.path:
        if last == 0:
            return False
        if place % 2 or place == last:
            digest = _node(beside, digest)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            digest = _node(digest, beside)
        place, last = place // 2, last // 2
    return last == 0 and digest == expected


def _root(leaves: Sequence[str]) -> str:
    """Pair the nodes of each level, the last of an odd number going up alone: the splits come out the same."""
    if not leaves:
        message = "A tree without leaves has no root."
        raise ValueError(message)
    level = [bytes.fromhex(leaf) for leaf in leaves]
    while len(level) > 1:
        paired = zip(level[::2], level[1::2], strict=False)
        alone = level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(NODE + left + right).digest() for left, right in paired] + alone
    return level[0].hex()


def _path(leaves: Sequence[str], index: int) -> list[str]:
    """Return the digests beside the way from the leaf up, the lowest first."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*_path(leaves[:split], index), _root(leaves[split:])]
    return [*_path(leaves[split:], index - split), _root(leaves[:split])]


def _split(size: int) -> int:
    """Return the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _node(left: str, right: str) -> str:
    return hashlib.sha256(NODE + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
