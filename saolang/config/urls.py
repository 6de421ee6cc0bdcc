"""The one table of addresses, and who may open those whose views are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from saolang.base.accounts.access import OPEN, SIGNED_IN

if TYPE_CHECKING:
    from saolang.base.accounts.access import Access

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("allauth.account.urls")),
    path("ngon-ngu/", set_language, name="set_language"),
    path("", include("saolang.web.account.urls")),
    path("", include("saolang.web.desk.urls")),
]

OF_PACKAGES: dict[str, Access | None] = {
    # Before signing in, too: the language of the sign-in page is chosen on it.
    "set_language": OPEN,
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_signup": OPEN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    # Not offered: nobody has more than one address, a first password comes with the invitation, no code is mailed.
    "account_email": None,
    "account_email_verification_sent": None,
    "account_confirm_email": None,
    "account_set_password": None,
    "account_confirm_login_code": None,
}
"""The rule of each view of a package, by the name of its address; one with None stays closed."""
