"""The secretary's cockpit: who is there, how far each sheet is, what keeps the session from being closed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from saolang.base.accounts.access import requires
from saolang.base.accounts.choices import Permission
from saolang.base.accounts.models import User
from saolang.base.accounts.rules import within
from saolang.base.kit.words import say
from saolang.base.places.models import Standing
from saolang.core.councils import spread
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.choices import CaseState, Mode, Rule, SessionState
from saolang.programme.evaluation.models import Attendance, Breach, Case, Conflict
from saolang.programme.evaluation.queries.councils import broken_in, roll_of, seats_of
from saolang.programme.evaluation.queries.sheets import progress_of
from saolang.programme.evaluation.rules.sessions import may_open, regulation_of
from saolang.programme.evaluation.services import sessions as services
from saolang.programme.evaluation.services.sessions import NewSession
from saolang.web.acts import attempt, carry_out
from saolang.web.council.access import council_run, session_run
from saolang.web.council.councils import in_words
from saolang.web.council.forms import (
    ConflictForm,
    DiscussionForm,
    DossiersForm,
    GoneForm,
    MeetingForm,
    ReasonForm,
    SessionForm,
)
from saolang.web.council.pages import ask
from saolang.web.pages import back_to

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.core.refusal import Refusal
    from saolang.programme.evaluation.models import Membership, Session
    from saolang.programme.evaluation.queries.councils import Roll
    from saolang.programme.evaluation.queries.sheets import Progress
    from saolang.web.council.councils import RuleInWords
    from saolang.web.pages import Back
    from saolang.web.requests import PersonRequest

MENDED_AT = {
    Rule.QUORUM: ("co-mat", _("Ghi người có mặt")),
    Rule.LEADER: ("co-mat", _("Ghi người có mặt")),
    Rule.PAPERS: ("tai-lieu", _("Xem việc gửi tài liệu")),
    Rule.UNSIGNED: ("tien-do", _("Xem phiếu nào chưa ký")),
    Rule.FEW_SHEETS: ("tien-do", _("Xem số phiếu của từng sản phẩm")),
    Rule.SPREAD: ("thao-luan", _("Ghi thảo luận, chấm vòng hai")),
    Rule.CONFLICT: ("san-pham", _("Xem khai báo")),
}
"""Where on the page each rule that is broken can be mended."""


@dataclass(frozen=True)
class Block:
    """A rule the session does not keep, in words, and where that can be mended."""

    rule: str
    words: str
    url: str
    way: str


@dataclass(frozen=True)
class Taken:
    """A rule somebody took on to go without."""

    record: Breach
    words: str
    who: str


@dataclass(frozen=True)
class Cell:
    """How far one member is with one product; None for who does not score it."""

    progress: Progress | None
    has_conflict: bool


@dataclass(frozen=True)
class Row:
    """One product. `spread` is known once all who score it have signed."""

    case: Case
    cells: list[Cell]
    conflicts: list[Conflict]
    spread: Fraction | None

    @property
    def differs(self) -> bool:
        return self.case.state == CaseState.DISCUSSION


@requires(Permission.RUN_SESSIONS)
@require_safe
def cockpit(request: PersonRequest, code: str) -> HttpResponse:
    """Show how the session stands, without a point of a sheet that is still blind. A fixed number of queries."""
    session = session_run(request.user, code)
    roll = roll_of(session)
    broken = broken_in(roll)
    breaches = list(Breach.objects.filter(session=session))
    taken = {breach.rule for breach in breaches}
    rows = _rows(roll)
    marked = _marked(session)
    context = {
        "session": session,
        "rows": rows,
        "voting": list(roll.seats.values()),
        "present": roll.present,
        "seated": [(seat, marked.get(seat.pk, False)) for seat in seats_of(session.council)],
        "quorum_refusal": say(broken.get(Rule.QUORUM)),
        "opening": say(may_open(session, broken, taken, len(roll.cases))),
        "blocks": [_block(session, rule, refusal) for rule, refusal in broken.items() if rule not in taken],
        "breaches": _taken(breaches),
        "settled": sum(row.case.state == CaseState.SETTLED for row in rows),
        "signed": sum(bool(cell.progress and cell.progress.is_signed) for row in rows for cell in row.cells),
        "wanted": sum(cell.progress is not None for row in rows for cell in row.cells),
        "spreads": [row for row in rows if row.spread is not None],
        "limit": regulation_of(session).spread,
        "papers_days": regulation_of(session).papers_days,
        "regulation": _regulation(session),
        "is_written": session.mode == Mode.WRITTEN,
    }
    return render(request, "council/cockpit.html", context)


# Preparing --------------------


@requires(Permission.RUN_PROCEDURE)
def plan_session(request: PersonRequest, code: str) -> HttpResponse:
    """Plan a session of the council."""
    council = council_run(request.user, code)
    form = SessionForm(request.POST or None, initial={"version": 1})
    planned = carry_out(form, lambda: services.plan(council=council, session=_new(form), by=request.user.actor))
    if planned:
        messages.success(request, gettext("Đã lên lịch phiên. Hãy đưa hồ sơ vào phiên, rồi gửi tài liệu."))
        return redirect("council:cockpit", planned.code)
    back = back_to("council:council", council.name, council.code)
    return ask(request, form, title=gettext("Lên lịch một phiên"), back=back, button=gettext("Lên lịch"))


@requires(Permission.RUN_SESSIONS)
def replan_session(request: PersonRequest, code: str) -> HttpResponse:
    """Change day, place, title or way of a session that is not open yet."""
    session = session_run(request.user, code)
    known = {name: getattr(session, name) for name in ("title", "round_code", "mode", "held_on", "venue", "version")}
    form = SessionForm(request.POST or None, initial=known)
    changed = carry_out(
        form,
        lambda: services.replan(
            session=session, changed=_new(form), version=form.cleaned_data["version"], by=request.user.actor
        ),
    )
    if changed:
        messages.success(request, gettext("Đã sửa phiên."))
        return redirect("council:cockpit", code)
    return ask(request, form, title=gettext("Sửa phiên"), back=_back(session))


@requires(Permission.RUN_SESSIONS)
def add_cases(request: PersonRequest, code: str) -> HttpResponse:
    """Put dossiers that wait for the council on the session's list."""
    session = session_run(request.user, code)
    form = DossiersForm(request.POST or None, dossiers=_waiting(session))
    added = carry_out(
        form,
        lambda: services.add_cases(session=session, dossiers=form.cleaned_data["dossiers"], by=request.user.actor),
    )
    if added:
        messages.success(request, gettext("Đã đưa %(count)s hồ sơ vào phiên.") % {"count": len(added)})
        return redirect("council:cockpit", code)
    title = gettext("Đưa hồ sơ vào phiên")
    return ask(request, form, title=title, back=_back(session), button=gettext("Đưa vào phiên"))


@requires(Permission.RUN_SESSIONS)
def remove_case(request: PersonRequest, code: str, position: int) -> HttpResponse:
    """Take a dossier off the list, with the reason: it waits for another session."""
    session = session_run(request.user, code)
    case = _case(session, position)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        attempt(
            request,
            lambda: services.remove_case(case=case, by=request.user.actor, **form.cleaned_data),
            done=gettext("Đã bỏ hồ sơ khỏi phiên."),
        )
        return redirect("council:cockpit", code)
    title = gettext("Bỏ khỏi phiên: %(product)s") % {"product": case.dossier.product}
    return ask(request, form, title=title, back=_back(session), button=gettext("Bỏ khỏi phiên"))


@requires(Permission.RUN_SESSIONS)
@require_POST
def send_papers(request: PersonRequest, code: str) -> HttpResponse:
    """Note that the members have the papers now, and tell each of them."""
    session = session_run(request.user, code)
    attempt(
        request,
        lambda: services.send_papers(session=session, by=request.user.actor),
        done=gettext("Đã báo cho mọi người trong hội đồng."),
    )
    return redirect("council:cockpit", code)


# Holding --------------------


@requires(Permission.RUN_SESSIONS)
@require_POST
def mark_attendance(request: PersonRequest, code: str) -> HttpResponse:
    """Note who of the council takes part; those who were marked already stay as they were.

    While the members score, somebody who is gone is waited for no more, which nothing takes back: that is asked first.
    """
    session = session_run(request.user, code)
    marked = _marked(session)
    present = request.POST.getlist("present")
    seats = list(seats_of(session.council))
    gone = [seat for seat in seats if marked.get(seat.pk) and str(seat.pk) not in present]
    if gone and session.state == SessionState.OPEN and "sure" not in request.POST:
        return _ask_whether_gone(request, code, gone, present)

    @transaction.atomic
    def mark() -> None:
        for seat in seats:
            is_present = str(seat.pk) in present
            if is_present != marked.get(seat.pk, False):
                services.mark_present(session=session, membership=seat, present=is_present, by=request.user.actor)

    attempt(request, mark, done=gettext("Đã lưu danh sách có mặt."))
    return redirect("council:cockpit", code)


def _ask_whether_gone(request: PersonRequest, code: str, gone: list[Membership], present: list[str]) -> HttpResponse:
    names = ", ".join(seat.user.full_name for seat in gone)
    lead = gettext(
        "Không chờ phiếu của %(names)s nữa: sản phẩm mà mọi người còn lại đã ký sẽ có kết quả ngay. "
        "Việc này không hoàn tác được."
    ) % {"names": names}
    return ask(
        request,
        GoneForm(initial={"present": present}),
        title=gettext("Xác nhận người vắng mặt"),
        lead=lead,
        back=back_to("council:cockpit", gettext("Bàn thư ký"), code),
        button=gettext("Đúng, đã vắng mặt"),
    )


@requires(Permission.RUN_SESSIONS)
@require_POST
def open_session(request: PersonRequest, code: str) -> HttpResponse:
    """Let the members score."""
    session = session_run(request.user, code)
    attempt(
        request,
        lambda: services.open_session(session=session, by=request.user.actor),
        done=gettext("Đã mở phiên. Các ủy viên chấm được ngay."),
    )
    return redirect("council:cockpit", code)


@requires(Permission.RUN_SESSIONS)
def conflict_of(request: PersonRequest, code: str, position: int) -> HttpResponse:
    """Note the interest of a member in a product, for the member."""
    session = session_run(request.user, code)
    case = _case(session, position)
    form = ConflictForm(request.POST or None, seats=seats_of(session.council))
    declared = carry_out(form, lambda: services.declare_conflict(case=case, by=request.user.actor, **form.cleaned_data))
    if declared:
        messages.success(request, gettext("Đã ghi xung đột lợi ích."))
        return redirect("council:cockpit", code)
    title = gettext("Ghi xung đột lợi ích: %(product)s") % {"product": case.dossier.product}
    return ask(request, form, title=title, back=_back(session), button=gettext("Ghi nhận"))


@requires(Permission.RUN_SESSIONS)
def discuss(request: PersonRequest, code: str, position: int) -> HttpResponse:
    """Keep what was said about a product whose totals differ, and have it scored once more."""
    session = session_run(request.user, code)
    case = _case(session, position)
    form = DiscussionForm(request.POST or None)
    if carry_out(form, lambda: services.second_round(case=case, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Đã mở vòng hai. Phiếu vòng trước vẫn được giữ."))
        return redirect("council:cockpit", code)
    title = gettext("Thảo luận: %(product)s") % {"product": case.dossier.product}
    lead = gettext("Mỗi ủy viên chấm lại từ phiếu của mình ở vòng trước; cả hai vòng đều được giữ.")
    return ask(request, form, title=title, lead=lead, back=_back(session), button=gettext("Mở vòng hai"))


@requires(Permission.RUN_SESSIONS)
def hold_meeting(request: PersonRequest, code: str) -> HttpResponse:
    """Turn written opinions that differ too much into a meeting (D26, Article 7.6)."""
    session = session_run(request.user, code)
    form = MeetingForm(request.POST or None)
    if carry_out(form, lambda: services.hold_meeting(session=session, by=request.user.actor, **form.cleaned_data)):
        messages.success(request, gettext("Phiên này nay là phiên họp."))
        return redirect("council:cockpit", code)
    title = gettext("Chuyển sang họp")
    return ask(request, form, title=title, back=_back(session), button=gettext("Chuyển sang họp"))


@requires(Permission.RUN_SESSIONS)
def record_breach(request: PersonRequest, code: str, rule: str) -> HttpResponse:
    """Take on, by name, that the session goes on without a rule, and why."""
    session = session_run(request.user, code)
    if rule not in set(Rule):
        raise Http404
    form = ReasonForm(request.POST or None)
    broken = Rule(rule)
    if carry_out(
        form,
        lambda: services.record_breach(session=session, rule=broken, by=request.user.actor, **form.cleaned_data),
    ):
        messages.success(request, gettext("Đã ghi lý do, kèm tên của bạn."))
        return redirect("council:cockpit", code)
    title = gettext("Tiếp tục khi chưa đạt quy định: %(rule)s") % {"rule": broken.label}
    lead = gettext("Tên của bạn và lý do được ghi vào biên bản và không xóa được.")
    return ask(request, form, title=title, lead=lead, back=_back(session), button=gettext("Ghi lý do và tiếp tục"))


@requires(Permission.RUN_SESSIONS)
@require_POST
def close_session(request: PersonRequest, code: str) -> HttpResponse:
    """End the session, or say what still keeps it open."""
    session = session_run(request.user, code)
    attempt(
        request,
        lambda: services.close(session=session, by=request.user.actor),
        done=gettext("Đã kết thúc phiên; mọi phiếu và kết quả đã được niêm phong."),
    )
    return redirect("council:cockpit", code)


# What the page shows --------------------


def _rows(roll: Roll) -> list[Row]:
    progress = {(each.case.pk, each.membership.pk): each for each in progress_of(roll)}
    conflicts = list(
        Conflict.objects.filter(case__session=roll.session).select_related("membership__user").order_by("pk")
    )
    return [
        Row(
            case=case,
            cells=[Cell(progress.get((case.pk, seat)), (case.pk, seat) in roll.conflicts) for seat in roll.seats],
            conflicts=[each for each in conflicts if each.case_id == case.pk],
            spread=_spread(roll, case),
        )
        for case in roll.cases.values()
    ]


def _spread(roll: Roll, case: Case) -> Fraction | None:
    """Return how far apart the totals are once all have signed; None before, as nobody may know."""
    totals = [sheet.total for sheet in roll.counted(case) if sheet.total is not None]
    return spread([Fraction(total) for total in totals]) if totals and not roll.waiting(case) else None


def _block(session: Session, rule: Rule, refusal: Refusal) -> Block:
    place, way = MENDED_AT[rule]
    return Block(rule, say(refusal), f"{reverse('council:cockpit', args=[session.code])}#{place}", str(way))


def _taken(breaches: list[Breach]) -> list[Taken]:
    people = {user.actor: user.full_name for user in User.objects.filter(pk__in=_keys(breaches))}
    return [
        Taken(each, str(Rule(each.rule).label), people.get(each.recorded_by, each.recorded_by)) for each in breaches
    ]


def _keys(breaches: list[Breach]) -> list[str]:
    return [key for each in breaches for prefix, _, key in [each.recorded_by.partition(":")] if prefix == "user"]


def _marked(session: Session) -> dict[int, bool]:
    """Return who was marked, and as what."""
    return dict(Attendance.objects.filter(session=session).values_list("membership_id", "present"))


def _regulation(session: Session) -> list[RuleInWords]:
    """Return the settings the session runs by, each with where it comes from."""
    is_planned = session.state == SessionState.PLANNED
    return in_words(session.council.regulation if is_planned else session.regulation, session.council)


def _waiting(session: Session) -> QuerySet[Dossier]:
    """Return the dossiers of the council's area that wait for it and stand on no list of a session under way."""
    place = session.council.place
    listed = Case.objects.exclude(session__state=SessionState.CLOSED).values("dossier")
    waiting = Dossier.objects.filter(state=State.COUNCIL if place else State.CENTRE).exclude(pk__in=listed)
    if place:
        waiting = waiting.filter(place__in=Standing.objects.filter(within([place])).values("place"))
    return waiting.select_related("product", "producer", "place").order_by("filed_at", "pk")


def _case(session: Session, position: int) -> Case:
    case: Case = get_object_or_404(Case.objects.select_related("dossier__product"), session=session, position=position)
    case.session = session
    return case


def _new(form: SessionForm) -> NewSession:
    said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return NewSession(**{**said, "mode": Mode(said["mode"])})


def _back(session: Session) -> Back:
    return back_to("council:cockpit", gettext("Bàn thư ký"), session.code)
