"""Pages of one form, and lists shown page by page. Each audience shows them in its own frame, the template `base`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.paginator import Page
    from django.db.models import QuerySet
    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

PER_PAGE = 50


class Back(NamedTuple):
    """Where a form's page came from."""

    url: str
    label: str | _StrPromise


class Difference(NamedTuple):
    """A field of which the record now says something else than the form that was sent."""

    label: str | _StrPromise
    now: object


def back_to(name: str, label: str | _StrPromise, *codes: object, query: str = "") -> Back:
    """Return the way back to the page of that address name."""
    return Back(reverse(name, args=codes) + query, label)


def ask(
    request: HttpRequest,
    form: BaseForm,
    *,
    base: str,
    title: str,
    back: Back,
    lead: str = "",
    button: str = "",
    differences: Sequence[Difference] = (),
    is_slim: bool = False,
) -> HttpResponse:
    """Show one form on a page of its own; 422 where it was sent and is not in order."""
    context = {
        "base": base,
        "form": form,
        "title": title,
        "back": back,
        "lead": lead,
        "button": button or gettext("Lưu"),
        "differences": differences,
        "is_slim": is_slim,
    }
    return render(request, "form.html", context, status=422 if form.is_bound else 200)


def page_of(request: HttpRequest, records: QuerySet[Any]) -> Page[Any]:
    """Return the page the address asks for; the nearest one when there is no such page."""
    return Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
