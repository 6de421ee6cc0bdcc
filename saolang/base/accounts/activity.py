"""When and from where each session was last used, so that its owner can tell one that is not theirs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

EVERY = 300
"""Seconds between two notes of the same session: most requests write nothing."""
NOTED = "activity_noted"


def begin(request: HttpRequest) -> None:
    """Follow the session from now on: allauth has listed it just before."""
    request.session[NOTED] = int(time.time())


class ActivityMiddleware:
    """Notes a session that is used, at most once in five minutes; allauth's own would write at every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Where nobody looked who asks, the page is the same for all and shall stay so.
        if request.session.accessed and request.user.is_authenticated and _is_due(request):
            begin(request)
            UserSession.objects.create_from_request(request)
        return response


def _is_due(request: HttpRequest) -> bool:
    noted = request.session.get(NOTED)
    return noted is not None and int(time.time()) - int(noted) >= EVERY
