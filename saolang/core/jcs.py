"""JSON in the one form that is signed and hashed: the JSON Canonicalization Scheme (RFC 8785)."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_INTEGER = 2**53
"""Beyond it, a number of JavaScript is no longer the integer that was written (RFC 8785, section 3.2.2.3)."""
DIGITS_IN_FULL = 21
"""A number is written without exponent up to so many digits before the point (ECMAScript, Number::toString)."""
ZEROS_IN_FULL = 6
"""And with so many zeros after the point."""


def canonical(value: object) -> bytes:
    """Return the value as canonical JSON in UTF-8: no blanks, names in the order of their UTF-16 code units.

    Raises ValueError for what JSON cannot hold or I-JSON (RFC 7493) forbids: a number that is not finite, an integer
    beyond 2^53, half of a surrogate pair. Raises TypeError for any other type than those of JSON.
    """
    return _text(value).encode("utf-8")


def _text(value: object) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_text, value))}]"
    message = f"{type(value).__name__} is no type of JSON."
    raise TypeError(message)


def _object(members: Mapping[str, object]) -> str:
    names = sorted(members, key=lambda name: name.encode("utf-16-be"))
    return "{" + ",".join(f"{_text(name)}:{_text(members[name])}" for name in names) + "}"


def _integer(value: int) -> str:
    if abs(value) > LARGEST_INTEGER:
        message = f"{value} is more than JSON can carry exactly: write it as a text."
        raise ValueError(message)
    return str(value)


def _number(value: float) -> str:
    """Return the number as ECMAScript writes it: the fewest digits that mean it, 1e+21 and 1e-7 with an exponent."""
    if not math.isfinite(value):
        message = f"{value} is no number of JSON."
        raise ValueError(message)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    parts = Decimal(repr(abs(value))).normalize().as_tuple()
    digits = "".join(map(str, parts.digits))
    point = len(digits) + int(parts.exponent)
    return sign + _with_point(digits, point)


def _with_point(digits: str, point: int) -> str:
    """Return 0.digits times ten to the power of `point`."""
    if len(digits) <= point <= DIGITS_IN_FULL:
        return digits + "0" * (point - len(digits))
    if 0 < point <= DIGITS_IN_FULL:
        return f"{digits[:point]}.{digits[point:]}"
    if -ZEROS_IN_FULL < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    return f"{mantissa}e{point - 1:+d}"
