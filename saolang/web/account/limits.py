"""The answer to whoever has tried too often."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import render

from saolang.base.accounts.models import User
from saolang.base.accounts.services import sign_ins

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WAIT = 300
"""Seconds after which the longest of the limits has passed."""


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer 429 and say when to try again; note whose account it was about."""
    typed = request.POST.get("login", "") or request.POST.get("email", "")
    user = _whose(request, typed)
    sign_ins.note_refusal(user=user, address=typed, by=request.user.actor if user == request.user else sign_ins.VISITOR)
    answer = render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(WAIT)
    return answer


def _whose(request: HttpRequest, typed: str) -> User | None:
    """Return who is signed in, who is half signed in (allauth keeps the stage), or whose address was typed."""
    if isinstance(request.user, User):
        return request.user
    stage = getattr(request, "_login_stage", None)
    return stage.login.user if stage else User.objects.filter(email=typed.strip().lower()).first()
