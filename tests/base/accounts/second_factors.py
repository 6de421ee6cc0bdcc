"""Codes as an authenticator app computes them, and accounts that have one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

if TYPE_CHECKING:
    from saolang.base.accounts.models import User


def code_of(secret: str, *, periods_ago: int = 0) -> str:
    """Return the code the app shows now, or showed so many half minutes ago (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - periods_ago))


def give_app(user: User) -> str:
    """Set an authenticator app up for the person and return its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_recovery_codes(user: User) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes
