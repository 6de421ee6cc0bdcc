from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.base.notices.models import Notice
from saolang.core.councils import Regulation, written
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import State
from saolang.programme.evaluation.choices import CaseState, Mode, Rule, Seat, SessionState
from saolang.programme.evaluation.models import Attendance, Breach, Case, Council, Result, ScoreSheet, Session
from saolang.programme.evaluation.queries.councils import broken_in, roll_of
from saolang.programme.evaluation.rules import sessions as rules
from saolang.programme.evaluation.services import sessions
from saolang.programme.evaluation.services.sessions import NewSession
from tests.factories.evaluation import (
    LONG_BEFORE,
    a_full_council,
    a_seat,
    a_session,
    a_waiting_dossier,
    an_open_session,
    everybody_signs,
    sign_sheets,
    tick,
)

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.evaluation.models import Membership
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 20)


def fresh(session: Session) -> Session:
    return Session.objects.select_related("council").get(pk=session.pk)


def case_of(session: Session) -> Case:
    return Case.objects.select_related("session", "dossier__product").get(session=session)


# Preparing --------------------


def test_plan_and_replan(council: Council) -> None:
    session = sessions.plan(council=council, session=NewSession(title="Phiên 1", held_on=DAY), by="tests")

    later = NewSession(title="Phiên 1", held_on=DAY + dt.timedelta(days=7), mode=Mode.WRITTEN)
    changed = sessions.replan(session=session, changed=later, version=1, by="tests")

    assert (changed.held_on, changed.mode, changed.version) == (dt.date(2026, 11, 27), Mode.WRITTEN, 2)
    with pytest.raises(Refusal) as refused:
        sessions.replan(session=session, changed=later, version=1, by="tests")
    assert refused.value == rules.CHANGED_MEANWHILE


def test_plan_after_the_council_has_ended_is_refused(council: Council) -> None:
    council.ends_on = DAY - dt.timedelta(days=1)

    with pytest.raises(Refusal) as refused:
        sessions.plan(council=council, session=NewSession(title="Phiên 1", held_on=DAY), by="tests")

    assert refused.value == rules.COUNCIL_ENDED


def test_only_a_dossier_that_waits_for_the_council_is_taken(council: Council, province: Province) -> None:
    session = a_session(council)
    waiting, draft = a_waiting_dossier(province.communes[0]), a_waiting_dossier(province.communes[0], state=State.DRAFT)

    with pytest.raises(Refusal, match=draft.code):
        sessions.add_cases(session=session, dossiers=[waiting, draft], by="tests")
    sessions.add_cases(session=session, dossiers=[waiting], by="tests")

    assert list(session.cases.values_list("dossier", "position")) == [(waiting.pk, 1)]


def test_dossier_on_another_list_is_refused(council: Council, session: Session, dossier: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        sessions.add_cases(session=a_session(council), dossiers=[dossier], by="tests")

    assert refused.value == rules.ON_A_LIST


def test_a_product_is_taken_off_the_list_until_a_sheet_of_it_is_signed(
    session: Session, case: Case, members: list[Membership]
) -> None:
    with pytest.raises(Refusal) as without:
        sessions.remove_case(case=case, reason="", by="tests")
    tick(ScoreSheet.objects.get(membership=members[0]))
    sign_sheets(members[0], session)
    with pytest.raises(Refusal) as signed:
        sessions.remove_case(case=case, reason="Chủ thể rút", by="tests")

    assert (without.value, signed.value) == (rules.NO_REASON, rules.SHEETS_SIGNED)


def test_a_product_taken_off_leaves_nothing_behind(case: Case, members: list[Membership]) -> None:
    sessions.declare_conflict(case=case, membership=members[0], reason="Người nhà", by="tests")

    sessions.remove_case(case=case, reason="Chủ thể rút", by="tests")

    assert (Case.objects.count(), ScoreSheet.objects.count()) == (0, 0)


def test_papers_are_noted_once_and_everybody_is_told(council: Council, dossier: Dossier) -> None:
    session = a_session(council, dossier)

    first = sessions.send_papers(session=session, by="tests").papers_sent_at
    again = sessions.send_papers(session=session, by="tests").papers_sent_at

    assert first == again
    assert Notice.objects.filter(kind="council_papers").count() == 2 * 4


# Opening --------------------


def test_open_keeps_the_regulation_of_the_day(council: Council, session: Session) -> None:
    Council.objects.update(regulation={"spread": "1"})

    assert fresh(session).regulation == written(Regulation())
    assert fresh(session).state == SessionState.OPEN


def test_open_is_refused_without_quorum_or_a_leader_unless_somebody_takes_it_on(
    council: Council, dossier: Dossier, members: list[Membership]
) -> None:
    session = a_session(council, dossier)
    sessions.mark_present(session=session, membership=members[1], present=True, by="tests")

    with pytest.raises(Refusal, match="Có mặt 1 trong 3 ủy viên"):
        sessions.open_session(session=session, by="tests")
    sessions.record_breach(session=session, rule=Rule.QUORUM, reason="Bão số 9", by="tests")
    with pytest.raises(Refusal, match="Chủ tịch hội đồng vắng"):
        sessions.open_session(session=session, by="tests")
    sessions.record_breach(session=session, rule=Rule.LEADER, reason="Bão số 9", by="tests")

    assert sessions.open_session(session=session, by="tests").state == SessionState.OPEN


@pytest.mark.parametrize(
    ("leader", "there", "refusal"),
    [
        (1, {Seat.CHAIR}, None),
        (1, {Seat.DEPUTY}, rules.CHAIR_AWAY),
        (1, set(), rules.CHAIR_AWAY),
        (2, {Seat.CHAIR}, None),
        (2, {Seat.DEPUTY}, None),
        (2, set(), rules.BOTH_AWAY),
        (0, set(), None),
    ],
)
def test_a_deputy_leads_only_where_the_regulation_says_so(
    council: Council, dossier: Dossier, leader: int, there: set[Seat], refusal: Refusal | None
) -> None:
    council.regulation = {"leader": leader, "quorum": 0}
    council.save()
    a_seat(council, Seat.DEPUTY)
    session = a_session(council, dossier)
    for membership in council.memberships.filter(seat__in=there):
        sessions.mark_present(session=session, membership=membership, present=True, by="tests")

    broken = broken_in(roll_of(session))

    assert broken.get(Rule.LEADER) == refusal


def test_open_is_refused_with_nothing_on_the_list(council: Council) -> None:
    with pytest.raises(Refusal) as refused:
        sessions.open_session(session=a_session(council), by="tests")

    assert refused.value == rules.NO_CASES


def test_open_twice_is_refused(session: Session) -> None:
    with pytest.raises(Refusal) as refused:
        sessions.open_session(session=session, by="tests")

    assert refused.value == rules.NOT_PLANNED


def test_the_secretary_is_not_counted_among_those_who_vote(council: Council, dossier: Dossier) -> None:
    session = a_session(council, dossier)
    secretary = council.memberships.get(seat=Seat.SECRETARY)
    sessions.mark_present(session=session, membership=secretary, present=True, by="tests")

    with pytest.raises(Refusal, match="Có mặt 0 trong 3"):
        sessions.open_session(session=session, by="tests")


def test_written_opinions_ask_everybody_who_votes(council: Council, dossier: Dossier) -> None:
    session = sessions.open_session(session=a_session(council, dossier, mode=Mode.WRITTEN), by="tests")

    assert Attendance.objects.filter(session=session, present=True).count() == 3
    assert ScoreSheet.objects.count() == 3


def test_who_comes_late_gets_the_sheets_that_are_due(council: Council, session: Session, case: Case) -> None:
    late = a_seat(council)

    sessions.mark_present(session=session, membership=late, present=True, by="tests")

    assert ScoreSheet.objects.filter(membership=late, case=case).count() == 1


# Results and rounds --------------------


def test_last_signature_settles_the_product(session: Session, case: Case, members: list[Membership]) -> None:
    everybody_signs(session, {members[1].pk: 5})

    case.refresh_from_db()
    result = Result.objects.get()
    assert (case.state, result.total, result.stars_by_points, result.votes) == (CaseState.SETTLED, "295/3", 5, 3)


def test_no_result_before_the_last_signature(session: Session, members: list[Membership]) -> None:
    for membership in members[:2]:
        tick(ScoreSheet.objects.get(membership=membership))
        sign_sheets(membership, session)

    assert not Result.objects.exists()


def test_totals_too_far_apart_are_discussed_and_scored_again_and_both_rounds_stay(
    session: Session, case: Case, members: list[Membership]
) -> None:
    everybody_signs(session, {members[1].pk: 11})
    case.refresh_from_db()
    assert (case.state, Result.objects.count()) == (CaseState.DISCUSSION, 0)

    sessions.second_round(case=case, discussion="Xem lại mục 2.3", by="tests")
    begun = ScoreSheet.objects.get(membership=members[1], round=2)
    assert begun.lines.count() == ScoreSheet.objects.get(membership=members[1], round=1).lines.count()
    everybody_signs(session, {members[1].pk: 9}, number=2)

    case.refresh_from_db()
    assert (case.state, case.discussion, Result.objects.get().total) == (CaseState.SETTLED, "Xem lại mục 2.3", "97")
    assert ScoreSheet.objects.exclude(signature=None).count() == 6


@pytest.mark.parametrize(("discussion", "refusal"), [(" ", rules.NO_DISCUSSION), ("x", rules.NOT_IN_DISCUSSION)])
def test_second_round_is_refused_without_discussion_and_without_need(
    session: Session, case: Case, members: list[Membership], discussion: str, refusal: Refusal
) -> None:
    everybody_signs(session, {members[1].pk: 11 if refusal == rules.NO_DISCUSSION else 0})

    with pytest.raises(Refusal) as refused:
        sessions.second_round(case=case, discussion=discussion, by="tests")

    assert refused.value == refusal


def test_written_opinions_that_differ_become_a_meeting(council: Council, dossier: Dossier) -> None:
    session = sessions.open_session(session=a_session(council, dossier, mode=Mode.WRITTEN), by="tests")
    everybody_signs(session, {council.memberships.all()[1].pk: 11})

    with pytest.raises(Refusal) as refused:
        sessions.second_round(case=case_of(session), discussion="Bàn lại", by="tests")
    sessions.hold_meeting(session=session, held_on=DAY, venue="Sở", by="tests")
    again = sessions.second_round(case=case_of(session), discussion="Bàn lại", by="tests")

    assert (refused.value, again.round, again.state) == (rules.MEET_FIRST, 2, CaseState.SECOND_ROUND)
    with pytest.raises(Refusal) as twice:
        sessions.hold_meeting(session=session, held_on=DAY, venue="Sở", by="tests")
    assert twice.value == rules.MEETS_ALREADY


# Interests --------------------


def test_who_declared_an_interest_is_not_waited_for(session: Session, case: Case, members: list[Membership]) -> None:
    sessions.declare_conflict(case=case, membership=members[1], reason="Người nhà", by=members[1].user.actor)
    for membership in (members[0], members[2]):
        tick(ScoreSheet.objects.get(membership=membership))
        sign_sheets(membership, session)

    assert Result.objects.get().votes == 2


def test_interest_declared_after_signing_takes_the_sheet_out_and_must_be_taken_on(
    session: Session, case: Case, members: list[Membership]
) -> None:
    everybody_signs(session, {members[1].pk: 9})
    before = Result.objects.get()

    sessions.declare_conflict(case=case, membership=members[1], reason="Người nhà", by="tests")

    after = Result.objects.latest("pk")
    assert ((before.total, before.votes), (after.total, after.votes)) == (("97", 3), ("100", 2))
    assert list(broken_in(roll_of(fresh(session)))) == [Rule.FEW_SHEETS, Rule.CONFLICT]


def test_interest_without_a_reason_is_refused(case: Case, members: list[Membership]) -> None:
    with pytest.raises(Refusal) as refused:
        sessions.declare_conflict(case=case, membership=members[1], reason="", by="tests")

    assert refused.value == rules.NO_REASON


def test_interest_declared_twice_is_one(case: Case, members: list[Membership]) -> None:
    first, second = (
        sessions.declare_conflict(case=case, membership=members[1], reason="Người nhà", by="tests") for _ in range(2)
    )

    assert first == second


# Closing --------------------


def test_close_ends_the_session_under_one_root(session: Session) -> None:
    everybody_signs(session)

    closed = sessions.close(session=session, by="tests")

    assert (closed.state, len(closed.merkle_root)) == (SessionState.CLOSED, 64)
    change = Change.objects.get(kind="council_session", action="close")
    assert change.after == {"merkle_root": closed.merkle_root, "without": []}


def test_close_with_a_sheet_unsigned_is_refused_until_somebody_takes_it_on(province: Province) -> None:
    council = a_full_council(province.place, voting=4)
    session = an_open_session(council, a_waiting_dossier(province.communes[0]))
    for sheet in ScoreSheet.objects.all()[:3]:
        tick(sheet)
        sign_sheets(sheet.membership, session)

    with pytest.raises(Refusal, match="Còn 1 phiếu chưa ký"):
        sessions.close(session=session, by="tests")
    sessions.record_breach(session=session, rule=Rule.UNSIGNED, reason="Ông Ba đi cấp cứu", by="tests")
    sessions.close(session=session, by="tests")

    assert (Result.objects.get().votes, case_of(session).state) == (3, CaseState.SETTLED)


def test_close_with_totals_apart_is_refused_until_somebody_takes_it_on(
    session: Session, members: list[Membership]
) -> None:
    everybody_signs(session, {members[1].pk: 11})

    with pytest.raises(Refusal, match="chênh nhau hơn 10 điểm"):
        sessions.close(session=session, by="tests")
    sessions.record_breach(session=session, rule=Rule.SPREAD, reason="Hội đồng biểu quyết giữ", by="tests")
    sessions.close(session=session, by="tests")

    assert Result.objects.get().total == "289/3"


def test_close_with_papers_late_is_refused_until_somebody_takes_it_on(session: Session) -> None:
    everybody_signs(session)
    Session.objects.update(papers_sent_at=timezone.make_aware(dt.datetime(2026, 11, 18, 8)))  # noqa: DTZ001

    with pytest.raises(Refusal, match="chậm nhất ngày 17/11/2026"):
        sessions.close(session=session, by="tests")
    sessions.record_breach(session=session, rule=Rule.PAPERS, reason="Mất điện", by="tests")

    assert sessions.close(session=session, by="tests").state == SessionState.CLOSED


def test_close_with_too_few_sheets_is_refused(province: Province) -> None:
    council = a_full_council(province.place, voting=2)
    session = an_open_session(council, a_waiting_dossier(province.communes[0]))
    everybody_signs(session)

    with pytest.raises(Refusal, match="chỉ có 2 phiếu; quy chế cần ít nhất 3"):
        sessions.close(session=session, by="tests")


def test_close_without_any_signed_sheet_is_refused_whatever_is_taken_on(session: Session) -> None:
    for rule in Rule:
        sessions.record_breach(session=session, rule=rule, reason="Vì thế", by="tests")

    with pytest.raises(Refusal) as refused:
        sessions.close(session=session, by="tests")

    assert refused.value == rules.NO_SHEETS_AT_ALL


def test_quorum_lost_before_the_end_is_asked_again(session: Session, members: list[Membership]) -> None:
    everybody_signs(session)
    sessions.mark_present(session=session, membership=members[1], present=False, by="tests")

    with pytest.raises(Refusal, match="Có mặt 2 trong 3"):
        sessions.close(session=session, by="tests")


def test_quorum_of_written_opinions_is_of_those_who_answered(province: Province) -> None:
    council = a_full_council(province.place, voting=4)
    session = a_session(
        council,
        a_waiting_dossier(province.communes[0]),
        mode=Mode.WRITTEN,
        papers_sent_at=LONG_BEFORE,
    )
    sessions.open_session(session=session, by="tests")
    silent = council.memberships.filter(seat=Seat.MEMBER)[0]
    for sheet in ScoreSheet.objects.exclude(membership=silent):
        tick(sheet)
        sign_sheets(sheet.membership, session)
    assert [*broken_in(roll_of(fresh(session)))] == [Rule.UNSIGNED]

    sessions.mark_present(session=session, membership=silent, present=False, by="tests")

    assert sessions.close(session=session, by="tests").state == SessionState.CLOSED


def test_a_breach_needs_a_reason_and_is_recorded_once(session: Session) -> None:
    with pytest.raises(Refusal) as refused:
        sessions.record_breach(session=session, rule=Rule.QUORUM, reason=" ", by="tests")
    for reason in ("Bão", "Lũ"):
        sessions.record_breach(session=session, rule=Rule.QUORUM, reason=reason, by="tests")

    assert (refused.value, Breach.objects.get().reason) == (rules.NO_REASON, "Bão")


def test_nothing_changes_in_a_closed_session(session: Session, case: Case, members: list[Membership]) -> None:
    everybody_signs(session)
    sessions.close(session=session, by="tests")
    attempts = [
        lambda: sessions.declare_conflict(case=case, membership=members[0], reason="x", by="tests"),
        lambda: sessions.mark_present(session=session, membership=members[0], present=False, by="tests"),
        lambda: sessions.record_breach(session=session, rule=Rule.QUORUM, reason="x", by="tests"),
        lambda: sessions.send_papers(session=session, by="tests"),
        lambda: sessions.remove_case(case=case, reason="x", by="tests"),
        lambda: sessions.close(session=session, by="tests"),
        lambda: sessions.second_round(case=case, discussion="x", by="tests"),
        lambda: sessions.add_cases(session=session, dossiers=[case.dossier], by="tests"),
    ]

    refused = 0
    for attempt in attempts:
        with pytest.raises(Refusal):
            attempt()
        refused += 1

    assert refused == len(attempts)
