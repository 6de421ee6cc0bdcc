"""The Vietnamese alphabet as a column both databases sort alike."""

from __future__ import annotations

from vn_collate import collate_key

SORT_KEY_LENGTH = 900


def sort_key(text: str) -> str:
    """Return hexadecimal text whose plain order is the Vietnamese dictionary's (a ă â b … d đ e ê)."""
    return str(collate_key(text))[:SORT_KEY_LENGTH]
