"""The certificate as a W3C Verifiable Credential 2.0 with a Data Integrity proof (`eddsa-jcs-2022`).

What is signed is SHA-256 of the proof's options and SHA-256 of the credential, each in canonical JSON (RFC 8785), one
after the other. `docs/operating/check_credential.py` checks it without this program and without a network.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils import timezone

from saolang.base.audit.rules import verifies
from saolang.core import jcs, multibase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from saolang.base.audit.models import SigningKey
    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Certificate

Credential = dict[str, Any]

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2"]
"""The second gives our own words a meaning by their name alone: nobody has published a vocabulary of OCOP."""
SUITE = "eddsa-jcs-2022"
PURPOSE = "assertionMethod"
END_OF_DAY = time(23, 59, 59)
DID_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def issuer_did() -> str:
    """Return the did:web of this installation's address: https://ocop.example.vn is did:web:ocop.example.vn."""
    return f"did:web:{quote(urlsplit(settings.BASE_URL).netloc, safe='')}"


def page_of(public_code: str) -> str:
    """Return the address that a certificate's QR code leads to: it tells the state of today."""
    return f"{settings.BASE_URL}/gcn/{public_code}/"


def status_of(public_code: str) -> str:
    """Return the address that answers programs with the state of today."""
    return f"{settings.BASE_URL}/gcn/{public_code}.json"


def key_id(public: str) -> str:
    """Return what a proof names a key by: the issuer and the key itself. `public` is in Base64."""
    return f"{issuer_did()}#{multibase.key_text(b64decode(public))}"


def key_document(keys: Iterable[SigningKey]) -> dict[str, Any]:
    """Return the DID document: every key that ever signed, the retired ones for what they signed."""
    did = issuer_did()
    methods = [
        {
            "id": key_id(key.public),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multibase.key_text(b64decode(key.public)),
        }
        for key in keys
    ]
    return {
        "@context": DID_CONTEXT,
        "id": did,
        "verificationMethod": methods,
        PURPOSE: [method["id"] for method in methods],
    }


def unsigned(certificate: Certificate, province: Place) -> Credential:
    """Return what the certificate says, without proof. Its recognition, product and decision must have been read along.

    It says what was true on the day of issue; whether it still is, its `credentialStatus` tells online.
    """
    url = page_of(certificate.public_code)
    return {
        "@context": CONTEXT,
        "id": url,
        "type": ["VerifiableCredential", "OcopCertificate"],
        "name": "Giấy chứng nhận sản phẩm OCOP",
        "issuer": {"id": issuer_did(), "name": _authority(certificate, province)},
        "validFrom": _moment(certificate.issued_on, time.min),
        "validUntil": _moment(certificate.recognition.expires_on, END_OF_DAY),
        "credentialStatus": {"id": status_of(certificate.public_code), "type": "OcopCertificateStatus"},
        "credentialSubject": _subject(certificate, province),
    }


def _subject(certificate: Certificate, province: Place) -> dict[str, Any]:
    recognition, product = certificate.recognition, certificate.recognition.product
    decision = recognition.decision
    said: dict[str, Any] = {
        "type": "OcopProduct",
        "certificateNumber": certificate.number,
        "certificateCode": certificate.public_code,
        "issuedOn": certificate.issued_on.isoformat(),
        "productCode": product.code,
        "productName": product.name_vi,
        "stars": recognition.stars,
        "recognisedOn": recognition.began_on.isoformat(),
        "criteria": recognition.edition,
        "holderCode": certificate.holder.code,
        "holderName": certificate.holder.name,
        "province": {"code": province.public_code, "name": str(province)},
    }
    if decision:
        said["decision"] = {"number": decision.number, "authority": decision.authority}
        if decision.decided_on:
            said["decision"]["date"] = decision.decided_on.isoformat()
    if certificate.replaces:
        said["replaces"] = certificate.replaces.number
    return said


def _authority(certificate: Certificate, province: Place) -> str:
    decision = certificate.recognition.decision
    return (decision.authority if decision else "") or f"UBND {province.kind.lower()} {province.name}"


def _moment(day: date, at: time) -> str:
    return timezone.make_aware(datetime.combine(day, at)).isoformat()


def proof_options(method: str, created: datetime) -> dict[str, Any]:
    """Return the proof as it is before it is signed; `method` names the key."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }


def signed_bytes(credential: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """Return what the key signs (vc-di-eddsa 1.0, section 3.3.4): 64 bytes, of the options first.

    The credential is without its proof, the options without the proof's value.
    """
    configuration = {**options, "@context": credential["@context"]}
    return hashlib.sha256(jcs.canonical(configuration)).digest() + hashlib.sha256(jcs.canonical(credential)).digest()


def with_proof(credential: Credential, options: Mapping[str, Any], signature: str) -> Credential:
    """Return the credential with its proof; the signature is in Base64."""
    proof = {**options, "@context": credential["@context"], "proofValue": multibase.encode(b64decode(signature))}
    return {**credential, "proof": proof}


def holds(credential: Mapping[str, Any], keys: Collection[str]) -> bool:
    """Tell whether one of the keys (public, in Base64) signed just what the credential says.

    False for anything that is no such credential: it may come from anywhere.
    """
    try:
        proof = dict(credential["proof"])
        value = b64encode(multibase.decode(proof.pop("proofValue"))).decode()
        public = b64encode(multibase.key_of(proof["verificationMethod"].partition("#")[2])).decode()
        said = {name: member for name, member in credential.items() if name != "proof"}
        return (
            public in keys
            and (proof["type"], proof["cryptosuite"], proof["proofPurpose"]) == ("DataIntegrityProof", SUITE, PURPOSE)
            and verifies(public, signed_bytes(said, proof), value)
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def agrees(credential: Mapping[str, Any], certificate: Certificate) -> bool:
    """Tell whether the credential is of this certificate: its number, code, holder and day of issue."""
    said = credential["credentialSubject"]
    told = (said["certificateNumber"], said["certificateCode"], said["holderCode"], said["issuedOn"])
    kept = (certificate.number, certificate.public_code, certificate.holder.code, certificate.issued_on.isoformat())
    return bool(told == kept)
