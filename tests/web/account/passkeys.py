"""A passkey in software: what a browser and an authenticator would answer (WebAuthn Level 2)."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from typing import TYPE_CHECKING, Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.accounts.models import User

ORIGIN = "https://testserver"
HOST = "testserver"
PRESENT, VERIFIED = 0x01, 0x04


def signed_in(user: User) -> Client:
    """Return a browser in which the person has signed in, over HTTPS: without it there are no passkeys."""
    client = Client(SERVER_NAME=HOST)
    client.defaults["wsgi.url_scheme"] = "https"
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class Passkey:
    """One person's passkey, registered with the installation."""

    def __init__(self, user: User) -> None:
        self.id = secrets.token_bytes(16)
        self.private = ec.generate_private_key(ec.SECP256R1())
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "điện thoại", "credential": self._registered()}
        )
        self.user = user

    def authenticator(self) -> Authenticator:
        return Authenticator.objects.get(user=self.user)

    def answer(self, options: Mapping[str, Any], *, verified: bool = True) -> dict[str, Any]:
        """Return what the browser sends back when asked to authenticate with these options."""
        flags = PRESENT | (VERIFIED if verified else 0)
        data = hashlib.sha256(HOST.encode()).digest() + struct.pack(">BI", flags, 1)
        client_data = json.dumps(
            {"type": "webauthn.get", "challenge": _text(options["publicKey"]["challenge"]), "origin": ORIGIN}
        ).encode()
        signature = self.private.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(SHA256()))
        return self._envelope(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=signature,
            userHandle=user_pk_to_url_str(self.user).encode(),
        )

    def _registered(self) -> dict[str, Any]:
        credential = AttestedCredentialData.create(
            bytes(16), self.id, ES256.from_cryptography_key(self.private.public_key())
        )
        data = AuthenticatorData.create(hashlib.sha256(HOST.encode()).digest(), 0x45, 0, credential)
        client_data = json.dumps({"type": "webauthn.create", "challenge": "", "origin": ORIGIN}).encode()
        attestation = AttestationObject.create("none", data, {})
        return self._envelope(clientDataJSON=client_data, attestationObject=bytes(attestation))

    def _envelope(self, **response: bytes) -> dict[str, Any]:
        return {
            "type": "public-key",
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "response": {name: websafe_encode(value) for name, value in response.items()},
            "clientExtensionResults": {},
        }


def _text(challenge: str | bytes) -> str:
    return challenge if isinstance(challenge, str) else websafe_encode(challenge)
