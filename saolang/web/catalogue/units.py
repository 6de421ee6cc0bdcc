"""The page of a logistic unit (a case, a pallet) by its SSCC: what was told of it, and the lots that lie in it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import opened
from saolang.programme.traceability.queries.units import unit_of
from saolang.web.catalogue.scan import line_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@opened
@require_safe
def unit(request: HttpRequest, sscc: str) -> HttpResponse:
    """Show what anybody may read of the unit; of one that nobody told of, say so."""
    found, language = unit_of(sscc), get_language() or settings.LANGUAGE_CODE
    context = {
        "sscc": sscc,
        "unit": found,
        "lines": [line_of(step, language) for step in found.steps] if found else [],
        "path": request.path_info.rstrip("/"),
        "languages": settings.LANGUAGES,
        "demonstration": settings.DEMONSTRATION,
    }
    if found is None:
        return render(request, "catalogue/scan/unknown_unit.html", context, status=HTTPStatus.NOT_FOUND)
    return render(request, "catalogue/scan/unit.html", context)
