"""Who may do something to a record of the desk. Who may open a page at all, the page declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from saolang.base.accounts.rules import may
from saolang.base.kit.words import say

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from saolang.base.accounts.choices import Permission
    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place
    from saolang.core.refusal import Refusal


class DeskRequest(HttpRequest):
    """A request as a page of the desk gets it: AccessMiddleware has let only people through."""

    user: User
    htmx: HtmxDetails


def require(user: User, permission: Permission, place: Place | None) -> None:
    """Go on when the person holds the permission over the place; over any, when the record has none yet.

    Raises PermissionDenied with the rule's own sentence, which the 403 page shows.
    """
    refuse_page(may(user, permission, place))


def refuse_page(refusal: Refusal | None) -> None:
    """Go on where there is no refusal. Raises PermissionDenied with its sentence, which the 403 page shows."""
    if refusal:
        raise PermissionDenied(say(refusal))
