"""The keys with which the installation signs: Ed25519, one in use, the retired ones kept for what they signed.

The private part is kept in the database, encrypted with a passphrase that is not: whoever takes a copy of the database
alone cannot sign with it.
"""

from __future__ import annotations

import logging
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.models import SigningKey
from saolang.base.audit.services.changes import record
from saolang.base.kit.deriving import derived_key

logger = logging.getLogger(__name__)

KIND = "signing_key"
UNREADABLE = "Không đọc được phần bí mật của khóa: mã bí mật của hệ thống đã khác."


def current_key(*, by: str) -> SigningKey:
    """Return the key to sign with.

    The first one is made when there is none. One whose private part can no longer be read, as after a restore under
    another secret, is retired for a new one, with a warning.
    """
    key = SigningKey.objects.filter(in_use=True).first()
    if key is None:
        return rotate(by=by)
    if not _is_readable(key):
        logger.warning("The signing key %s can no longer be read and is replaced: the secret has changed.", key.public)
        return rotate(by=by, reason=UNREADABLE)
    return key


@transaction.atomic
def rotate(*, by: str, reason: str = "") -> SigningKey:
    """Retire the key in use, make a new one, record both; return the new one.

    Of two that do so at once, the later returns the key the earlier made, or follows it with one of its own.
    """
    for retired in SigningKey.objects.select_for_update().filter(in_use=True):
        retired.in_use = False
        retired.retired_at = timezone.now()
        retired.save(update_fields=["in_use", "retired_at"])
        record(by=by, action=Action.CLOSE, kind=KIND, code=retired.public, reason=reason)
    made = _new_key(by)
    SigningKey.objects.bulk_create([made], ignore_conflicts=True)
    in_use = SigningKey.objects.get(in_use=True)
    if in_use.public == made.public:
        record(by=by, action=Action.CREATE, kind=KIND, code=made.public, reason=reason)
    return in_use


def sign(statement: bytes, *, key: SigningKey) -> str:
    """Return the key's signature of the statement in Base64. Raises ValueError when its private part is unreadable."""
    return b64encode(_private(key).sign(statement)).decode()


def _new_key(by: str) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    kept = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_passphrase()))
    public = b64encode(private.public_key().public_bytes_raw()).decode()
    return SigningKey(public=public, private=kept.decode(), made_by=by)


def _is_readable(key: SigningKey) -> bool:
    try:
        _private(key)
    except ValueError:
        return False
    return True


def _private(key: SigningKey) -> Ed25519PrivateKey:
    """Return the private part. Raises ValueError when the passphrase is another, or the text is no such key."""
    private = load_pem_private_key(key.private.encode(), _passphrase())
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"The signing key {key.public} is not an Ed25519 key.")  # noqa: TRY004 - not a caller's mistake
    return private


def _passphrase() -> bytes:
    return derived_key(settings.SIGNING_SECRET or settings.SECRET_KEY, "signing keys").hex().encode()
