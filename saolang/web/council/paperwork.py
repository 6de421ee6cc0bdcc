"""Papers for councils: a session's table, minutes and draft decision, and the score sheets a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.papers.choices import PaperKind
from saolang.programme.evaluation.queries import papers
from saolang.programme.evaluation.queries.sheets import sheets_visible_to
from saolang.web.council.access import case_seen, session_seen, why_not
from saolang.web.pages import back_to
from saolang.web.paperwork import Addresses, Source, draft_of, issued_paper, preview, show
from saolang.web.paperwork import issue as issue_paper

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.base.accounts.models import User
    from saolang.base.papers.rules import Draft
    from saolang.core.refusal import Refusal
    from saolang.programme.evaluation.models import Session
    from saolang.web.requests import PersonRequest


def _of_session(paper: Callable[[Session], Draft]) -> Callable[[User, str], Draft]:
    return lambda user, code: paper(session_seen(user, code))


def _runs_it(user: User, draft: Draft) -> Refusal | None:
    return why_not(user, Permission.RUN_SESSIONS, session_seen(user, draft.thing_code).council)


PAPERS: dict[PaperKind, Source] = {
    PaperKind.RESULT_TABLE: Source(_of_session(papers.result_table), _runs_it),
    PaperKind.MINUTES: Source(_of_session(papers.minutes), _runs_it),
    PaperKind.DRAFT_DECISION: Source(_of_session(papers.draft_decision)),
}


@requires(Permission.READ_SESSIONS)
@require_safe
def paperwork(request: PersonRequest, code: str, kind: str) -> HttpResponse:
    """Show what can be done with a paper of a session."""
    draft = draft_of(PAPERS, request.user, kind, code)
    addresses = Addresses(
        file=lambda form: reverse("council:paperwork_file", args=[code, kind, form.value]),
        issue=reverse("council:paperwork_issue", args=[code, kind]),
        issued=lambda number: reverse("council:paperwork_issued", args=[code, number]),
        back=back_to("council:session", _("Phiên đánh giá"), code),
    )
    return show(request, PAPERS[draft.kind], draft, addresses, "council/base.html")


@requires(Permission.READ_SESSIONS)
@require_safe
def paperwork_file(request: PersonRequest, code: str, kind: str, form: str) -> HttpResponse:
    """Return a paper of a session as it would be now."""
    return preview(draft_of(PAPERS, request.user, kind, code), form)


@requires(Permission.RUN_SESSIONS)
@require_POST
def paperwork_issue(request: PersonRequest, code: str, kind: str) -> HttpResponse:
    """Issue a paper of a session with its number."""
    draft = draft_of(PAPERS, request.user, kind, code)
    return issue_paper(request, PAPERS[draft.kind], draft, reverse("council:paperwork", args=[code, kind]))


@requires(Permission.READ_SESSIONS)
@require_safe
def paperwork_issued(request: PersonRequest, code: str, number: int) -> HttpResponseBase:
    """Hand out a paper of a session as it was issued."""
    session_seen(request.user, code)
    return issued_paper(PAPERS, request, number)


@requires(Permission.READ_SESSIONS)
@require_safe
def sheet_file(request: PersonRequest, code: str, position: int, number: int, form: str) -> HttpResponse:
    """Return a score sheet: one's own, and others' once they may be seen."""
    case = case_seen(request.user, code, position)
    seen = sheets_visible_to(request.user, case).filter(case=case)
    sheet = get_object_or_404(seen.select_related("case__dossier__producer", "case__dossier__place"), pk=number)
    return preview(papers.score_sheet(sheet), form)
