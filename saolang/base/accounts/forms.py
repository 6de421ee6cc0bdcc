"""Allauth's forms for a second factor, where ours differ."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.webauthn import forms as webauthn
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

REMEMBERED = 120
"""Seconds for which a code is not taken again: longer than any is valid, its neighbours in time included."""


class _OnceOnly:
    """Takes a code once: allauth remembers one for half a minute, and takes those of the half minutes around it."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc] # the form it is mixed into
        if not cache.add(f"second-factor-used:{self.user.pk}:{code.strip()}", 1, REMEMBERED):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_OnceOnly, base.AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """The code at sign-in."""


class ReauthenticateForm(_OnceOnly, base.ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before something that matters."""


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: unless the person says otherwise, one to sign in with, instead of address, password and code."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Tên khóa")
        self.fields["name"].help_text = _("Để bạn nhận ra sau này, ví dụ: điện thoại của tôi.")
        self.fields["passwordless"].label = _("Đăng nhập bằng khóa này, không cần mật khẩu")
        self.fields["passwordless"].help_text = _("Thiết bị sẽ hỏi vân tay, khuôn mặt hoặc mã PIN của bạn.")
        self.fields["passwordless"].initial = True
