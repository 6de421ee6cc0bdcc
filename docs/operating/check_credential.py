#!/usr/bin/env python3
"""Check the signed credential of an OCOP certificate without the program that made it, and without a network.

    python3 check_credential.py FILE --key KEY [--key KEY ...] [--on 2026-11-22]

Needs Python 3.9 or newer and nothing else. FILE is the credential (JSON) from the certificate's public page. KEY is a
public key you have kept, as z6Mk... or in Base64, or a saved copy of https://<address>/.well-known/did.json. Tells
whether the key signed just what the file says, what that is, and whether the day (today, if none is given) lies within
its dates. Ends with 0 when both hold, 1 when one does not, 2 when something cannot be read.

A certificate may have been revoked, suspended or replaced since: only its page tells. Format: credentials.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from base64 import b64decode
from datetime import date
from pathlib import Path
from typing import Any

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519 = b"\xed\x01"
SUITE = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod"}
KEY_LENGTH, SIGNATURE_LENGTH = 32, 64

# Ed25519 (RFC 8032): the curve -x^2 + y^2 = 1 + d x^2 y^2 over the integers modulo P.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""x, y and z, where x and y are those of the curve times z; and x times y over z."""


class UnreadableError(Exception):
    """What was given is not what it should be."""


def main(arguments: list[str]) -> int:
    """Run the check, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", action="append", required=True, help="z6Mk..., Base64, or a saved did.json")
    parser.add_argument("--on", type=date.fromisoformat, default=date.today(), metavar="YYYY-MM-DD")  # noqa: DTZ011
    asked = parser.parse_args(arguments)
    try:
        credential = json.loads(asked.file.read_text(encoding="utf-8"), parse_float=refuse_float)
        keys = [key for text in asked.key for key in keys_in(text)]
        signer = signed_by(credential, keys)
        return tell(credential, signer, asked.on)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, UnreadableError) as error:
        print(f"This cannot be read: {error!r}", file=sys.stderr)
        return 2


def tell(credential: dict[str, Any], signer: str | None, on: date) -> int:
    if signer is None:
        print("NOT GENUINE: none of the keys you gave signed what this file says.")
        return 1
    print(f"Genuine: signed with the key {signer}.")
    for name, value in sorted(credential["credentialSubject"].items()):
        print(f"  {name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")
    first, last = (date.fromisoformat(credential[name][:10]) for name in ("validFrom", "validUntil"))
    within = first <= on <= last
    print(f"Dates: from {first} through {last}. {on} is {'within them' if within else 'NOT WITHIN THEM'}.")
    print(f"Whether it was revoked, suspended or replaced since: {credential['id']}")
    return 0 if within else 1


def signed_by(credential: dict[str, Any], keys: list[bytes]) -> str | None:
    """Return the key that signed the credential, as the proof names it; None when it is none of these."""
    proof = dict(credential["proof"])
    signature = base58(proof.pop("proofValue"))
    said = {name: value for name, value in credential.items() if name != "proof"}
    if any(proof.get(name) != value for name, value in SUITE.items()) or proof.get("@context") != said["@context"]:
        raise UnreadableError("the proof is of another kind")
    named = proof["verificationMethod"].partition("#")[2]
    text = hashlib.sha256(canonical(proof)).digest() + hashlib.sha256(canonical(said)).digest()
    public = key_of(named)
    return named if public in keys and verifies(public, signature, text) else None


def canonical(value: dict[str, Any]) -> bytes:
    """Return JSON in its one form (RFC 8785), for what holds no fractions and no names beyond the basic plane."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def refuse_float(text: str) -> float:
    raise UnreadableError(f"a credential holds no fraction such as {text}")


def keys_in(text: str) -> list[bytes]:
    """Return the public keys that the text is, or that the file of that name lists."""
    path = Path(text)
    if path.is_file():
        methods = json.loads(path.read_text(encoding="utf-8"))["verificationMethod"]
        return [key_of(method["publicKeyMultibase"]) for method in methods]
    # 32 bytes in Base64 always end with =, which Base58 lacks; either may begin with z.
    return [key_in_base64(text) if text.endswith("=") else key_of(text)]


def key_in_base64(text: str) -> bytes:
    key = b64decode(text, validate=True)
    if len(key) != KEY_LENGTH:
        raise UnreadableError(f"{text} is no key")
    return key


def key_of(text: str) -> bytes:
    content = base58(text)
    if not content.startswith(ED25519) or len(content) != len(ED25519) + KEY_LENGTH:
        raise UnreadableError(f"{text} is no Ed25519 key")
    return content[len(ED25519) :]


def base58(text: str) -> bytes:
    """Return the bytes of a text in multibase Base58 (it begins with z)."""
    if not text.startswith("z"):
        raise UnreadableError(f"{text} is not in Base58")
    number = 0
    for digit in text[1:]:
        number = number * 58 + ALPHABET.index(digit)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def verifies(public: bytes, signature: bytes, text: bytes) -> bool:
    """Tell whether the key made the signature of the text (RFC 8032, section 5.1.7)."""
    key, commitment = point_of(public), point_of(signature[:KEY_LENGTH])
    response = int.from_bytes(signature[KEY_LENGTH:], "little")
    if len(signature) != SIGNATURE_LENGTH or key is None or commitment is None or response >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:KEY_LENGTH] + public + text).digest()
    challenge = int.from_bytes(hashed, "little") % ORDER
    return is_same(times(response, BASE), plus(commitment, times(challenge, key)))


def plus(first: Point, second: Point) -> Point:
    a = (first[1] - first[0]) * (second[1] - second[0]) % P
    b = (first[1] + first[0]) * (second[1] + second[0]) % P
    c = 2 * first[3] * second[3] * D % P
    d = 2 * first[2] * second[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(factor: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = plus(total, point)
        point = plus(point, point)
        factor >>= 1
    return total


def is_same(first: Point, second: Point) -> bool:
    return all((first[axis] * second[2] - second[axis] * first[2]) % P == 0 for axis in (0, 1))


def point_of(content: bytes) -> Point | None:
    """Return the point that 32 bytes mean, None for none."""
    number = int.from_bytes(content, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if len(content) != KEY_LENGTH or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


_BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(KEY_LENGTH, "little"))
BASE: Point = _BASE or (0, 1, 1, 0)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
