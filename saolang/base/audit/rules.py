"""The one form in which a change is written down to be sealed, what stands for its personal data, what a key signed.

And which keys of changes the sealer still waits for.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

SEALED = (
    "id",
    "at",
    "actor",
    "action",
    "kind",
    "code",
    "before",
    "after",
    "reason",
    "request_id",
    "commitment",
)
"""The columns of a change that the chain seals: all but the personal data and their salt."""
WAITED_FOR = timedelta(hours=24)
"""How long a transaction may take to bring a change whose key was handed out before those of others."""


class _AnythingEncoder(DjangoJSONEncoder):
    """Also writes bytes, which SQLite takes in any column: no change of ours holds any."""

    def default(self, o: object) -> Any:
        return repr(o) if isinstance(o, bytes) else super().default(o)


_ENCODER = DjangoJSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_ENTRY_ENCODER = _AnythingEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
Missing = list[tuple[int, int, str]]
"""Ranges of keys no committed change has had: the first, the last, the moment they were first missed (ISO 8601)."""


def canonical(values: object) -> str:
    """Return the values as JSON in one form only: keys in order, no blanks, letters as they are.

    Raises TypeError for a float, which two databases may not give back alike; a Decimal is written as text.
    """
    return _ENCODER.encode(_with_floats(values, _refuse_float))


def floats_as_text(values: object) -> object:
    """Return the values with each float as its text: two databases may not give a float back alike."""
    return _with_floats(values, repr)


def entry_text(columns: Sequence[Any]) -> str:
    """Return the text of a change that is sealed: the canonical form of its SEALED columns, the moment given as text.

    Never raises: what somebody wrote into the database past us, which may be no JSON and no moment at all, is told as
    it stands, so that it is found and neither sealing nor verifying stops at it.
    """
    entry = dict(zip(SEALED, columns, strict=True))
    entry["at"] = _moment_of(entry["at"])
    entry["before"], entry["after"] = _parsed(entry["before"]), _parsed(entry["after"])
    return _ENTRY_ENCODER.encode(entry)


def moment_text(moment: datetime) -> str:
    """Return the moment as it is sealed and signed: in UTC, to the microsecond, 2026-11-22T08:30:00.000000+00:00."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def checkpoint_statement(position: int, digest: str, at: datetime) -> bytes:
    """Return what a checkpoint's signature is over."""
    return canonical({"position": position, "digest": digest, "at": moment_text(at)}).encode()


def still_missing(missing: Missing, *, through: int, keys: Sequence[int], now: datetime) -> Missing:
    """Return the ranges of keys to go on waiting for, now that the changes of `keys` (in order) have been sealed.

    `through` is the highest key looked at before. What was missed too long ago is given up: its transaction has failed.
    """
    waiting = [found for found in missing if datetime.fromisoformat(found[2]) > now - WAITED_FOR]
    looked_at = (through + 1, max(through, keys[-1]) if keys else through, moment_text(now))
    return [left for found in (*waiting, looked_at) for left in _without(*found, keys)]


def commitment(salt: str, personal: Mapping[str, Any]) -> str:
    """Return the SHA-256 that stands for the personal data in the chain; without the salt nobody can guess them."""
    return hashlib.sha256(f"{salt}{canonical(personal)}".encode()).hexdigest()


def verifies(public: str, statement: bytes, signature: str) -> bool:
    """Tell whether the signature is the key's of the statement: Ed25519 (RFC 8032), key and signature in Base64."""
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True)).verify(
            b64decode(signature, validate=True), statement
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _moment_of(stored: str) -> str:
    """Return the text of a moment as PostgreSQL writes it, or SQLite, which leaves out that it is in UTC."""
    try:
        moment = datetime.fromisoformat(stored)
    except (ValueError, TypeError):
        return stored
    return moment_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _parsed(stored: str) -> object:
    try:
        return json.loads(stored)
    except (ValueError, TypeError, RecursionError):
        return stored


def _without(first: int, last: int, moment: str, keys: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Yield what is left of a range without the keys, which are in order."""
    for key in keys[bisect_left(keys, first) : bisect_right(keys, last)]:
        if key > first:
            yield first, key - 1, moment
        first = key + 1
    if first <= last:
        yield first, last, moment


def _refuse_float(value: float) -> NoReturn:
    message = f"A change holds the float {value}: use a Decimal or a text."
    raise TypeError(message)


def _with_floats(values: object, told: Callable[[float], object]) -> object:
    """Return the values with what `told` makes of each float, however deep it stands."""
    if isinstance(values, float):
        return told(values)
    if isinstance(values, dict):
        return {key: _with_floats(value, told) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [_with_floats(value, told) for value in values]
    return values
