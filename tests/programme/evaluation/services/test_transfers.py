"""A product goes up to the centre and comes back with the centre's result, and the province recognises on it.

The other installation is this database without the province's dossiers, councils and keys, for as long as a block of
code lasts: what is written there is gone afterwards, but for the files it sends.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from copy import deepcopy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from saolang.base.audit.models import SigningKey
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import Level, RecognitionKind
from saolang.programme.certification.models import Certificate, Decision, Recognition
from saolang.programme.certification.queries import pending_at_centre
from saolang.programme.dossiers.choices import Act, Sender, State
from saolang.programme.dossiers.models import Dossier, Move, Package, Submission
from saolang.programme.dossiers.rules import packages as package_rules
from saolang.programme.dossiers.services import moves
from saolang.programme.dossiers.services.packages import trust
from saolang.programme.evaluation.choices import Stage
from saolang.programme.evaluation.models import Council, Result, ScoreSheet, Session
from saolang.programme.evaluation.queries.results import result_of, told_to_producer
from saolang.programme.evaluation.queries.transfers import central_result, told_result, unanswered
from saolang.programme.evaluation.rules import results as result_rules
from saolang.programme.evaluation.rules import transfers as rules
from saolang.programme.evaluation.services import results, sessions, transfers
from saolang.programme.registry.choices import Origin
from tests.factories.certification import a_decision, a_recognition
from tests.factories.evaluation import a_full_council, an_open_session, everybody_signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

CLOSED = dt.datetime(2026, 7, 30, 9, tzinfo=dt.UTC)
DECIDED = dt.date(2026, 7, 31)
LEFT_BEHIND = (
    "evaluation.Result",
    "evaluation.Click",
    "evaluation.SheetLine",
    "evaluation.ScoreSheet",
    "evaluation.Case",
    "evaluation.Attendance",
    "evaluation.Session",
    "evaluation.Membership",
    "evaluation.Council",
    "dossiers.Package",
    "dossiers.Move",
    "dossiers.Submission",
    "dossiers.Claim",
    "dossiers.Dossier",
    "accounts.Signature",
    "audit.SigningKey",
)


def final(session: Session, lost: int = 0) -> Result:
    """Have everybody take so many points off; close, announce and confirm."""
    everybody_signs(session, dict.fromkeys(ScoreSheet.objects.values_list("membership", flat=True), lost))
    sessions.close(session=session, by="tests")
    Session.objects.filter(pk=session.pk).update(closed_at=CLOSED)
    results.announce(session=session, by="tests")
    Dossier.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    return results.confirm(result=Result.objects.latest("pk"), by="tests")


@pytest.fixture
def sent_up(session: Session, dossier: Dossier) -> Dossier:
    """Return a dossier of 5 stars the province has sent to the centre."""
    Submission.objects.create(
        dossier=dossier, number=1, content=store(b'{"frozen":true}', by="tests"), frozen_by="tests"
    )
    results.send_up(result=final(session), by="tests")
    dossier.refresh_from_db()
    return dossier


@contextmanager
def another_installation() -> Iterator[None]:
    with transaction.atomic():
        for label in LEFT_BEHIND:
            apps.get_model(label).objects.all().delete()
        yield
        transaction.set_rollback(True)


def sent_by(dossier: Dossier) -> tuple[bytes, str]:
    """Make the package that is due; return its bytes and the key that signed it."""
    package = transfers.make(dossier=dossier, by="tests")
    return read(package.file), SigningKey.objects.get(in_use=True).public


def answers_of_the_centre(content: bytes, key: str, lost: int = 0) -> tuple[list[bytes], str]:
    """Evaluate what a package brings at the centre; return its answers: before its decision, and after it if any."""
    with another_installation():
        trust(public=key, name="Thành phố Cần Thơ", sender=Sender.PROVINCE, by="tests")
        dossier = transfers.take_in(content=content, by="user:9").dossier
        moves.move(dossier=dossier, act=Act.ADVISE, by="tests")
        council = a_full_council(None, level=Level.CENTRE)
        result = final(an_open_session(council, dossier), lost)
        dossier.refresh_from_db()
        answer, own = sent_by(dossier)
        answers = [answer]
        if result.stars == 5:
            decision = a_decision(number="99/QĐ-BNNMT", level=Level.CENTRE, place=None, decided_on=timezone.localdate())
            results.recognise(results=[result], decision=decision, by="tests")
            dossier.refresh_from_db()
            answers.append(sent_by(dossier)[0])
    return answers, own


def take_in_answers(dossier: Dossier, lost: int = 0) -> list[Package]:
    answers, own = answers_of_the_centre(*sent_by(dossier), lost=lost)
    trust(public=own, name="Bộ Nông nghiệp và Môi trường", sender=Sender.CENTRE, by="tests")
    taken = [transfers.take_in(content=content, by="user:2") for content in answers]
    dossier.refresh_from_db()
    return taken


def test_five_stars_of_the_centre_are_recognised_by_the_ministers_decision(sent_up: Dossier) -> None:
    take_in_answers(sent_up)
    central, waits_at = central_result(sent_up), sent_up.state
    assert central is not None
    assert central.decision is not None

    [recognition] = results.recognise(results=[central], decision=central.decision, by="tests")

    sent_up.refresh_from_db()
    assert (waits_at, sent_up.state) == (State.CENTRE, State.RECOGNISED)
    assert (recognition.stars, recognition.score, recognition.began_on) == (5, Decimal("100.00"), timezone.localdate())
    assert (central.decision.number, central.decision.level) == ("99/QĐ-BNNMT", Level.CENTRE)
    assert Certificate.objects.get().recognition == recognition


def test_below_ninety_at_the_centre_the_province_recognises_on_that_result(
    sent_up: Dossier, province: Province
) -> None:
    take_in_answers(sent_up, lost=25)
    central, came_back_to = central_result(sent_up), sent_up.state
    assert central is not None

    [recognition] = results.recognise(
        results=[central], decision=a_decision(place=province.place, decided_on=timezone.localdate()), by="tests"
    )

    sent_up.refresh_from_db()
    assert (came_back_to, sent_up.state) == (State.FINAL, State.RECOGNISED)
    assert (recognition.score, recognition.stars) == (Decimal("75.00"), central.stars)


def test_a_decision_dated_before_the_centres_session_recognises_nothing(sent_up: Dossier, province: Province) -> None:
    take_in_answers(sent_up, lost=25)
    central = central_result(sent_up)
    assert central is not None
    before = central.case.session.held_on - dt.timedelta(days=1)

    with pytest.raises(Refusal, match="trước ngày phiên đánh giá kết thúc"):
        results.recognise(results=[central], decision=a_decision(place=province.place, decided_on=before), by="tests")

    assert not Recognition.objects.exists()


def test_below_fifty_at_the_centre_is_never_recognised(sent_up: Dossier, province: Province) -> None:
    take_in_answers(sent_up, lost=55)
    central = central_result(sent_up)
    assert central is not None

    with pytest.raises(Refusal, match="đạt 2 sao, không được công nhận"):
        results.recognise(
            results=[central], decision=a_decision(place=province.place, decided_on=timezone.localdate()), by="tests"
        )
    results.leave_unrecognised(result=central, by="tests")

    sent_up.refresh_from_db()
    assert (sent_up.state, Recognition.objects.count()) == (State.NOT_RECOGNISED, 0)


def test_after_the_answer_the_provinces_own_result_leads_nowhere(sent_up: Dossier, province: Province) -> None:
    own = result_of(sent_up)
    assert own is not None
    take_in_answers(sent_up, lost=25)
    central = central_result(sent_up)
    assert central is not None

    for result, why in ((own, result_rules.NOT_THE_LAST), (central, result_rules.DECIDED_BY_THE_CENTRE)):
        with pytest.raises(Refusal) as refused:
            results.send_up(result=result, by="tests")
        assert refused.value == why
    with pytest.raises(Refusal) as refused:
        results.recognise(results=[own], decision=a_decision(place=province.place, decided_on=DECIDED), by="tests")
    assert refused.value == result_rules.NOT_THE_LAST


def test_the_province_evaluates_again_what_came_back(sent_up: Dossier, council: Council) -> None:
    take_in_answers(sent_up, lost=25)

    results.evaluate_again(dossier=sent_up, by="tests")

    sent_up.refresh_from_db()
    again = final(an_open_session(council, sent_up), lost=12)
    assert (again.stage, again.votes, result_of(sent_up)) == (Stage.FINAL, 3, again)


def test_a_result_the_province_came_to_itself_is_not_evaluated_again(session: Session, dossier: Dossier) -> None:
    final(session)

    with pytest.raises(Refusal) as refused:
        results.evaluate_again(dossier=dossier, by="tests")

    assert refused.value == result_rules.NOT_FROM_THE_CENTRE


def test_the_centres_result_is_kept_as_the_centre_has_it(sent_up: Dossier) -> None:
    [taken] = take_in_answers(sent_up, lost=25)

    central = central_result(sent_up)
    told = package_rules.read(read(taken.file)).manifest["result"]
    assert central is not None
    session = central.case.session
    assert {name: getattr(central, name) for name in ("sha256", "total", "means", "capped_by", "votes")} == {
        name: told[name] for name in ("sha256", "total", "means", "capped_by", "votes")
    }
    assert (session.code, session.merkle_root) == (told["session"]["code"], told["session"]["merkle_root"])
    assert (session.origin, session.council.level, session.council.place) == (Origin.IMPORTED, Level.CENTRE, None)
    assert told_to_producer(Dossier.objects.all()).get() == central


def test_a_second_answer_adds_the_decision_and_no_second_result(sent_up: Dossier) -> None:
    first, second = take_in_answers(sent_up)

    again = transfers.take_in(content=read(first.file), by="user:2")

    assert (again, first == second) == (first, False)
    assert (Council.objects.filter(origin=Origin.IMPORTED).count(), Session.objects.count()) == (1, 2)
    assert Result.objects.filter(case__session__origin=Origin.IMPORTED).count() == 1
    assert Decision.objects.get().number == "99/QĐ-BNNMT"


@pytest.mark.parametrize(
    "changes",
    [
        {"stars": 5},
        {"stars_by_points": 5},
        {"total": "95"},
        {"capped_by": [{"rule": "forged_dossier", "star": 3}]},
        {"votes": 4},
        {"position": 7},
        {"means": {}},
        {"session": {"code": "PH-99999999"}},
    ],
)
def test_a_result_that_is_not_what_its_points_come_to_is_refused(sent_up: Dossier, changes: dict[str, Any]) -> None:
    [content], _ = answers_of_the_centre(*sent_by(sent_up), lost=25)
    told = deepcopy(dict(package_rules.read(content).manifest["result"]))
    for name, value in changes.items():
        told[name] = told[name] | value if isinstance(value, dict) and value else value

    with transaction.atomic(), pytest.raises((Refusal, KeyError)) as refused, transaction.atomic():
        transfers.keep_answer(dossier=sent_up, told=told, by="user:2")

    assert refused.value == rules.NOT_WHAT_IT_COMES_TO or refused.type is KeyError
    assert (central_result(sent_up), Council.objects.filter(origin=Origin.IMPORTED).count()) == (None, 0)


def test_a_session_named_like_one_of_ours_is_refused(sent_up: Dossier, session: Session) -> None:
    [content], _ = answers_of_the_centre(*sent_by(sent_up), lost=25)
    told = dict(package_rules.read(content).manifest["result"])
    told["session"] |= {"code": session.code}

    with pytest.raises(Refusal) as refused:
        transfers.keep_answer(dossier=sent_up, told=told, by="user:2")

    assert refused.value == rules.NAMED_ALIKE


def test_an_answer_that_comes_too_late_changes_nothing(sent_up: Dossier) -> None:
    answers, _ = answers_of_the_centre(*sent_by(sent_up), lost=25)
    results.evaluate_again(dossier=sent_up, by="tests")
    sent_up.refresh_from_db()

    transfers.keep_answer(dossier=sent_up, told=package_rules.read(answers[0]).manifest["result"], by="user:2")

    assert central_result(sent_up) is None


def test_nothing_is_told_before_the_result_is_final(session: Session, dossier: Dossier) -> None:
    everybody_signs(session)

    assert told_result(dossier) is None


# While the centre decides --------------------


def meanwhile(dossier: Dossier, province: Province) -> Recognition:
    own = result_of(dossier)
    assert own is not None
    decision = a_decision(place=province.place, decided_on=DECIDED)
    [recognition] = results.recognise(results=[own], decision=decision, by="tests")
    dossier.refresh_from_db()
    return recognition


def waiting_on(day: dt.date) -> list[Recognition]:
    return list(unanswered(pending_at_centre(day, timezone.now())))


def test_the_province_recognises_four_stars_while_the_centre_decides(sent_up: Dossier, province: Province) -> None:
    recognition = meanwhile(sent_up, province)

    assert (recognition.stars, recognition.score, recognition.five_star_candidate) == (4, Decimal("100.00"), True)
    assert (sent_up.state, waiting_on(DECIDED)) == (State.CENTRE, [recognition])
    assert Certificate.objects.get().recognition == recognition


def test_four_stars_are_given_once(sent_up: Dossier, province: Province) -> None:
    meanwhile(sent_up, province)

    with pytest.raises(Refusal) as refused:
        meanwhile(sent_up, province)

    assert refused.value == result_rules.RECOGNISED_ALREADY


@pytest.mark.parametrize("answers", [True, False], ids=["by a package", "on paper"])
def test_five_stars_of_the_centre_end_the_waiting(sent_up: Dossier, province: Province, *, answers: bool) -> None:
    meanwhile(sent_up, province)
    if answers:
        take_in_answers(sent_up)
    last = result_of(sent_up)
    assert last is not None
    decision = (
        last.decision
        if answers
        else a_decision(level=Level.CENTRE, place=province.place, decided_on=timezone.localdate())
    )
    assert decision is not None

    [higher] = results.recognise(results=[last], decision=decision, by="tests")

    sent_up.refresh_from_db()
    assert (higher.stars, higher.kind, sent_up.state) == (5, RecognitionKind.UPGRADE, State.RECOGNISED)
    assert waiting_on(timezone.localdate()) == []


def test_a_certificate_of_the_province_waits_no_more_once_the_centre_answered(
    sent_up: Dossier, province: Province
) -> None:
    recognition = meanwhile(sent_up, province)
    before = waiting_on(DECIDED)

    take_in_answers(sent_up, lost=12)

    assert (before, waiting_on(DECIDED)) == ([recognition], [])


def test_a_certificate_of_the_province_waits_no_more_once_the_dossier_was_sent_back(
    sent_up: Dossier, province: Province
) -> None:
    meanwhile(sent_up, province)

    results.bring_back(dossier=sent_up, by="tests")

    assert waiting_on(DECIDED) == []


def test_ninety_points_and_four_stars_at_the_centre_wait_for_nobody(sent_up: Dossier, province: Province) -> None:
    meanwhile(sent_up, province)
    take_in_answers(sent_up, lost=12)
    Result.objects.filter(pk=result_of(sent_up).pk).update(total="92", stars=4)  # type: ignore[union-attr]
    central = central_result(sent_up)
    assert central is not None

    [now] = results.recognise(
        results=[central], decision=a_decision(place=province.place, decided_on=timezone.localdate()), by="tests"
    )

    assert (now.stars, now.score) == (4, Decimal("92.00"))
    assert list(pending_at_centre(timezone.localdate(), timezone.now())) == [now]
    assert waiting_on(timezone.localdate()) == []


def test_an_answer_about_an_earlier_certificate_is_none_about_this_one(sent_up: Dossier, province: Province) -> None:
    take_in_answers(sent_up, lost=12)
    Result.objects.update(computed_at=timezone.now() - dt.timedelta(days=999))
    later = a_recognition(sent_up.product, on=timezone.localdate() - dt.timedelta(days=9), stars=4, score=Decimal(93))
    Move.objects.update(at=timezone.now() - dt.timedelta(days=999))

    assert waiting_on(timezone.localdate()) == [later]


def test_fewer_points_at_the_centre_end_the_waiting(sent_up: Dossier, province: Province) -> None:
    meanwhile(sent_up, province)
    take_in_answers(sent_up, lost=12)
    central = central_result(sent_up)
    assert central is not None

    [now] = results.recognise(
        results=[central], decision=a_decision(place=province.place, decided_on=timezone.localdate()), by="tests"
    )

    assert (now.stars, now.score, now.kind) == (4, Decimal("88.00"), RecognitionKind.RENEWAL)
    assert waiting_on(timezone.localdate()) == []
