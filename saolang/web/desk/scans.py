"""Codes that are scanned otherwise than goods in shops are, as questions for whoever looks after the area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.registry.models import Product
from saolang.programme.registry.queries import visible_to
from saolang.programme.traceability.queries.signals import DAYS, signals

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saolang.web.desk.access import DeskRequest


@requires(Permission.CHECK_EVENTS)
@require_safe
def scans(request: DeskRequest) -> HttpResponse:
    """Ask about the codes of the person's area that stand out."""
    found = signals(visible_to(Product.objects.all(), request.user), timezone.localdate())
    return render(request, "desk/scans.html", {"signals": found, "days": DAYS})
