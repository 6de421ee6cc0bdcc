"""Carrying out what a form or a button asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.contrib import messages
from django.db import DataError

from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest

T = TypeVar("T")
BEYOND = Refusal(gettext_noop("Một con số hoặc một ngày quá lớn hoặc quá nhỏ. Hãy kiểm tra lại rồi gửi lại."))


def carry_out(form: Form, service: Callable[[], T], *, check: Callable[[], Refusal | None] | None = None) -> T | None:
    """Return what the service returns.

    None when the form is not in order, or `check`, asked once it is, or the service refuses: the form then says so, as
    it does where a number or a day is beyond what a calendar or a row can hold.
    """
    if not form.is_valid():
        return None
    try:
        if check and (refusal := check()):
            raise refusal
        return service()
    except Refusal as refusal:
        form.add_error(None, say(refusal))
    except (OverflowError, DataError):
        form.add_error(None, say(BEYOND))
    return None


def attempt(request: HttpRequest, service: Callable[[], object], *, done: str) -> None:
    """Do what a button asks for, and say on the next page that it is done, or why it is refused."""
    try:
        service()
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, done)
