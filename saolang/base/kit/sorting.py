"""The Vietnamese alphabet as a column both databases sort alike."""

from __future__ import annotations

from functools import lru_cache

from vn_collate import collate_key

SORT_KEY_LENGTH = 900


def sort_key(text: str) -> str:
    """Return hexadecimal text whose plain order is the Vietnamese dictionary's (a ă â b … d đ e ê), case aside.

    Word by word, as dictionaries do: "Cà Mau" comes before "Cao Bằng", and "Ba Tơ" before "Bà Rịa".
    """
    return "".join(map(_word_key, text.casefold().split()))[:SORT_KEY_LENGTH]


_word_key = lru_cache(maxsize=16_384)(collate_key)
