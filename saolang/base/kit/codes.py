"""Public codes: short, stable, and silent about place and stars, which change."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from saolang.base.kit.batches import batched

if TYPE_CHECKING:
    from random import Random

    from django.db.models import QuerySet

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are misread or misheard."""
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
"""What a row can be numbered with: both databases hold it."""


def new_code(prefix: str, random: Random | None = None) -> str:
    """Return a code such as "SP-7K3M9QXW": 40 random bits after the prefix. `random` makes it repeatable."""
    number = random.getrandbits(40) if random else secrets.randbits(40)
    characters = (ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{prefix}-{''.join(characters)}"


def number_in(text: str) -> int | None:
    """Return the number a piece of an address says; None where that is no number a row can bear."""
    return int(text) if _NUMBER.fullmatch(text) else None


def fresh_codes(records: QuerySet[Any], prefix: str, count: int, random: Random | None = None) -> list[str]:
    """Return that many different codes which no record bears: among 100,000 chance may draw one twice."""
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        drawn = list(dict.fromkeys(new_code(prefix, random) for _ in range(count - len(fresh))))
        for some in batched(drawn):
            taken = set(records.filter(code__in=some).values_list("code", flat=True))
            fresh.update(dict.fromkeys(code for code in some if code not in taken))
    return list(fresh)
