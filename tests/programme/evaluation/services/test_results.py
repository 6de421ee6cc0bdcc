from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Certificate, Recognition
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.choices import Stage
from saolang.programme.evaluation.models import Result, ScoreSheet, Session
from saolang.programme.evaluation.queries.results import latest_of, result_of, results_visible_to, told_to_producer
from saolang.programme.evaluation.rules import results as rules
from saolang.programme.evaluation.services import results, sessions
from tests.factories.accounts import GrantFactory
from tests.factories.certification import a_decision
from tests.factories.evaluation import a_full_council, an_open_session, everybody_signs

if TYPE_CHECKING:
    from saolang.programme.evaluation.models import Council, Membership
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

CLOSED = dt.datetime(2026, 7, 30, 9, tzinfo=dt.UTC)
DECIDED = dt.date(2026, 7, 31)


def closed(session: Session, lost: int = 0) -> Result:
    """Have everybody take so many points off and close the session; return what it came to."""
    everybody_signs(session, dict.fromkeys(ScoreSheet.objects.values_list("membership", flat=True), lost))
    sessions.close(session=session, by="tests")
    Session.objects.filter(pk=session.pk).update(closed_at=CLOSED)
    return Result.objects.latest("pk")


def time_passes() -> None:
    """Let the time for objections be over."""
    Dossier.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))


def final(session: Session, lost: int = 0) -> Result:
    result = closed(session, lost)
    results.announce(session=session, by="tests")
    time_passes()
    return results.confirm(result=result, by="tests")


def state_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return dossier.state


def test_result_says_what_capped_the_stars(session: Session) -> None:
    result = closed(session, lost=12)

    assert (Fraction(result.total), result.stars_by_points) == (88, 4)
    assert sum(map(Fraction, result.means.values())) == 88
    assert Change.objects.get(kind="result").after["sha256"] == result.sha256


def test_announce_before_the_end_is_refused(session: Session) -> None:
    everybody_signs(session)

    with pytest.raises(Refusal) as refused:
        results.announce(session=session, by="tests")

    assert refused.value == rules.NOT_CLOSED


def test_announce_moves_the_dossiers_once(session: Session, dossier: Dossier) -> None:
    result = closed(session)

    told = results.announce(session=session, by="tests")

    assert (told, state_of(dossier)) == ([result], State.PRELIMINARY)
    with pytest.raises(Refusal) as refused:
        results.announce(session=session, by="tests")
    assert refused.value == rules.NOTHING_TO_ANNOUNCE


def test_nothing_is_told_to_the_producer_before_it_is_announced(session: Session, dossier: Dossier) -> None:
    result = closed(session)
    before = list(told_to_producer(Dossier.objects.all()))

    results.announce(session=session, by="tests")

    assert (before, list(told_to_producer(Dossier.objects.all()))) == ([], [result])


def test_confirm_while_the_producer_may_object_is_refused(session: Session) -> None:
    result = closed(session)
    results.announce(session=session, by="tests")

    with pytest.raises(Refusal, match="Chủ thể còn được nêu ý kiến đến hết ngày"):
        results.confirm(result=result, by="tests")


def test_confirm_makes_a_final_result_beside_the_preliminary_one(session: Session, dossier: Dossier) -> None:
    confirmed = final(session)

    preliminary = Result.objects.get(stage=Stage.PRELIMINARY)
    assert (confirmed.stage, confirmed.total, state_of(dossier)) == (Stage.FINAL, preliminary.total, State.FINAL)
    assert confirmed.sha256 != preliminary.sha256
    assert list(latest_of(Result.objects.all())) == [confirmed] == [result_of(dossier)]


def test_confirm_twice_is_refused(session: Session) -> None:
    confirmed = final(session)

    for each in (confirmed, Result.objects.get(stage=Stage.PRELIMINARY)):
        with pytest.raises(Refusal) as refused:
            results.confirm(result=each, by="tests")
        assert refused.value == rules.NOT_THE_LAST


def test_recognise_gives_the_stars_of_the_result_and_a_certificate(
    session: Session, dossier: Dossier, province: Province
) -> None:
    confirmed = final(session, lost=25)
    decision = a_decision(place=province.place, decided_on=DECIDED)

    [recognition] = results.recognise(results=[confirmed], decision=decision, by="tests")

    confirmed.refresh_from_db()
    assert (recognition.stars, recognition.score, recognition.edition) == (confirmed.stars, Decimal("75.00"), "qd26")
    assert (confirmed.recognition, confirmed.decision, state_of(dossier)) == (recognition, decision, State.RECOGNISED)
    assert Certificate.objects.get().recognition == recognition


def test_recognise_twice_is_refused(session: Session, province: Province) -> None:
    confirmed, decision = final(session, lost=25), a_decision(place=province.place, decided_on=DECIDED)
    results.recognise(results=[confirmed], decision=decision, by="tests")

    with pytest.raises(Refusal) as refused:
        results.recognise(results=[confirmed], decision=decision, by="tests")

    assert refused.value == rules.RECOGNISED_ALREADY


def test_recognise_a_preliminary_result_is_refused(session: Session, province: Province) -> None:
    with pytest.raises(Refusal) as refused:
        results.recognise(results=[closed(session)], decision=a_decision(place=province.place), by="tests")

    assert refused.value == rules.NOT_FINAL


def test_recognise_by_a_decision_of_another_place_is_refused(session: Session, province: Province) -> None:
    decision = a_decision(place=province.communes[0], decided_on=DECIDED)

    with pytest.raises(Refusal) as refused:
        results.recognise(results=[final(session, lost=25)], decision=decision, by="tests")

    assert refused.value == rules.OF_ANOTHER_PROVINCE


def test_recognise_by_a_decision_without_a_day_is_refused(session: Session, province: Province) -> None:
    decision = a_decision(place=province.place, decided_on=None)

    with pytest.raises(Refusal) as refused:
        results.recognise(results=[final(session, lost=25)], decision=decision, by="tests")

    assert refused.value == rules.DECIDED_WITHOUT_A_DAY


@pytest.mark.parametrize(("day", "is_refused"), [(dt.date(2026, 7, 29), True), (dt.date(2026, 7, 30), False)])
def test_recognise_by_a_decision_dated_before_the_session_ended_is_refused(
    session: Session, province: Province, day: dt.date, *, is_refused: bool
) -> None:
    confirmed, decision = final(session, lost=25), a_decision(place=province.place, decided_on=day)

    if is_refused:
        with pytest.raises(Refusal, match=r"đề ngày 29/07/2026, trước ngày phiên đánh giá kết thúc \(30/07/2026\)"):
            results.recognise(results=[confirmed], decision=decision, by="tests")
    else:
        results.recognise(results=[confirmed], decision=decision, by="tests")

    assert Certificate.objects.exists() is not is_refused


def test_below_three_stars_is_kept_and_never_certified(session: Session, dossier: Dossier, province: Province) -> None:
    confirmed, decision = final(session, lost=55), a_decision(place=province.place, decided_on=DECIDED)

    with pytest.raises(Refusal, match="đạt 2 sao, không được công nhận"):
        results.recognise(results=[confirmed], decision=decision, by="tests")
    results.leave_unrecognised(result=confirmed, by="tests")

    assert (state_of(dossier), Recognition.objects.count(), confirmed.stars) == (State.NOT_RECOGNISED, 0, 2)


def test_three_stars_are_not_left_unrecognised(session: Session) -> None:
    confirmed = final(session, lost=25)

    with pytest.raises(Refusal) as refused:
        results.leave_unrecognised(result=confirmed, by="tests")

    assert refused.value == rules.ENOUGH_TO_RECOGNISE


def test_five_stars_go_up_to_the_centre_and_are_not_the_provinces_to_give(
    session: Session, dossier: Dossier, province: Province
) -> None:
    confirmed = final(session)

    with pytest.raises(Refusal) as refused:
        results.recognise(
            results=[confirmed], decision=a_decision(place=province.place, decided_on=DECIDED), by="tests"
        )
    results.send_up(result=confirmed, by="tests")

    assert (refused.value, state_of(dossier)) == (rules.NEEDS_THE_CENTRE, State.CENTRE)


def test_below_ninety_points_is_not_sent_up(session: Session) -> None:
    with pytest.raises(Refusal) as refused:
        results.send_up(result=final(session, lost=11), by="tests")

    assert refused.value == rules.NOT_ENOUGH_TO_SEND_UP


@pytest.fixture
def at_the_centre(session: Session, dossier: Dossier) -> Session:
    """Return a session of the centre's council over the product the province has sent up."""
    results.send_up(result=final(session), by="tests")
    dossier.refresh_from_db()
    return an_open_session(a_full_council(None, level=Level.CENTRE), dossier)


def test_the_centre_gives_five_stars(at_the_centre: Session, dossier: Dossier) -> None:
    result = closed(at_the_centre)
    confirmed = results.confirm(result=result, by="tests")
    decision = a_decision(level=Level.CENTRE, place=None, decided_on=DECIDED)

    [recognition] = results.recognise(results=[confirmed], decision=decision, by="tests")

    assert (recognition.stars, state_of(dossier)) == (5, State.RECOGNISED)


def test_the_province_recognises_on_the_centres_result_below_ninety(
    at_the_centre: Session, dossier: Dossier, province: Province
) -> None:
    confirmed = results.confirm(result=closed(at_the_centre, lost=25), by="tests")
    results.bring_back(dossier=dossier, by="tests")

    [recognition] = results.recognise(
        results=[confirmed], decision=a_decision(place=province.place, decided_on=DECIDED), by="tests"
    )

    assert (recognition.score, state_of(dossier)) == (Decimal("75.00"), State.RECOGNISED)


def test_the_province_evaluates_again_after_the_centre(
    at_the_centre: Session, dossier: Dossier, council: Council
) -> None:
    results.confirm(result=closed(at_the_centre, lost=25), by="tests")

    results.evaluate_again(dossier=dossier, by="tests")

    assert state_of(dossier) == State.COUNCIL
    assert an_open_session(council, dossier).cases.get().rescored_criteria == []


def test_results_are_seen_by_who_sees_the_session(session: Session, members: list[Membership]) -> None:
    result = closed(session)

    assert list(results_visible_to(members[0].user)) == [result]
    assert not results_visible_to(GrantFactory(role="commune", place=session.cases.get().dossier.place).user).exists()
