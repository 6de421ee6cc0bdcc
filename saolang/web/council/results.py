"""Results of a session: what each product came to and why, the members' totals once all may know them, objections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import opened, requires, signed_in
from saolang.base.accounts.choices import Permission
from saolang.base.kit.downloads import deliver
from saolang.base.kit.words import say
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import Level
from saolang.programme.certification.queries import DECIDED_LATEST, decisions_visible_to
from saolang.programme.criteria.rules import sheet_of, words
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.choices import LEADING, ObjectionAnswer, SessionState, Stage
from saolang.programme.evaluation.models import Case, Objection, Result, ScoreSheet, Session
from saolang.programme.evaluation.queries.councils import membership_of, roll_of
from saolang.programme.evaluation.queries.proofs import result_proof, sheet_proof
from saolang.programme.evaluation.queries.results import (
    last_of_dossiers,
    latest_of,
    not_evaluated_since,
    open_objections,
    results_visible_to,
)
from saolang.programme.evaluation.queries.sheets import facts_of, sheets_visible_to
from saolang.programme.evaluation.rules.blind import SheetFacts, may_see
from saolang.programme.evaluation.rules.results import may_confirm, may_leave_unrecognised, may_send_up
from saolang.programme.evaluation.services import objections
from saolang.programme.evaluation.services import results as services
from saolang.programme.registry.choices import Origin
from saolang.web.acts import attempt, carry_out
from saolang.web.council.access import require, session_run, session_seen, why_not
from saolang.web.council.forms import AnswerForm, RecognitionForm
from saolang.web.council.pages import ask
from saolang.web.council.paperwork import PAPERS
from saolang.web.pages import back_to
from saolang.web.stars import caps_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.base.accounts.models import User
    from saolang.programme.evaluation.models import Membership
    from saolang.programme.evaluation.queries.councils import Roll
    from saolang.web.pages import Back
    from saolang.web.requests import PersonRequest


class Mean(NamedTuple):
    """What the council's sheets give a criterion on average; exact."""

    code: str
    words: object
    points: str
    maximum: object


class Round(NamedTuple):
    """The sheets of one round the reader may see."""

    number: int
    sheets: list[ScoreSheet]


@dataclass(frozen=True)
class Row:
    """One product with its last result, if it has one, and what may follow: a sentence where it may not yet."""

    case: Case
    result: Result | None
    rounds: list[Round]
    objections: list[Objection]
    means: list[Mean]
    caps: list[str]
    confirming: str
    may_end: bool
    may_go_up: bool
    may_recognise: bool

    @property
    def is_announced(self) -> bool:
        return bool(self.case.dossier.state != State.COUNCIL)


@signed_in
@require_safe
def results(request: PersonRequest, code: str) -> HttpResponse:
    """Show what each product came to; the members' totals to the council alone, and once the blind rule allows it.

    A fixed number of queries.
    """
    session = session_seen(request.user, code)
    seat = membership_of(request.user, session.council)
    runs = why_not(request.user, Permission.RUN_SESSIONS, session.council) is None
    reads = why_not(request.user, Permission.READ_SESSIONS, session.council) is None
    rows = _rows(session, seat, with_sheets=reads)
    context = {
        "session": session,
        "rows": rows,
        "runs": runs,
        "may_answer": runs or _leads(seat),
        "may_announce": runs and session.state == SessionState.CLOSED and any(_is_untold(row) for row in rows),
        "decides": why_not(request.user, Permission.ISSUE_CERTIFICATES, session.council) is None,
        "proceeds": why_not(request.user, Permission.RUN_PROCEDURE, session.council) is None,
        "to_recognise": any(row.may_recognise for row in rows),
        "papers": list(PAPERS) if reads else [],
    }
    return render(request, "council/results.html", context)


@opened
@require_safe
def published(request: PersonRequest, code: str) -> HttpResponse:
    """Show to anybody what a closed session came to: products recognised or on their way, and the root of it all.

    No points, no member's name, nothing of what got fewer than 3 stars (D26, Article 3.3). What the centre came to is
    published by the centre.
    """
    session = get_object_or_404(
        Session.objects.select_related("council").exclude(origin=Origin.IMPORTED), code=code, state=SessionState.CLOSED
    )
    told = latest_of(Result.objects.filter(case__session=session)).exclude(case__dossier__state=State.COUNCIL)
    shown = not_evaluated_since(told).filter(stars__gte=LEAST_SHOWN).order_by("case__position")
    context = {
        "session": session,
        "results": shown.select_related(
            "case__dossier__product", "case__dossier__producer", "case__dossier__place", "decision", "recognition"
        ),
    }
    return render(request, "council/published.html", context)


LEAST_SHOWN = 3
"""The stars from which a result is published."""


# Proofs --------------------


@signed_in
@require_safe
def proof(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Hand out the file that proves a sheet, to the council and who runs it, once the blind rule lets it be seen."""
    session = session_seen(request.user, code)
    require(request.user, Permission.READ_SESSIONS, session.council)
    found = get_object_or_404(ScoreSheet.objects.select_related("case"), pk=number, case__session=session)
    found.case.session = session
    seen = sheets_visible_to(request.user, found.case).select_related("signature__key")
    sheet = get_object_or_404(seen, pk=number)
    return _proof(lambda: sheet_proof(sheet), f"{code}-phieu-{number}")


@signed_in
@require_safe
def proof_of_result(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Hand out the file that proves a result."""
    session = session_seen(request.user, code)
    seen = results_visible_to(request.user).filter(case__session=session).select_related("case__session")
    result = get_object_or_404(seen, pk=number)
    return _proof(lambda: result_proof(result), f"{code}-ket-qua-{number}")


def _proof(made: Callable[[], str], name: str) -> HttpResponse:
    try:
        content = made()
    except Refusal as refusal:
        raise Http404(say(refusal)) from refusal
    return deliver(content.encode(), name=f"{name}.json", media_type="application/json")


# What follows --------------------


@requires(Permission.RUN_SESSIONS)
@require_POST
def announce(request: PersonRequest, code: str) -> HttpResponse:
    """Tell the producers what a closed session came to."""
    session = session_run(request.user, code)
    attempt(
        request,
        lambda: services.announce(session=session, by=request.user.actor),
        done=gettext("Đã báo kết quả sơ bộ cho các chủ thể."),
    )
    return redirect("council:results", code)


@requires(Permission.RUN_SESSIONS)
@require_POST
def confirm(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Make a preliminary result final."""
    session = session_run(request.user, code)
    result = _result(session, number)
    attempt(
        request,
        lambda: services.confirm(result=result, by=request.user.actor),
        done=gettext("Đã chốt kết quả chính thức."),
    )
    return redirect("council:results", code)


@signed_in
def answer_objection(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Answer an objection: the chair or a deputy, or who runs the session for them."""
    session = session_seen(request.user, code)
    if not _leads(membership_of(request.user, session.council)):
        require(request.user, Permission.RUN_SESSIONS, session.council)
    waiting = open_objections(request.user).filter(result__case__session=session)
    objection = get_object_or_404(waiting, pk=number)
    form = AnswerForm(request.POST or None)
    if carry_out(form, lambda: _answer(objection, form, by=request.user.actor)):
        messages.success(request, gettext("Đã trả lời; chủ thể được báo."))
        return redirect("council:results", code)
    title = gettext("Trả lời ý kiến về %(product)s") % {"product": objection.result.case.dossier.product}
    named = gettext("Tiêu chí %(codes)s: %(text)s") % {
        "codes": ", ".join(objection.criteria),
        "text": objection.text,
    }
    return ask(request, form, title=title, lead=named, back=_back(session), button=gettext("Trả lời"))


@requires(Permission.ISSUE_CERTIFICATES)
def recognise(request: PersonRequest, code: str) -> HttpResponse:
    """Recognise products of the session by a decision: each with the stars of its result, which nobody types."""
    session = session_seen(request.user, code)
    require(request.user, Permission.ISSUE_CERTIFICATES, session.council)
    level = Level.CENTRE if session.council.level == Level.CENTRE else Level.PROVINCE
    form = RecognitionForm(
        request.POST or None,
        results=_awaiting(session),
        decisions=decisions_visible_to(request.user).filter(level=level).order_by(DECIDED_LATEST, "-pk"),
    )
    recognised = carry_out(form, lambda: services.recognise(by=request.user.actor, **form.cleaned_data))
    if recognised:
        messages.success(request, gettext("Đã công nhận %(count)s sản phẩm.") % {"count": len(recognised)})
        return redirect("council:results", code)
    title = gettext("Công nhận theo quyết định")
    lead = gettext("Hạng sao lấy từ kết quả chính thức. Giấy chứng nhận được cấp cùng lúc.")
    return ask(request, form, title=title, lead=lead, back=_back(session), button=gettext("Công nhận"))


@requires(Permission.RUN_PROCEDURE)
@require_POST
def end(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """End the dossier of a product that reached fewer than 3 stars: kept, never certified."""
    result = _result(_session_decided(request.user, code), number)
    attempt(
        request,
        lambda: services.leave_unrecognised(result=result, by=request.user.actor),
        done=gettext("Đã kết thúc hồ sơ: không công nhận."),
    )
    return redirect("council:results", code)


@requires(Permission.RUN_PROCEDURE)
@require_POST
def send_up(request: PersonRequest, code: str, number: int) -> HttpResponse:
    """Send a product of 90 points and more up to the centre."""
    result = _result(_session_decided(request.user, code), number)
    attempt(
        request,
        lambda: services.send_up(result=result, by=request.user.actor),
        done=gettext("Đã gửi hồ sơ lên trung ương."),
    )
    return redirect("council:results", code)


def _session_decided(user: User, code: str) -> Session:
    session = session_seen(user, code)
    require(user, Permission.RUN_PROCEDURE, session.council)
    return session


def _answer(objection: Objection, form: AnswerForm, *, by: str) -> Objection:
    service = objections.uphold if form.cleaned_data["answer"] == ObjectionAnswer.UPHELD else objections.dismiss
    return service(objection=objection, text=form.cleaned_data["text"], by=by)


# What the page shows --------------------


def _rows(session: Session, seat: Membership | None, *, with_sheets: bool) -> list[Row]:
    """Return the products in order, but those in which the reader has declared an interest."""
    roll = roll_of(session)
    cases = Case.objects.filter(session=session).select_related(
        "dossier__product", "dossier__producer", "dossier__place", "dossier__edition"
    )
    barred = {case for case, member in roll.conflicts if seat and member == seat.pk}
    results = latest_of(Result.objects.filter(case__session=session)).select_related("decision")
    latest = {result.case_id: result for result in results}
    raised: dict[int, list[Objection]] = defaultdict(list)
    for objection in Objection.objects.filter(result__case__session=session):
        raised[objection.result_id].append(objection)
    earlier: dict[int, list[Objection]] = defaultdict(list)
    for result in Result.objects.filter(case__session=session).order_by("pk"):
        earlier[result.case_id] += raised[result.pk]
    rounds = _rounds(roll, seat) if with_sheets else defaultdict(list)
    last = set(last_of_dossiers(Result.objects.filter(case__session=session)).values_list("pk", flat=True))
    return [
        _row(session, case, latest.get(case.pk), rounds[case.pk], earlier[case.pk], last=last)
        for case in cases.defer("dossier__edition__content")
        if case.pk not in barred
    ]


def _row(
    session: Session, case: Case, result: Result | None, rounds: list[Round], raised: list[Objection], *, last: set[int]
) -> Row:
    """Return the product's row; nothing follows from a result which is not among the last ones of their dossiers."""
    case.session = session
    if result is None:
        return Row(case, None, rounds, raised, [], [], "", may_end=False, may_go_up=False, may_recognise=False)
    result.case = case
    refusal = may_confirm(result, raised, timezone.localdate())
    stands = case.dossier.state == State.FINAL and result.pk in last
    return Row(
        case=case,
        result=result,
        rounds=rounds,
        objections=raised,
        means=means_of(result),
        caps=caps_of(result),
        confirming=say(refusal),
        may_end=stands and may_leave_unrecognised(result) is None,
        may_go_up=stands and may_send_up(result) is None,
        may_recognise=result.pk in last and _awaits_a_decision(result),
    )


def _rounds(roll: Roll, seat: Membership | None) -> dict[int, list[Round]]:
    """Return the sheets the reader may see, by product and round. One query."""
    viewer = seat.pk if seat else None
    facts = {case.pk: facts_of(roll, case) for case in roll.cases.values()}
    seen = [
        sheet.pk
        for sheet in roll.sheets
        if sheet.signature_id
        and may_see(SheetFacts(sheet.membership_id, sheet.round, is_signed=True), facts[sheet.case_id], viewer)
    ]
    rounds: dict[int, dict[int, list[ScoreSheet]]] = defaultdict(lambda: defaultdict(list))
    for sheet in ScoreSheet.objects.filter(pk__in=seen).select_related("membership__user"):
        rounds[sheet.case_id][sheet.round].append(sheet)
    return defaultdict(
        list,
        {case: [Round(number, sheets) for number, sheets in by_round.items()] for case, by_round in rounds.items()},
    )


def means_of(result: Result) -> list[Mean]:
    """Return the mean of each criterion of a result, in the order of the sheet."""
    language = get_language() or "vi"
    criteria = sheet_of(result.case.dossier.edition).criteria
    return [
        Mean(code, words(criterion, language), result.means[code], criterion.maximum)
        for code, criterion in criteria.items()
        if code in result.means
    ]


def _is_untold(row: Row) -> bool:
    return row.result is not None and not row.is_announced


def _awaits_a_decision(result: Result) -> bool:
    return bool(
        result.stage == Stage.FINAL
        and not result.recognition_id
        and result.stars >= LEAST_SHOWN
        and result.case.dossier.state in {State.FINAL, State.CENTRE}
    )


def _awaiting(session: Session) -> QuerySet[Result]:
    final = last_of_dossiers(Result.objects.filter(case__session=session)).filter(
        stage=Stage.FINAL,
        recognition=None,
        stars__gte=LEAST_SHOWN,
        case__dossier__state__in=[State.FINAL, State.CENTRE],
    )
    return final.select_related("case__dossier__product", "case__dossier__producer").order_by("case__position")


def _result(session: Session, number: int) -> Result:
    results = Result.objects.filter(case__session=session).select_related("case__dossier", "case__session__council")
    found: Result = get_object_or_404(results, pk=number)
    return found


def _leads(seat: Membership | None) -> bool:
    return seat is not None and seat.seat in LEADING


def _back(session: Session) -> Back:
    return back_to("council:results", gettext("Kết quả"), session.code)
