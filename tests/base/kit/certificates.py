"""Somebody with a certificate, who signs as the tools for state certificates do."""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
PLACE = 8_192


class Holder:
    """The holder of a certificate that the holder has signed alone."""

    def __init__(self, name: str, *, kind: str = "rsa") -> None:
        self.key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
            .not_valid_after(dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
            .sign(self.key, hashes.SHA256())
        )

    def sign(self, content: bytes, algorithm: str = "sha256") -> bytes:
        """Return a signature of the bytes that stands beside them, in DER."""
        signing = PKCS7SignatureBuilder().set_data(content).add_signer(self.certificate, self.key, HASHES[algorithm])
        return signing.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])

    def sign_pdf(self, issued: bytes) -> bytes:
        """Return the PDF with a signature added at its end, as ISO 32000-1, 12.8 lays it out."""
        after = b" >> endobj\n%%EOF\n"
        named = b"9 0 obj <</Type/Sig /ByteRange [0 %010d %010d %010d] /Contents "
        first = len(issued) + len(named % (0, 0, 0))
        second = first + PLACE + 2
        before = issued + named % (first, second, len(after))
        value = self.sign(before + after).hex().encode().ljust(PLACE, b"0")
        return before + b"<" + value + b">" + after
