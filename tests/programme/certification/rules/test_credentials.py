"""A credential is signed and checked as the specification's own example is."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from saolang.core import multibase
from saolang.programme.certification.rules.credentials import holds, proof_options, signed_bytes, with_proof

PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
METHOD = f"did:key:{PUBLIC}#{PUBLIC}"
KEY = b64encode(multibase.key_of(PUBLIC)).decode()
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
UNSIGNED: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
"""The example of Data Integrity EdDSA Cryptosuites v1.0, appendix B.2 (representation: eddsa-jcs-2022)."""
PROOF_VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"


def signed() -> dict[str, Any]:
    options = proof_options(METHOD, CREATED)
    key = Ed25519PrivateKey.from_private_bytes(multibase.decode(SECRET)[2:])
    return with_proof(UNSIGNED, options, b64encode(key.sign(signed_bytes(UNSIGNED, options))).decode())


def test_signed_bytes_are_those_of_the_specification() -> None:
    assert signed_bytes(UNSIGNED, proof_options(METHOD, CREATED)).hex() == (
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    )


def test_proof_is_that_of_the_specification() -> None:
    assert signed()["proof"] == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "@context": UNSIGNED["@context"],
        "proofValue": PROOF_VALUE,
    }


def test_credential_of_the_specification_holds() -> None:
    assert holds(signed(), [KEY])


def test_credential_signed_by_a_key_not_ours_does_not_hold() -> None:
    assert not holds(signed(), [])


@pytest.mark.parametrize(
    "altered",
    [
        {"issuer": "https://vc.example/issuers/9999"},
        {"validUntil": "2099-01-01T00:00:00Z"},
        {"credentialSubject": {}},
        {"@context": UNSIGNED["@context"][:1]},
    ],
)
def test_credential_altered_does_not_hold(altered: dict[str, Any]) -> None:
    assert not holds(signed() | altered, [KEY])


@pytest.mark.parametrize(
    "altered",
    [
        {"created": "2023-02-24T23:36:39Z"},
        {"cryptosuite": "eddsa-rdfc-2022"},
        {"proofPurpose": "authentication"},
        {"type": "Ed25519Signature2020"},
        {"proofValue": PROOF_VALUE[:-1]},
        {"proofValue": "abc"},
        {"verificationMethod": "did:web:nowhere"},
        {"verificationMethod": None},
    ],
)
def test_proof_altered_does_not_hold(altered: dict[str, Any]) -> None:
    credential = signed()
    credential["proof"] |= altered

    assert not holds(credential, [KEY])


@pytest.mark.parametrize("nonsense", [{}, {"proof": 1}, {"proof": {}}, {"proof": {"proofValue": 5}}])
def test_nonsense_does_not_hold(nonsense: dict[str, Any]) -> None:
    assert not holds(nonsense, [KEY])
