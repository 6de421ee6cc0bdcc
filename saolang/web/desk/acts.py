"""Carrying out what a form or a button asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place

T = TypeVar("T")


def carry_out(form: Form, service: Callable[[], T], *, check: Callable[[], Refusal | None] | None = None) -> T | None:
    """Return what the service returns.

    None when the form is not in order, or `check`, asked once it is, or the service refuses: the form then says so.
    """
    if not form.is_valid():
        return None
    try:
        if check and (refusal := check()):
            raise refusal
        return service()
    except Refusal as refusal:
        form.add_error(None, say(refusal))
        return None


def attempt(request: HttpRequest, service: Callable[[], object], *, done: str) -> None:
    """Do what a button asks for, and say on the next page that it is done, or why it is refused."""
    try:
        service()
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, done)


def check_place(user: User, place: Place | None) -> Refusal | None:
    """Answer whether the person may enter records of the place."""
    return may(user, Permission.EDIT_REGISTRY, place)
