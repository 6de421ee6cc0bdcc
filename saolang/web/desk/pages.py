"""Pages of one form, and why a page offers none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from saolang.base.accounts.choices import Permission
from saolang.base.accounts.rules import may
from saolang.base.kit.words import say

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place
    from saolang.web.desk.access import DeskRequest


def why_not(user: User, place: Place | None) -> str:
    """Return why the person may not change records of the place, in a sentence; nothing when the person may."""
    refusal = may(user, Permission.EDIT_REGISTRY, place)
    return say(refusal) if refusal else ""


class Back(NamedTuple):
    """Where a form's page came from."""

    url: str
    label: str | _StrPromise


def back_to(name: str, label: str | _StrPromise, *codes: str) -> Back:
    """Return the way back to the page of that address name."""
    return Back(reverse(name, args=codes), label)


def ask(request: DeskRequest, form: Form, *, title: str, back: Back, lead: str = "", button: str = "") -> HttpResponse:
    """Show one form on a page of its own; 422 where it was sent and is not in order."""
    context = {
        "form": form,
        "title": title,
        "back": back,
        "lead": lead,
        "button": button or gettext("Lưu"),
        "differences": getattr(form, "differences", []),
    }
    return render(request, "desk/form.html", context, status=422 if form.is_bound else 200)
