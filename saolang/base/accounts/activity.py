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
        if request.user.is_authenticated and int(time.time()) - request.session.get(NOTED, float("inf")) >= EVERY:
            begin(request)
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
