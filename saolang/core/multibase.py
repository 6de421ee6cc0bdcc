"""Bytes as text in Base58 (multibase "z", base58btc), as keys and signatures of credentials are written.

W3C Controlled Identifiers 1.0, section 2.4.
"""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE = len(ALPHABET)
BASE58 = "z"
ED25519 = b"\xed\x01"
"""What stands before the 32 bytes of a public Ed25519 key in a Multikey."""
KEY_LENGTH = 32


def encode(content: bytes) -> str:
    """Return the bytes as "z" and Base58; each leading zero byte is a "1"."""
    number = int.from_bytes(content, "big")
    digits = ""
    while number:
        number, digit = divmod(number, BASE)
        digits = ALPHABET[digit] + digits
    zeros = len(content) - len(content.lstrip(b"\0"))
    return BASE58 + ALPHABET[0] * zeros + digits


def decode(text: str) -> bytes:
    """Return the bytes of such a text. Raises ValueError for any other."""
    if not text.startswith(BASE58) or not set(text[1:]) <= set(ALPHABET):
        message = "This is no text in multibase Base58."
        raise ValueError(message)
    digits = text[1:]
    number = 0
    for digit in digits:
        number = number * BASE + ALPHABET.index(digit)
    zeros = len(digits) - len(digits.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def key_text(public: bytes) -> str:
    """Return a public Ed25519 key as a Multikey, such as z6MkrJVn."""
    return encode(ED25519 + public)


def key_of(text: str) -> bytes:
    """Return the 32 bytes of such a key. Raises ValueError for any other."""
    content = decode(text)
    if not content.startswith(ED25519) or len(content) != len(ED25519) + KEY_LENGTH:
        message = "This is no public Ed25519 key."
        raise ValueError(message)
    return content.removeprefix(ED25519)
