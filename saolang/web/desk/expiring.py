"""Certificates of a plan's province that run out within 180 days."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.kit.spreadsheets import harmless
from saolang.reports.expiring import expiring
from saolang.reports.exports.table import sight_in_words
from saolang.web.desk.forms.sight import SightForm
from saolang.web.desk.plans import plan_for

if TYPE_CHECKING:
    from saolang.web.desk.access import DeskRequest

A_PAGE = 50
FIRST_FEW = 5


@requires(Permission.READ_DESK)
@require_safe
def plan_expiring(request: DeskRequest, code: str) -> HttpResponse:
    """List them, soonest first; as a fragment only the first few."""
    plan = plan_for(request.user, code)
    form = SightForm(plan, request.GET)
    sight = form.sight
    size, template = (FIRST_FEW, "desk/home/_expiring.html") if request.htmx else (A_PAGE, "desk/home/expiring.html")
    page = Paginator(expiring(plan.place, sight.as_at, sight.as_known), size).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "form": form,
        "query": form.query,
        "page": page,
        "rows": [(certificate, (certificate.expires_on - sight.as_at).days) for certificate in page],
        "sight_in_words": sight_in_words(sight),
    }
    return render(request, template, context)


@requires(Permission.READ_DESK)
@require_safe
def plan_expiring_csv(request: DeskRequest, code: str) -> HttpResponse:
    """Hand out the same list as CSV, whole."""
    plan = plan_for(request.user, code)
    sight = SightForm(plan, request.GET).sight
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{plan.code}-expiring-{sight.as_at}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(
        [
            gettext("Mã"),
            pgettext("one", "Sản phẩm"),
            pgettext("one", "Chủ thể"),
            gettext("Hạng sao"),
            gettext("Hết hạn"),
        ]
    )
    for one in expiring(plan.place, sight.as_at, sight.as_known):
        texts = (one.product.code, one.product.name_vi, one.producer_name or "")
        writer.writerow([*map(harmless, texts), one.stars, one.expires_on.isoformat()])
    return response
