"""The one form in which a change is written down to be sealed, what stands for its personal data, what a key signed."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from collections.abc import Mapping


def canonical(values: object) -> str:
    """Return the values as JSON in one form only: keys in order, no blanks, letters as they are.

    Raises TypeError for a float, which two databases may not give back alike; a Decimal is written as text.
    """
    return json.dumps(
        _without_floats(values), cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


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


def _without_floats(values: object) -> object:
    if isinstance(values, float):
        message = f"A change holds the float {values}: use a Decimal or a text."
        raise TypeError(message)
    if isinstance(values, dict):
        return {key: _without_floats(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return [_without_floats(value) for value in values]
    return values
