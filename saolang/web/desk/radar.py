"""The radar: certificates that run out within 180 days, when their renewal is to be filed, and who has been told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.programme.certification.queries import recognitions_visible_to, running_out
from saolang.programme.certification.rules.expiry import SOON, filing_window
from saolang.web.pages import page_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from saolang.programme.certification.models import ExpiryWarning, Recognition
    from saolang.web.desk.access import DeskRequest


class Due(NamedTuple):
    """A certificate that runs out: the days left, when to file for it, and what people were told."""

    recognition: Recognition
    left: int
    filed_from: date
    filed_until: date
    warnings: list[ExpiryWarning]


@requires(Permission.READ_DESK)
@require_safe
def certificates_expiring(request: DeskRequest) -> HttpResponse:
    """List them, soonest first."""
    today = timezone.localdate()
    seen = running_out(today, today + SOON, timezone.now()) & recognitions_visible_to(request.user)
    page = page_of(request, seen.select_related("product__place").prefetch_related("warnings"))
    rows = [_due(recognition, today) for recognition in page]
    return render(request, "desk/certificates/expiring.html", {"page": page, "rows": rows})


def _due(recognition: Recognition, today: date) -> Due:
    told = [each for each in recognition.warnings.all() if each.expires_on == recognition.expires_on]
    left = (recognition.expires_on - today).days
    return Due(recognition, left, *filing_window(recognition.expires_on), told)
