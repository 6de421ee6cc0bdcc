"""Sessions of a council: planned, prepared, opened, discussed, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.notices.choices import Kind
from saolang.core.councils import read_regulation, written
from saolang.core.text import normalise
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.choices import CaseState, Mode, Rule, SessionState
from saolang.programme.evaluation.models import (
    Attendance,
    Breach,
    Case,
    Conflict,
    Council,
    Membership,
    ScoreSheet,
    Session,
)
from saolang.programme.evaluation.queries.councils import broken_in, roll_of, seats_of, standing_of
from saolang.programme.evaluation.queries.proofs import root_of
from saolang.programme.evaluation.queries.results import upheld_criteria
from saolang.programme.evaluation.rules import sessions as rules
from saolang.programme.evaluation.rules.councils import ENDED_ALREADY
from saolang.programme.evaluation.services.results import advance, settle
from saolang.programme.evaluation.services.sheets import hand_out
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from saolang.programme.evaluation.queries.councils import Roll

KIND = "council_session"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """What is known of a session beforehand. `round_code` is the procedure's round, such as "2026-2"."""

    title: str
    held_on: date
    mode: Mode = Mode.MEETING
    round_code: str = ""
    venue: str = ""
    origin: Origin = Origin.ENTERED


# Preparing --------------------


@transaction.atomic
def plan(*, council: Council, session: NewSession, by: str) -> Session:
    """Enter a session with nothing on its list. Raises Refusal when the council has ended by then."""
    if refusal := rules.may_plan(council, session.held_on):
        raise refusal
    [code] = fresh_codes(Session.objects.all(), "PH", 1)
    entered = Session.objects.create(
        code=code,
        council=council,
        title=normalise(session.title),
        held_on=session.held_on,
        mode=session.mode,
        round_code=session.round_code,
        venue=normalise(session.venue),
        origin=session.origin,
        recorded_by=by,
    )
    after = {"council": council.code, "title": entered.title, "held_on": entered.held_on, "mode": entered.mode}
    record(by=by, action=Action.CREATE, kind=KIND, code=code, after=after)
    return entered


@transaction.atomic
def replan(*, session: Session, changed: NewSession, version: int, by: str) -> Session:
    """Change day, place, title or way of a session that is not open yet. Raises Refusal, also when it is stale."""
    locked = _locked(session)
    if locked.version != version:
        raise rules.CHANGED_MEANWHILE
    if refusal := rules.may_prepare(locked) or rules.may_plan(locked.council, changed.held_on):
        raise refusal
    names = ("title", "held_on", "mode", "round_code", "venue")
    before = {name: getattr(locked, name) for name in names}
    for name in names:
        setattr(locked, name, getattr(changed, name))
    locked.version += 1
    locked.save(update_fields=[*names, "version"])
    after = {name: getattr(locked, name) for name in names}
    record(by=by, action=Action.CHANGE, kind=KIND, code=locked.code, before=before, after=after)
    return locked


@transaction.atomic
def add_cases(*, session: Session, dossiers: Collection[Dossier], by: str) -> list[Case]:
    """Put dossiers that wait for the council at the end of the session's list, all or none.

    One that comes back because an objection was upheld is scored again on the criteria of that objection only. Raises
    Refusal for a dossier that does not wait for a council, or is on the list of a session that has not ended.
    """
    locked = _locked(session)
    waiting = Dossier.objects.select_for_update().filter(pk__in=[each.pk for each in dossiers]).order_by("pk")
    last = Case.objects.filter(session=locked).aggregate(last=Max("position"))["last"] or 0
    cases = []
    for position, dossier in enumerate(waiting, last + 1):
        if refusal := rules.may_take(locked, dossier):
            raise refusal
        if Case.objects.filter(dossier=dossier).exclude(session__state=SessionState.CLOSED).exists():
            raise rules.ON_A_LIST
        again = upheld_criteria(dossier)
        cases.append(Case(session=locked, dossier=dossier, position=position, rescored_criteria=again))
        after: dict[str, object] = {"dossier": dossier.code, **({"criteria": again} if again else {})}
        record(by=by, action=Action.CREATE, kind="case", code=f"{locked.code}.{position}", after=after)
    return Case.objects.bulk_create(cases)


@transaction.atomic
def remove_case(*, case: Case, reason: str, by: str) -> None:
    """Take a dossier off the session's list: it waits for another. Raises Refusal once a sheet of it is signed.

    Unsigned sheets of it go with it.
    """
    locked = _locked(case.session)
    if not reason.strip():
        raise rules.NO_REASON
    if locked.state == SessionState.CLOSED:
        raise rules.HAS_CLOSED
    standing = Case.objects.select_related("dossier").get(pk=case.pk)
    if standing.sheets.exclude(signature=None).exists():
        raise rules.SHEETS_SIGNED
    ScoreSheet.objects.filter(case=standing).delete()
    Conflict.objects.filter(case=standing).delete()
    before = {"dossier": standing.dossier.code}
    record(by=by, action=Action.WITHDRAW, kind="case", code=_code(standing), before=before, reason=reason)
    standing.delete()


@transaction.atomic
def send_papers(*, session: Session, by: str) -> Session:
    """Note that the members have the papers now, and tell each where they are. Raises Refusal once it has closed."""
    locked = _locked(session)
    if locked.state == SessionState.CLOSED:
        raise rules.HAS_CLOSED
    if not Case.objects.filter(session=locked).exists():
        raise rules.NO_CASES
    locked.papers_sent_at = locked.papers_sent_at or timezone.now()
    locked.papers_sent_by = locked.papers_sent_by or by
    locked.save(update_fields=["papers_sent_at", "papers_sent_by"])
    record(by=by, action=Action.CHANGE, kind=KIND, code=locked.code, after={"papers_sent_at": locked.papers_sent_at})
    _tell(locked, Kind.COUNCIL_PAPERS, {"session": locked.title, "day": locked.held_on}, by=by)
    return locked


# Holding --------------------


@transaction.atomic
def mark_present(*, session: Session, membership: Membership, present: bool, by: str) -> Attendance:
    """Note whether the member takes part; of written opinions, whether the member answers at all.

    Somebody who comes late gets the sheets that are due; on somebody who is gone nobody waits. Raises Refusal.
    """
    locked = _locked(session)
    if locked.state == SessionState.CLOSED:
        raise rules.HAS_CLOSED
    if membership.until is not None:
        raise ENDED_ALREADY
    attendance, _ = Attendance.objects.update_or_create(
        session=locked,
        membership=membership,
        defaults={"present": present, "recorded_at": timezone.now(), "recorded_by": by},
    )
    after = {"member": f"user:{membership.user_id}", "present": present}
    record(by=by, action=Action.CHANGE, kind=KIND, code=locked.code, after=after)
    _go_on(locked, by=by)
    return attendance


@transaction.atomic
def declare_conflict(*, case: Case, membership: Membership, reason: str, by: str) -> Conflict:
    """Note the member's interest in a product: the member does not score it, and sees no sheet of it.

    A sheet signed before stays and counts no more, and the session then has a rule broken (`Rule.CONFLICT`). Raises
    Refusal without a reason, and once the session has closed.
    """
    locked = _locked(case.session)
    if not reason.strip():
        raise rules.NO_REASON
    if locked.state == SessionState.CLOSED:
        raise rules.HAS_CLOSED
    standing = Case.objects.select_related("session").get(pk=case.pk)
    conflict, is_new = Conflict.objects.get_or_create(
        case=standing, membership=membership, defaults={"reason": reason, "declared_by": by}
    )
    if is_new:
        after = {"member": f"user:{membership.user_id}"}
        record(by=by, action=Action.CREATE, kind="conflict", code=_code(standing), after=after, reason=reason)
        _go_on(locked, by=by)
    return conflict


@transaction.atomic
def record_breach(*, session: Session, rule: Rule, reason: str, by: str) -> Breach:
    """Take on, by name, that the session goes on without a rule, and why. Raises Refusal without a reason."""
    locked = _locked(session)
    if not reason.strip():
        raise rules.NO_REASON
    if locked.state == SessionState.CLOSED:
        raise rules.HAS_CLOSED
    breach, is_new = Breach.objects.get_or_create(
        session=locked, rule=rule, defaults={"reason": reason, "recorded_by": by}
    )
    if is_new:
        record(by=by, action=Action.CHANGE, kind=KIND, code=locked.code, after={"without": rule}, reason=reason)
    return breach


@transaction.atomic
def open_session(*, session: Session, by: str) -> Session:
    """Let the members score: from now on the session runs by the council's regulation as it is today.

    In order: the regulation is kept with the session; of written opinions every voting member takes part; each gets
    the sheets that are due; the members are told. Raises Refusal without anything on the list, without quorum or a
    leader in a meeting, unless somebody has taken that on.
    """
    locked = _locked(session)
    roll = roll_of(locked)
    if refusal := rules.may_open(locked, broken_in(roll), _breaches(locked), len(roll.cases)):
        raise refusal
    locked.regulation = written(read_regulation(locked.council.regulation))
    locked.state, locked.opened_at, locked.opened_by = SessionState.OPEN, timezone.now(), by
    locked.save(update_fields=["regulation", "state", "opened_at", "opened_by"])
    if locked.mode == Mode.WRITTEN:
        _all_take_part(roll, by=by)
    opened = roll_of(locked)
    hand_out(opened, opened.cases.values())
    after = {"state": locked.state, "regulation": locked.regulation, "present": len(opened.present)}
    record(by=by, action=Action.CHANGE, kind=KIND, code=locked.code, after=after)
    _tell(locked, Kind.COUNCIL_OPENED, {"session": locked.title, "count": len(opened.cases)}, by=by)
    return locked


@transaction.atomic
def hold_meeting(*, session: Session, held_on: date, venue: str, by: str) -> Session:
    """Turn written opinions that differ too much into a meeting (D26, Article 7.6). Raises Refusal."""
    locked = _locked(session)
    if locked.mode == Mode.MEETING:
        raise rules.MEETS_ALREADY
    if locked.state == SessionState.CLOSED:
        raise rules.HAS_CLOSED
    before = {"mode": locked.mode, "held_on": locked.held_on}
    locked.mode, locked.held_on, locked.venue = Mode.MEETING, held_on, normalise(venue)
    locked.save(update_fields=["mode", "held_on", "venue"])
    after = {"mode": locked.mode, "held_on": held_on, "venue": locked.venue}
    record(by=by, action=Action.CHANGE, kind=KIND, code=locked.code, before=before, after=after)
    return locked


@transaction.atomic
def second_round(*, case: Case, discussion: str, by: str) -> Case:
    """Have a product scored once more after the members have discussed it; the sheets before are kept.

    Each sheet begins as the member's own of the round before. Raises Refusal where the totals do not differ too much,
    without what was said, and while written opinions have not become a meeting.
    """
    locked = _locked(case.session)
    standing = Case.objects.get(pk=case.pk)
    standing.session = locked
    if refusal := rules.may_discuss(standing, discussion):
        raise refusal
    said = f"{standing.discussion}\n\n{discussion}".strip()
    standing.state, standing.round, standing.discussion = CaseState.SECOND_ROUND, standing.round + 1, said
    standing.save(update_fields=["state", "round", "discussion"])
    after = {"state": standing.state, "round": standing.round}
    record(by=by, action=Action.CHANGE, kind="case", code=_code(standing), after=after, reason=discussion)
    roll = roll_of(locked)
    hand_out(roll, [roll.cases[standing.pk]])
    _tell(locked, Kind.COUNCIL_SECOND_ROUND, {"session": locked.title, "product": str(case.dossier.product)}, by=by)
    return roll.cases[standing.pk]


@transaction.atomic
def close(*, session: Session, by: str) -> Session:
    """End the session: nothing in it changes any more, and one root stands for all of it.

    In order: products still waiting for a sheet or a discussion get the result their signed sheets come to, where
    somebody has taken on that a rule is broken; the root over sheets, results and minutes is computed; all recorded.
    Raises Refusal for each rule broken that nobody has taken on, and for a product without any signed sheet.
    """
    locked = _locked(session)
    roll = roll_of(locked)
    broken = broken_in(roll)
    fewest = standing_of(roll).fewest_sheets
    if refusal := rules.may_close(locked, broken, _breaches(locked), fewest_sheets=fewest):
        raise refusal
    for case in roll.cases.values():
        if case.state != CaseState.SETTLED:
            settle(roll, case, by=by)
    locked.state, locked.closed_at, locked.closed_by = SessionState.CLOSED, timezone.now(), by
    locked.merkle_root = root_of(locked)
    locked.save(update_fields=["state", "closed_at", "closed_by", "merkle_root"])
    after = {"merkle_root": locked.merkle_root, "without": sorted(broken)}
    record(by=by, action=Action.CLOSE, kind=KIND, code=locked.code, after=after)
    return locked


def _all_take_part(roll: Roll, *, by: str) -> None:
    """Count every voting member in who was not marked as one who does not answer."""
    known = set(Attendance.objects.filter(session=roll.session).values_list("membership_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(session=roll.session, membership_id=seat, recorded_by=by) for seat in roll.seats if seat not in known
    )


def _go_on(session: Session, *, by: str) -> None:
    """Hand out what is due now, and take products on whose last sheet nobody waits any more to their result."""
    if session.state != SessionState.OPEN:
        return
    roll = roll_of(session)
    hand_out(roll, [case for case in roll.cases.values() if case.state != CaseState.SETTLED])
    advance(roll_of(session), by=by)


def _breaches(session: Session) -> set[str]:
    return set(Breach.objects.filter(session=session).values_list("rule", flat=True))


def _tell(session: Session, kind: Kind, params: Mapping[str, object], *, by: str) -> None:
    """Tell all who sit in the council today."""
    for membership in seats_of(session.council):
        person = membership.user
        if person.is_active:
            tell(person, kind, params, path=reverse("council:session", args=[session.code]), by=by)


def _locked(session: Session) -> Session:
    """Return the session as it stands, once nobody else changes it: whoever decides on it takes turns here."""
    return Session.objects.select_for_update(of=("self",)).select_related("council__place").get(pk=session.pk)


def _code(case: Case) -> str:
    return f"{case.session.code}.{case.position}"
