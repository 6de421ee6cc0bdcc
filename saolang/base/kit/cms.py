"""Reading a CMS signature (RFC 5652), such as a state certificate makes: detached beside a file, or within a PDF.

What is checked is what can be checked here: that the signature is the enclosed certificate's, and that it is of these
very bytes. Who stands behind the certificate, and whether it was in force, only its authority can tell.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization.pkcs7 import load_der_pkcs7_certificates
from cryptography.x509 import Certificate, NameOID

SEQUENCE, SET, OCTETS, TAGGED_0 = 0x30, 0x31, 0x04, 0xA0
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
PSS = bytes.fromhex("2a864886f70d01010a")
HASHES: dict[bytes, hashes.HashAlgorithm] = {
    bytes.fromhex("608648016503040201"): hashes.SHA256(),
    bytes.fromhex("608648016503040202"): hashes.SHA384(),
    bytes.fromhex("608648016503040203"): hashes.SHA512(),
}
LONG, MOST_LENGTH_OCTETS = 0x80, 4
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass(frozen=True)
class Signed:
    """What a CMS signature says: whom its certificate names, and the digest of the bytes it was made for."""

    name: str
    algorithm: str
    digest: bytes

    def is_of(self, content: bytes) -> bool:
        """Tell whether it was made for these bytes."""
        return hashlib.new(self.algorithm, content).digest() == self.digest


class _Element(NamedTuple):
    tag: int
    content: bytes
    whole: bytes


def read_signature(content: bytes) -> Signed:
    """Return what the signature of one signer says, once it is found to be that of the certificate it encloses.

    Raises ValueError for what is no such signature in DER, or one that does not hold.
    """
    signer = _children(_only(_signer_infos(content)))
    _version, identifier, digest_algorithm, attributes, algorithm, value = signer[:6]
    if attributes.tag != TAGGED_0 or value.tag != OCTETS:
        raise ValueError("The signature signs no attributes.")
    digest_with = HASHES.get(_children(digest_algorithm)[0].content)
    if digest_with is None or _children(algorithm)[0].content == PSS:
        raise ValueError("The signature is made by a method that is not read here.")
    certificate = _certificate_of(identifier, content)
    _check(certificate, value.content, bytes([SET]) + attributes.whole[1:], digest_with)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Signed(str(names[0].value) if names else "", digest_with.name, _message_digest(attributes))


def signature_within_pdf(content: bytes) -> tuple[bytes, bytes]:
    """Return the last signature within a PDF, and the bytes it was made for. Raises ValueError when there is none."""
    found = list(BYTE_RANGE.finditer(content))
    if not found:
        raise ValueError("The PDF holds no signature.")
    first, length, second, rest = (int(number) for number in found[-1].groups())
    if first != 0 or second + rest != len(content) or length > second:
        raise ValueError("The signature is not of the whole PDF.")
    padded = bytes.fromhex(content[length:second].strip().strip(b"<>").decode("ascii"))
    return _element(padded).whole, content[:length] + content[second:]


def _signer_infos(content: bytes) -> list[_Element]:
    kind, wrapped = _children(_only(_elements(content)))
    if kind.content != SIGNED_DATA:
        raise ValueError("This is no signature.")
    return _children(_children(_only(_children(wrapped)))[-1])


def _certificate_of(identifier: _Element, content: bytes) -> Certificate:
    """Return the enclosed certificate that the signer names by its issuer and number."""
    if identifier.tag != SEQUENCE:
        raise ValueError("The signer names no certificate by its number.")
    issuer, number = _children(identifier)
    for certificate in load_der_pkcs7_certificates(content):
        same_number = certificate.serial_number == int.from_bytes(number.content, signed=True)
        if same_number and certificate.issuer.public_bytes() == issuer.whole:
            return certificate
    raise ValueError("The certificate of the signer is not enclosed.")


def _check(certificate: Certificate, value: bytes, signed: bytes, digest_with: hashes.HashAlgorithm) -> None:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), digest_with)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, signed, ec.ECDSA(digest_with))
        else:
            raise ValueError("The certificate's key is of a kind that is not read here.")  # noqa: TRY004 - what was sent
    except (InvalidSignature, UnsupportedAlgorithm) as error:
        raise ValueError("The signature is not that of its certificate.") from error


def _message_digest(attributes: _Element) -> bytes:
    for attribute in _children(attributes):
        kind, values = _children(attribute)
        if kind.content == MESSAGE_DIGEST:
            return _only(_children(values)).content
    raise ValueError("The signature names no digest.")


# DER (X.690), of definite lengths --------------------


def _children(element: _Element) -> list[_Element]:
    return _elements(element.content)


def _elements(data: bytes) -> list[_Element]:
    found = []
    while data:
        found.append(_element(data))
        data = data[len(found[-1].whole) :]
    return found


def _element(data: bytes) -> _Element:
    """Return the first element. Raises ValueError for what is cut off, or not of a definite length."""
    if len(data) < 2:  # noqa: PLR2004 - a tag and a length
        raise ValueError("Cut off.")
    begins, length = 2, data[1]
    if length >= LONG:
        begins += length - LONG
        length = int.from_bytes(data[2:begins])
        if not 0 < begins - 2 <= MOST_LENGTH_OCTETS:
            raise ValueError("Not of a definite length.")
    whole = data[: begins + length]
    if len(whole) != begins + length:
        raise ValueError("Cut off.")
    return _Element(data[0], whole[begins:], whole)


def _only(elements: list[_Element]) -> _Element:
    """Return the one element. Raises ValueError when there are several, or none."""
    (only,) = elements
    return only
