"""The one table of addresses, and who may open those whose views are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from saolang.base.accounts.access import OPEN, SIGNED_IN
from saolang.web.account.second_factor import second_factor

if TYPE_CHECKING:
    from saolang.base.accounts.access import Access

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("allauth.account.urls")),
    # Ours in the place of allauth's, under the name by which allauth leads to it.
    path("tai-khoan/xac-thuc/", second_factor, name="mfa_index"),
    path("tai-khoan/xac-thuc/", include("allauth.mfa.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
    path("", include("saolang.api.resolver.urls")),
    path("", include("saolang.web.catalogue.urls")),
    path("", include("saolang.web.account.urls")),
    path("", include("saolang.web.portal.urls")),
    path("", include("saolang.web.council.urls")),
    path("dieu-hanh/", include("saolang.web.desk.urls")),
    path("epcis/", include("saolang.api.epcis.urls")),
    path("api/v1/", include("saolang.api.v1.urls")),
    path("ns/ocop/", include("saolang.api.vocabulary.urls")),
]

OF_PACKAGES: dict[str, Access | None] = {
    # Before signing in, too: the language of the sign-in page is chosen on it.
    "set_language": OPEN,
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_authenticate": OPEN,
    "mfa_login_webauthn": OPEN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    # Not offered: people are invited and do not sign up.
    "account_signup": None,
    # Not offered: nobody has more than one address, a first password comes with the invitation, no code is mailed.
    "account_email": None,
    "account_email_verification_sent": None,
    "account_confirm_email": None,
    "account_set_password": None,
    "account_confirm_login_code": None,
    # Not offered: our own pages list the factors and remove a passkey; codes are saved from the page that shows them.
    "mfa_list_webauthn": None,
    "mfa_edit_webauthn": None,
    "mfa_remove_webauthn": None,
    "mfa_download_recovery_codes": None,
}
"""The rule of each view of a package, by the name of its address; one with None stays closed."""

handler400 = "saolang.api.bad_requests.bad_request"
handler429 = "saolang.web.account.limits.too_many_requests"
"""Asked by allauth for whoever has reached a limit."""
