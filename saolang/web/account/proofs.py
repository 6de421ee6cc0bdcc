"""Showing, at the moment of signing and for the very thing signed, to be the person who signed in."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils import timezone
from fido2.utils import websafe_encode
from fido2.webauthn import UserVerificationRequirement

from saolang.base.audit.rules import canonical
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from saolang.base.accounts.choices import Role
    from saolang.base.accounts.services.signatures import Signable
    from saolang.web.account.pages import AccountRequest

BEGUN = "signing"
"""Where the session keeps what the passkey was asked: for one thing, once, and not for long."""
SECONDS = 300
WRONG_PASSWORD = Refusal(gettext_noop("Mật khẩu không đúng. Văn bản chưa được ký."))
WRONG_PASSKEY = Refusal(
    gettext_noop("Khóa truy cập chưa xác thực được cho văn bản này. Văn bản chưa được ký; hãy thử lại.")
)
TOO_MANY = Refusal(gettext_noop("Bạn đã thử quá nhiều lần. Hãy đợi vài phút rồi thử lại."))


def check_password(request: AccountRequest, password: str) -> None:
    """Go on when it is the person's password. Raises Refusal when it is not, or after too many attempts."""
    _count_attempt(request)
    if not request.user.check_password(password):
        _count_failure(request)
        raise WRONG_PASSWORD


def has_passkey(request: AccountRequest) -> bool:
    return bool(auth.get_credentials(request.user))


def ask_passkey(request: AccountRequest, thing: Signable, role: Role) -> dict[str, Any]:
    """Return what the browser asks the person's passkey: to sign a challenge made from the thing's digest and the role.

    The passkey itself must make sure of the person, by a finger or a code.
    """
    nonce = secrets.token_bytes(32)
    options, state = auth.get_server().authenticate_begin(
        credentials=auth.get_credentials(request.user),
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=_challenge(nonce, request, thing, role),
    )
    request.session[BEGUN] = {"nonce": nonce.hex(), "state": state, "at": timezone.now().timestamp()}
    return dict(options)


def check_passkey(request: AccountRequest, answer: str, thing: Signable, role: Role) -> None:
    """Go on when a passkey of the person answered what was just asked for this very thing and role.

    What was asked is forgotten either way. Raises Refusal otherwise, or after too many attempts.
    """
    _count_attempt(request)
    begun = request.session.pop(BEGUN, None)
    if not (begun and _was_asked(begun, request, thing, role) and _answers(request, answer, begun["state"])):
        _count_failure(request)
        raise WRONG_PASSKEY


def _challenge(nonce: bytes, request: AccountRequest, thing: Signable, role: Role) -> bytes:
    said = {"kind": thing.kind, "code": thing.code, "sha256": thing.sha256, "role": role, "signer": request.user.actor}
    return hashlib.sha256(nonce + canonical(said).encode()).digest()


def _was_asked(begun: dict[str, Any], request: AccountRequest, thing: Signable, role: Role) -> bool:
    """Tell whether this is what the passkey was asked, and a short while ago."""
    challenge = _challenge(bytes.fromhex(begun["nonce"]), request, thing, role)
    recent = timezone.now().timestamp() - begun["at"] <= SECONDS
    return recent and secrets.compare_digest(str(begun["state"]["challenge"]), websafe_encode(challenge))


def _answers(request: AccountRequest, answer: str, state: dict[str, Any]) -> bool:
    try:
        credential = json.loads(answer)
        auth.parse_authentication_response(credential)
        binding = auth.get_server().authenticate_complete(state, auth.get_credentials(request.user), credential)
    except (ValidationError, ValueError):
        return False
    authenticator = auth.get_authenticator_by_credential_id(request.user, binding.credential_id)
    if authenticator is None:
        return False
    authenticator.record_usage()
    return True


def _count_attempt(request: AccountRequest) -> None:
    """Count the attempt, as allauth counts those to sign in again, and what has failed before."""
    allowed = ratelimit.consume(request, action="reauthenticate", user=request.user) and ratelimit.consume(
        request, action="login_failed", key=_failures_of(request), dry_run=True
    )
    if not allowed:
        raise TOO_MANY


def _count_failure(request: AccountRequest) -> None:
    ratelimit.consume(request, action="login_failed", key=_failures_of(request))


def _failures_of(request: AccountRequest) -> str:
    return f"sign-{request.user.pk}"
