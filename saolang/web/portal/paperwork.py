"""Papers for producers: those of their own dossiers, plans and certificates, read and handed out, never issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.papers.choices import PaperKind
from saolang.programme.certification.models import Certificate
from saolang.programme.certification.queries.papers import READ_ALONG
from saolang.programme.certification.queries.papers import certificate as certificate_paper
from saolang.programme.dossiers.models import BusinessPlan
from saolang.programme.dossiers.queries import papers as of_dossiers
from saolang.programme.dossiers.queries.dossiers import own_dossiers
from saolang.programme.evaluation.queries import papers as of_councils
from saolang.programme.evaluation.queries.results import told_to_producer
from saolang.programme.registry.queries import own_producers
from saolang.web.pages import back_to
from saolang.web.paperwork import Addresses, Source, draft_of, issued_paper, preview, show
from saolang.web.portal.access import dossier_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.base.papers.rules import Draft
    from saolang.programme.dossiers.models import Dossier
    from saolang.web.requests import PersonRequest


def _of_dossier(paper: Callable[[Dossier], Draft]) -> Callable[[User, str], Draft]:
    return lambda user, code: paper(dossier_of(user, code))


def _business_plan(user: User, code: str) -> Draft:
    plans = BusinessPlan.objects.filter(idea__producer__in=own_producers(user))
    read = ("idea__producer", "idea__place", "idea__product_set", "idea__follower")
    return of_dossiers.business_plan(get_object_or_404(plans.select_related(*read), idea__code=code))


def _result_notice(user: User, code: str) -> Draft:
    results = told_to_producer(own_dossiers(user))
    read = (
        "case__session__council__place",
        "case__dossier__producer",
        "case__dossier__place",
        "case__dossier__edition",
    )
    return of_councils.result_notice(get_object_or_404(results.select_related(*read), case__dossier__code=code))


def _certificate(user: User, code: str) -> Draft:
    own = Certificate.objects.filter(holder__in=own_producers(user)).select_related(*READ_ALONG)
    return certificate_paper(get_object_or_404(own, public_code=code))


PAPERS: dict[PaperKind, Source] = {
    PaperKind.REGISTRATION: Source(_of_dossier(of_dossiers.registration)),
    PaperKind.SELF_ASSESSMENT: Source(_of_dossier(of_dossiers.self_assessment)),
    PaperKind.BUSINESS_PLAN: Source(_business_plan),
    PaperKind.RESULT_NOTICE: Source(_result_notice),
    PaperKind.CERTIFICATE: Source(_certificate),
}
BACK = {
    "dossier": ("portal:dossier", _("Hồ sơ")),
    "business_plan": ("portal:business_plan", _("Phương án sản xuất, kinh doanh")),
    "certificate": ("portal:certificate", _("Giấy chứng nhận")),
}
"""Where the page of the thing is."""


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def paperwork(request: PersonRequest, kind: str, code: str) -> HttpResponse:
    """Show a paper about one of the person's own things, and those issued."""
    draft = draft_of(PAPERS, request.user, kind, code)
    name, label = BACK[draft.thing_kind]
    addresses = Addresses(
        file=lambda form: reverse("portal:paperwork_file", args=[kind, code, form.value]),
        issue="",
        issued=lambda number: reverse("portal:paperwork_issued", args=[number]),
        back=back_to(name, label, draft.thing_code),
    )
    return show(request, PAPERS[draft.kind], draft, addresses, "portal/base.html")


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def paperwork_file(request: PersonRequest, kind: str, code: str, form: str) -> HttpResponse:
    """Return a paper as it would be now."""
    return preview(draft_of(PAPERS, request.user, kind, code), form)


@requires(Permission.EDIT_DOSSIERS)
@require_safe
def paperwork_issued(request: PersonRequest, number: int) -> HttpResponseBase:
    """Hand out a paper as it was issued."""
    return issued_paper(PAPERS, request, number)
