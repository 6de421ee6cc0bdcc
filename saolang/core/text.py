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
