"""Vietnamese text as the register needs it: one spelling to keep, one folded form to search."""

from __future__ import annotations

import re
import unicodedata

_LATIN_MARKS_AND_ZERO_WIDTHS = re.compile("[\u0300-\u036f\u200b\u200c\u200d\ufeff]+")


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation; the floors above translate it when they show it."""
    return message


def normalise(text: str) -> str:
    """Return the text in NFC with single spaces: the form every name is stored in."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Return the text as search compares it: no case, no Latin marks, đ as d.

    "Đặc sản", "dac san" and "ĐẶC SẢN" fold alike, and so do "Hòa" and "Hoà". Only the Latin combining marks go: Khmer
    vowels are marks too, and dropping them would destroy the word.
    """
    bare = _LATIN_MARKS_AND_ZERO_WIDTHS.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")
    return " ".join(unicodedata.normalize("NFC", bare).casefold().split())


def neighbours(word: str) -> set[str]:
    """Return the word and what is left of it when a letter is missing.

    Two words that differ in one slip of the pen have one of these in common.
    """
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def one_slip_apart(left: str, right: str) -> bool:
    """Tell whether one letter missing, too many, wrong or changed with the next is all that makes two words differ."""
    if left == right:
        return False
    at = next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), None)
    if at is None:
        return abs(len(left) - len(right)) == 1
    rest, other_rest = left[at:], right[at:]
    swapped = rest[1::-1] + rest[2:] == other_rest and len(rest) > 1
    return swapped or rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]
