"""Keys made from a secret of the installation, one for each purpose."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LENGTH = 32


def derived_key(secret: str, purpose: str) -> bytes:
    """Return 32 bytes made from the secret by HKDF-SHA-256 (RFC 5869); no purpose's key tells another's."""
    return HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=purpose.encode()).derive(secret.encode())
