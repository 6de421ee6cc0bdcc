"""What the pages of one's own account share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from saolang.base.accounts.models import User


class AccountRequest(HttpRequest):
    """A request as a page of the account gets it: LoginRequiredMiddleware has let only people through."""

    user: User
    htmx: HtmxDetails
