"""The Vietnamese alphabet as a column both databases sort alike."""

from __future__ import annotations

from vn_collate import collate_key

SORT_KEY_LENGTH = 900


def sort_key(text: str) -> str:
    """Return hexadecimal text whose plain order is the Vietnamese dictionary's (a ă â b … d đ e ê), case aside.

    Word by word, as dictionaries do: "Cà Mau" comes before "Cao Bằng", and "Ba Tơ" before "Bà Rịa".
    """
    return "".join(collate_key(word) for word in text.casefold().split())[:SORT_KEY_LENGTH]
