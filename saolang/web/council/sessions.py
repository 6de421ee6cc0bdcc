"""Sessions as a member has them: the products in order, how far one's own sheets are, their dossiers and papers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from saolang.base.accounts.access import requires, signed_in
from saolang.base.accounts.choices import Permission
from saolang.core.scoring import rate_sheet
from saolang.programme.criteria.rules import sheet_of, words
from saolang.programme.dossiers.models import Assessment
from saolang.programme.dossiers.queries.dossiers import proofs_of, sheet_from_claims
from saolang.programme.evaluation.choices import SCORED, VOTING, SessionState
from saolang.programme.evaluation.models import Case, Conflict
from saolang.programme.evaluation.queries.councils import membership_of, sessions_visible_to
from saolang.programme.evaluation.queries.sheets import bundle_code, incomplete, lines_of, sheets_of
from saolang.programme.evaluation.rules.sheets import may_score, unanswered
from saolang.programme.evaluation.services import sessions as services
from saolang.web.acts import carry_out
from saolang.web.council.access import case_seen, session_seen, voting_seat, why_not
from saolang.web.council.forms import ReasonForm
from saolang.web.council.pages import ask
from saolang.web.council.sheet_page import papers_of
from saolang.web.downloads import hand_out
from saolang.web.pages import back_to, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from saolang.programme.evaluation.models import Membership, ScoreSheet, Session, SheetLine
    from saolang.web.council.sheet_page import Paper
    from saolang.web.requests import PersonRequest

SHOWN_IN_PLACE = {
    "application/pdf": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "image/webp": "default-src 'none'; sandbox; frame-ancestors 'self'",
}
"""What a browser shows beside the sheet, and its policy: a PDF was looked through for scripts when it came in."""


@dataclass(frozen=True)
class Row:
    """One product of a session, as the member has it; `done` of `all` criteria are answered on the member's sheet."""

    case: Case
    has_conflict: bool
    is_signed: bool
    done: int
    all: int
    may_score: bool


class Link(NamedTuple):
    url: str
    words: str


class Group(NamedTuple):
    """The papers that prove one criterion, or those of the dossier itself."""

    words: str
    papers: list[Paper]


@signed_in
@require_safe
def sessions(request: PersonRequest) -> HttpResponse:
    """List the sessions the person sees, the latest first. A fixed number of queries."""
    signed = Q(
        cases__sheets__membership__user=request.user,
        cases__sheets__membership__until=None,
        cases__sheets__signature__isnull=False,
    )
    counted = sessions_visible_to(request.user).annotate(
        case_count=Count("cases", distinct=True), signed_by_me=Count("cases__sheets", filter=signed, distinct=True)
    )
    page = page_of(request, counted.select_related("council").order_by("-held_on", "-pk"))
    return render(request, "council/sessions.html", {"page": page})


@signed_in
@require_safe
def session(request: PersonRequest, code: str) -> HttpResponse:
    """Show a session: its products in order and, to a member, how far each own sheet is and what can be signed."""
    found = session_seen(request.user, code)
    own = membership_of(request.user, found.council)
    votes = own is not None and own.seat in VOTING
    sheets = list(sheets_of(request.user).filter(case__session=found)) if votes else []
    lines = lines_of(sheets)
    signing = _signing(found, own, sheets, lines) if own else []
    context = {
        "session": found,
        "own": own,
        "own_votes": votes,
        "rows": _rows(found, own, sheets, lines),
        "to_sign": sum(count for _, count in signing),
        "signing": [link for link, _ in signing],
        "runs": why_not(request.user, Permission.RUN_SESSIONS, found.council) is None,
    }
    return render(request, "council/session.html", context)


@signed_in
@require_safe
def dossier(request: PersonRequest, code: str, position: int) -> HttpResponse:
    """Show what the council has of a product: what is claimed, what the commune and the advisers say, the papers."""
    case = case_seen(request.user, code, position)
    criteria_set = sheet_of(case.dossier.edition)
    language = get_language() or "vi"
    by_criterion = papers_of(case, timezone.localdate())
    groups = [Group(gettext("Giấy tờ chung của hồ sơ"), by_criterion[""])] if by_criterion[""] else []
    groups += [
        Group(f"{code}. {words(criterion, language)}", by_criterion[code])
        for code, criterion in criteria_set.criteria.items()
        if by_criterion[code]
    ]
    own = membership_of(request.user, case.session.council)
    context = {
        "session": case.session,
        "case": case,
        "claimed": rate_sheet(criteria_set, sheet_from_claims(case.dossier)),
        "assessments": Assessment.objects.filter(dossier=case.dossier, locked_at__isnull=False).order_by("pk"),
        "papers": groups,
        "may_score": own is not None and own.seat in VOTING and may_score(case, own) is None,
    }
    return render(request, "council/dossier.html", context)


@signed_in
@require_safe
def evidence(request: PersonRequest, code: str, position: int, paper: str) -> HttpResponseBase:
    """Hand out a paper of the dossier; a PDF or a picture so that it can be shown beside the score sheet."""
    case = case_seen(request.user, code, position)
    proof = proofs_of(case.dossier).filter(evidence__code=paper).first()
    if proof is None:
        raise Http404
    response = hand_out(request, proof.evidence.file, name=proof.evidence.file_name)
    if policy := SHOWN_IN_PLACE.get(proof.evidence.file.content_type):
        response["Content-Security-Policy"] = policy
        response["X-Frame-Options"] = "SAMEORIGIN"
        if "Content-Disposition" in response:
            response["Content-Disposition"] = response["Content-Disposition"].replace("attachment", "inline", 1)
    return response


@requires(Permission.SCORE)
def declare_conflict(request: PersonRequest, code: str, position: int) -> HttpResponse:
    """Declare one's own interest in a product: from then on one neither scores it nor sees its sheets."""
    case = case_seen(request.user, code, position)
    seat = voting_seat(request.user, case.session.council)
    form = ReasonForm(request.POST or None)
    declared = carry_out(
        form,
        lambda: services.declare_conflict(case=case, membership=seat, by=request.user.actor, **form.cleaned_data),
    )
    back = back_to("council:session", case.session.title, case.session.code)
    if declared:
        messages.success(request, gettext("Đã ghi xung đột lợi ích. Bạn không chấm sản phẩm này."))
        return redirect(back.url)
    title = gettext("Khai xung đột lợi ích: %(product)s") % {"product": case.dossier.product}
    lead = gettext("Bạn sẽ không chấm và không xem được phiếu nào của sản phẩm này. Khai rồi thì không rút lại được.")
    return ask(request, form, title=title, lead=lead, back=back, button=gettext("Khai xung đột lợi ích"))


def _rows(
    found: Session, own: Membership | None, sheets: Iterable[ScoreSheet], lines: dict[int, list[SheetLine]]
) -> list[Row]:
    conflicts = set(Conflict.objects.filter(case__session=found, membership=own).values_list("case_id", flat=True))
    latest = {sheet.case_id: sheet for sheet in sorted(sheets, key=lambda sheet: sheet.round)}
    cases = (
        Case.objects.filter(session=found)
        .select_related(
            "dossier__product",
            "dossier__producer",
            "dossier__place",
            "dossier__edition",
            "dossier__edition__product_set",
        )
        .defer("dossier__edition__content")
    )
    return [_row(found, case, own, latest.get(case.pk), lines, has_conflict=case.pk in conflicts) for case in cases]


def _row(
    found: Session,
    case: Case,
    own: Membership | None,
    sheet: ScoreSheet | None,
    lines: dict[int, list[SheetLine]],
    *,
    has_conflict: bool,
) -> Row:
    case.session = found
    criteria_set = sheet_of(case.dossier.edition)
    count = len(criteria_set.criteria)
    is_current = sheet is not None and sheet.round == case.round
    votes = own is not None and own.seat in VOTING and not has_conflict
    is_signed = bool(sheet and sheet.signature_id and (is_current or case.state not in SCORED))
    return Row(
        case=case,
        has_conflict=has_conflict,
        is_signed=is_signed,
        done=count - len(unanswered(criteria_set, lines[sheet.pk])) if sheet and is_current else 0,
        all=count,
        may_score=votes and own is not None and not is_signed and may_score(case, own) is None,
    )


def _signing(
    found: Session, own: Membership, sheets: Iterable[ScoreSheet], lines: dict[int, list[SheetLine]]
) -> list[tuple[Link, int]]:
    """Return, by round, where the finished sheets of the member are signed at once, and how many they are."""
    if found.state != SessionState.OPEN:
        return []
    finished: dict[int, int] = defaultdict(int)
    for sheet in sheets:
        if not sheet.signature_id and not incomplete(sheet, lines[sheet.pk]):
            finished[sheet.round] += 1
    return [
        (
            Link(
                reverse("account:signing", args=["score_sheets", bundle_code(found, own, number)]),
                ngettext("Ký %(count)d phiếu, vòng %(round)d", "Ký %(count)d phiếu, vòng %(round)d", count)
                % {"count": count, "round": number},
            ),
            count,
        )
        for number, count in sorted(finished.items())
    ]
