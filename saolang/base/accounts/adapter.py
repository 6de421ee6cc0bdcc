"""What allauth asks us about sign-in, and what it tells us of it."""

from __future__ import annotations

import base64
import ipaddress
import logging
import secrets
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.accounts import activity
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.accounts.second_factor import is_last_needed
from saolang.base.accounts.services import sign_ins
from saolang.base.kit.deriving import derived_key
from saolang.base.kit.devices import device_of
from saolang.base.kit.requests import address_of
from saolang.base.notices.choices import Kind
from saolang.base.notices.services import notify

if TYPE_CHECKING:
    from django.core.exceptions import ValidationError
    from django.http import HttpRequest, HttpResponse

    from saolang.base.accounts.models import User

logger = logging.getLogger(__name__)

FIRST_PAGES = (
    (Permission.READ_DESK, settings.LOGIN_REDIRECT_URL),
    (Permission.EDIT_DOSSIERS, "portal:home"),
    (Permission.READ_SESSIONS, "council:sessions"),
)
"""Where people go who have signed in, by what they may do; the first that fits."""
LIMITS = frozenset({"too_many_login_attempts", "rate_limited"})
LETTERS = {
    "account/email/password_reset_key": Kind.PASSWORD_RESET,
    "account/email/unknown_account": Kind.NO_ACCOUNT,
}
"""What allauth wants to mail, by the name of its template, and our notice of it."""
KNOWN_TO = "known_to"
"""Cookie, signed: the keys of the accounts that were opened in this browser before."""
KNOWN_FOR = 365 * 24 * 3600
MOST_KNOWN = 10
SOMEWHERE = "0.0.0.0"  # noqa: S104 - no address to listen on
"""Stands for an address nobody can tell, so that all of those together have one limit."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Nobody signs up alone; what is done to the sign-in is recorded; letters go through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return whose attempts count together: the address as the last of our own proxies tells it."""
        try:
            return str(ipaddress.ip_address(address_of(request)))
        except ValueError:
            return SOMEWHERE

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people to where they work, everybody else to their own account."""
        pages = (page for permission, page in FIRST_PAGES if may(request.user, permission) is None)
        return reverse(next(pages, "account:profile"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        return reverse("account:profile")

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """Answer 429 where allauth would show the form again: whoever reached a limit cannot go on for now."""
        if code in LIMITS:
            raise ImmediateHttpResponse(respond_429(self.request))
        error: ValidationError = super().validation_error(code, *args)
        return error

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Note the sign-in, and whether this browser has been here before."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        activity.begin(request)
        known = [key for key in str(request.get_signed_cookie(KNOWN_TO, "")).split(".") if key]
        sign_ins.note_sign_in(
            user=user,
            proofs=[record.get("type", record["method"]) for record in get_authentication_records(request, user)],
            device=device_of(request.headers.get("User-Agent", "")),
            is_new=str(user.pk) not in known,
            by=user.actor,
        )
        kept = [str(user.pk), *(key for key in known if key != str(user.pk))][:MOST_KNOWN]
        response.set_signed_cookie(
            KNOWN_TO,
            ".".join(kept),
            max_age=KNOWN_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def logout(self, request: HttpRequest) -> None:
        """Note the sign-out; allauth asks for it only where somebody is signed in."""
        user = cast("User", request.user)
        sign_ins.note_sign_out(user=user, by=user.actor)
        super().logout(request)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Keep the new password and note it in one transaction."""
        super().set_password(user, password)
        sign_ins.note_password(user=user, is_reset=not self.request.user.is_authenticated, by=user.actor)

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter into the outbox, in the language of the page on which it was asked for.

        Raises KeyError for a letter that is none of ours.
        """
        notify(
            address=email,
            language=get_language() or settings.LANGUAGE_CODE,
            kind=LETTERS[template_prefix],
            path=urlsplit(context.get("password_reset_url", "")).path,
            by=sign_ins.VISITOR,
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Keeps the secrets of second factors encrypted, and a needed second factor where it is."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Vai trò của bạn cần hai lớp xác thực. Hãy thêm một cách xác thực khác rồi mới bỏ cách này."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret.

        One that was encrypted under another secret key is lost: a random one takes its place, which no code matches.
        """
        try:
            return _cipher().decrypt(encrypted_text).decode()
        except InvalidToken:
            logger.warning("The secret of a second factor cannot be read: the secret key has changed.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_last_needed(authenticator)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's signature
        """Return what a new passkey is called if the person gives it no name."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Khóa số %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


def _cipher() -> MultiFernet:
    """Return what encrypts with the secret key, and decrypts with the ones before it too."""
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived_key(key, "second factor"))) for key in known])
