"""Councils and sessions, written as rows: where a test is about what comes after."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING, Any

from saolang.base.accounts.choices import Proof, Role, ScopeKind
from saolang.base.accounts.services import signatures
from saolang.programme.certification.choices import Level
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.choices import Seat, SessionState, Stage
from saolang.programme.evaluation.models import Case, Council, Membership, Result, ScoreSheet, Session, SheetLine
from saolang.programme.evaluation.queries.sheets import bundle_code
from saolang.programme.evaluation.services import sessions
from saolang.web.account.signables import find
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.dossiers import a_dossier

if TYPE_CHECKING:
    from saolang.base.accounts.models import Signature, User
    from saolang.base.places.models import Place
    from saolang.core.scoring import CriteriaSet
    from saolang.programme.dossiers.models import Dossier

NUMBERS = count(1)
SINCE = dt.date(2026, 6, 1)
LONG_BEFORE = dt.datetime(2025, 6, 1, 9, tzinfo=dt.UTC)
"""When the papers of every session were sent: in time for each, and long past."""
ROLE_OF = {
    Seat.CHAIR: Role.CHAIR,
    Seat.DEPUTY: Role.MEMBER,
    Seat.MEMBER: Role.MEMBER,
    Seat.SECRETARY: Role.SECRETARY,
}


def a_council(place: Place | None, **values: Any) -> Council:
    """Set up a council of the province, with nobody in it."""
    number = next(NUMBERS)
    known = {
        "code": f"HD-{number:08}",
        "name": f"Hội đồng {number}",
        "decision_number": f"{number}/QĐ-UBND",
        "decided_on": SINCE,
    }
    return Council.objects.create(place=place, recorded_by="tests", **(known | values))


def a_seat(council: Council, seat: Seat = Seat.MEMBER, user: User | None = None) -> Membership:
    """Seat a person in the council, with the grant that goes with it."""
    grant = GrantFactory(
        user=user or UserFactory(), role=ROLE_OF[seat], scope_kind=ScopeKind.COUNCIL, scope_code=council.code
    )
    return Membership.objects.create(council=council, user=grant.user, seat=seat, grant=grant, since=SINCE)


def a_full_council(place: Place | None, voting: int = 3, **values: Any) -> Council:
    """Set up a council with a chair, members and a secretary; `voting` of them score."""
    council = a_council(place, **values)
    for seat in [Seat.CHAIR, *[Seat.MEMBER] * (voting - 1), Seat.SECRETARY]:
        a_seat(council, seat)
    return council


def a_waiting_dossier(place: Place, **values: Any) -> Dossier:
    """Open a dossier that waits for the council."""
    return a_dossier(place, **({"state": State.COUNCIL} | values))


def a_session(council: Council, *dossiers: Dossier, **values: Any) -> Session:
    """Plan a session over the dossiers, on 20 November 2026."""
    number = next(NUMBERS)
    known = {"title": f"Phiên {number}", "held_on": dt.date(2026, 11, 20), "round_code": "2026-2"}
    session = Session.objects.create(code=f"PH-{number:08}", council=council, recorded_by="tests", **(known | values))
    Case.objects.bulk_create(
        Case(session=session, dossier=dossier, position=position) for position, dossier in enumerate(dossiers, 1)
    )
    return session


def a_result_of(dossier: Dossier, *, level: Level = Level.PROVINCE, **values: Any) -> Result:
    """Write down the final result of a session that is over: of 5 stars, of a council of the dossier's province."""
    place = dossier.place.province if level == Level.PROVINCE else None
    session = a_session(a_council(place, level=level), dossier, state=SessionState.CLOSED)
    known = {"stage": Stage.FINAL, "total": "95", "stars": 5, "stars_by_points": 5}
    return a_result(session.cases.get(), **(known | values))


def an_open_session(council: Council, *dossiers: Dossier, **values: Any) -> Session:
    """Hold a session over the dossiers with everybody there and the papers sent in time."""
    known = {"papers_sent_at": LONG_BEFORE, "papers_sent_by": "tests"}
    session = a_session(council, *dossiers, **(known | values))
    for membership in council.memberships.exclude(seat=Seat.SECRETARY):
        sessions.mark_present(session=session, membership=membership, present=True, by="tests")
    return sessions.open_session(session=session, by="tests")


def a_result(case: Case, **values: Any) -> Result:
    """Write down a preliminary result of 4 stars, without sheets behind it."""
    known = {"stage": Stage.PRELIMINARY, "round": 1, "total": "80", "means": {}, "stars": 4, "stars_by_points": 4}
    rest = {"votes": 3, "sha256": "0" * 64, "computed_by": "tests"}
    return Result.objects.create(case=case, **(known | rest | values))


def tick(sheet: ScoreSheet, *, lost: int = 0, **instead: str) -> ScoreSheet:
    """Fill the sheet in with the best option everywhere, or so many points less; and as given, as c1_1="1.1-2".

    The points are lost where no mark of 4 stars is missed, as long as there are such criteria.
    """
    choices = _ticked(sheet_of(sheet.case.dossier.edition), lost)
    choices |= {name[1:].replace("_", "."): option for name, option in instead.items()}
    SheetLine.objects.filter(sheet=sheet).delete()
    SheetLine.objects.bulk_create(
        SheetLine(sheet=sheet, criterion=criterion, option=option, reason="Thấy rõ" if option == "yes" else "")
        for criterion, option in choices.items()
    )
    return sheet


def _ticked(criteria_set: CriteriaSet, lost: int) -> dict[str, str]:
    chosen = {
        criterion.code: max(criterion.options, key=lambda option: option.points)
        for criterion in criteria_set.criteria.values()
    }
    marks = {mark.criterion: mark.least for mark in criteria_set.marks_for(4)}
    for keeps_marks in (True, False):
        for code, best in chosen.items():
            least = marks.get(code, 0) if keeps_marks else 0
            lower = [
                option
                for option in criteria_set.criteria[code].options
                if option.points >= least and 0 < best.points - option.points <= lost
            ]
            chosen[code] = min([*lower, best], key=lambda option: option.points)
            lost -= int(best.points - chosen[code].points)
    return {code: option.code for code, option in chosen.items()}


def sign_sheets(membership: Membership, session: Session, number: int = 1, case: Case | None = None) -> Signature:
    """Sign what the member has finished in the round, as the page does."""
    user = type(membership.user).objects.get(pk=membership.user_id)
    return signatures.sign(
        thing=find(user, "score_sheets", bundle_code(session, membership, number, case)),
        user=user,
        role=Role(ROLE_OF[Seat(membership.seat)]),
        proof=Proof.PASSWORD,
        by=user.actor,
    )


def everybody_signs(session: Session, lost: dict[int, int] | None = None, number: int = 1) -> None:
    """Have every sheet of the round filled in and signed; `lost` are the points a seat takes off, by its key."""
    lost = lost or {}
    for sheet in ScoreSheet.objects.filter(case__session=session, round=number, signature=None):
        tick(sheet, lost=lost.get(sheet.membership_id, 0))
    for membership in Membership.objects.filter(sheets__case__session=session, sheets__round=number).distinct():
        sign_sheets(membership, session, number)
