"""A request as a page gets it that only people open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from saolang.base.accounts.models import User


class PersonRequest(HttpRequest):
    """AccessMiddleware has let only people through who have signed in."""

    user: User
    htmx: HtmxDetails
