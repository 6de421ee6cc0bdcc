"""The second factor: what there is, and taking a passkey away. Allauth's own pages add and use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from django.shortcuts import get_object_or_404, redirect, render

from saolang.base.accounts.access import signed_in
from saolang.base.accounts.second_factor import lacks_second_factor

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.web.account.pages import AccountRequest


@signed_in
def second_factor(request: AccountRequest) -> HttpResponse:
    """Show the app, the passkeys and how many recovery codes are left; say so when a role asks for a factor."""
    found = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    app, codes = (_first(found, kind) for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES))
    context = {
        "app": app,
        "passkeys": [each.wrap() for each in found if each.type == Authenticator.Type.WEBAUTHN],
        "has_factor": any(each is not codes for each in found),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "lacks_second_factor": lacks_second_factor(request.user),
    }
    return render(request, "own_account/second_factor.html", context)


@signed_in
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator] # allauth has no types
def remove_passkey(request: AccountRequest, number: int) -> HttpResponse:
    """Ask whether the passkey shall go, and remove it; the last factor of a person who decides stays."""
    found = get_object_or_404(Authenticator, user=request.user, type=Authenticator.Type.WEBAUTHN, pk=number)
    adapter = get_adapter()
    refusal = "" if adapter.can_delete_authenticator(found) else adapter.error_messages["cannot_delete_authenticator"]
    if request.method == "POST" and not refusal:
        remove_authenticator(request, found)
        return redirect("mfa_index")
    return render(request, "own_account/passkey_remove.html", {"passkey": found.wrap(), "refusal": refusal})


def _first(found: list[Authenticator], kind: str) -> Authenticator | None:
    return next((each for each in found if each.type == kind), None)
