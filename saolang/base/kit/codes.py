"""Public codes: short, stable, and silent about place and stars, which change."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are misread or misheard."""


def new_code(prefix: str, random: Random | None = None) -> str:
    """Return a code such as "SP-7K3M9QXW": 40 random bits after the prefix. `random` makes it repeatable."""
    number = random.getrandbits(40) if random else secrets.randbits(40)
    characters = (ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{prefix}-{''.join(characters)}"
