"""What can be signed: the kinds of things, and where each is found.

A new kind is one entry in `KINDS`: a function that finds the thing among those the person may see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from saolang.base.accounts.services.signatures import Signable
from saolang.programme.plans.models import IssuedReport
from saolang.programme.plans.queries import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from saolang.base.accounts.models import User


def find(user: User, kind: str, code: str) -> Signable:
    """Return the thing of that kind and code. Raises Http404 when there is none that the person may see."""
    if kind not in KINDS:
        raise Http404(f"Nothing of the kind {kind} is signed.")
    return KINDS[kind](user, code)


def _report(user: User, code: str) -> Signable:
    """Return an issued report of a plan, by plan and number, as the list of changes names it."""
    plan, _, number = code.partition("/")
    if not number.isdecimal():
        raise Http404(f"{code} is no report's code.")
    seen = IssuedReport.objects.filter(plan__in=visible_to(user), plan__code=plan)
    report = get_object_or_404(seen.select_related("plan__place", "file"), pk=int(number))
    return Signable(
        kind="plan_report",
        code=report.code,
        title=report.file_name,
        sha256=report.file.sha256,
        place=report.plan.place,
        preview=reverse("desk:report_file", args=[report.pk]),
        page=reverse("desk:plan_reports", args=[report.plan.code]),
        owner=report.issued_by,
    )


KINDS: dict[str, Callable[[User, str], Signable]] = {"plan_report": _report}
