from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from saolang.base.notices.models import Notice
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.evaluation.choices import ObjectionAnswer
from saolang.programme.evaluation.models import Objection, Result, ScoreSheet, Session
from saolang.programme.evaluation.queries.results import not_evaluated_since, open_objections
from saolang.programme.evaluation.rules import results as rules
from saolang.programme.evaluation.rules import sheets as sheet_rules
from saolang.programme.evaluation.services import objections, results, sessions, sheets
from saolang.programme.evaluation.services.sheets import NewClick
from tests.factories.accounts import UserFactory
from tests.factories.evaluation import LONG_BEFORE, a_seat, a_session, everybody_signs

if TYPE_CHECKING:
    from saolang.programme.evaluation.models import Council, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(session: Session) -> Result:
    """Return a preliminary result that was told to the producer."""
    everybody_signs(session, dict.fromkeys(ScoreSheet.objects.values_list("membership", flat=True), 20))
    sessions.close(session=session, by="tests")
    [told] = results.announce(session=session, by="tests")
    return told


@pytest.fixture
def objection(result: Result) -> Objection:
    return objections.raise_objection(
        result=result, criteria=["1.1", "2.3"], text="Có giấy mới", by=UserFactory().actor
    )


def test_objection_is_told_to_the_chair_and_the_secretary(objection: Objection, members: list[Membership]) -> None:
    told = Notice.objects.filter(kind="objection_raised").values_list("recipient", flat=True)

    assert set(told) == {members[0].user.actor, members[3].user.actor}
    assert list(open_objections(members[3].user)) == [objection]


@pytest.mark.parametrize(
    ("criteria", "text", "sentence"),
    [
        ([], "Có giấy", str(rules.NO_CRITERIA)),
        (["9.9"], "Có giấy", "Bộ tiêu chí không có tiêu chí 9.9."),
        (["1.1"], " ", str(rules.NO_TEXT)),
    ],
)
def test_objection_to_nothing_is_refused(result: Result, criteria: list[str], text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        objections.raise_objection(result=result, criteria=criteria, text=text, by="tests")

    assert str(refused.value) == sentence


def test_objection_after_its_time_is_refused(result: Result) -> None:
    Dossier.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))

    with pytest.raises(Refusal) as refused:
        objections.raise_objection(result=result, criteria=["1.1"], text="Có giấy", by="tests")

    assert refused.value == rules.NOT_PRELIMINARY


def test_result_is_not_confirmed_while_an_objection_is_open(objection: Objection) -> None:
    with pytest.raises(Refusal) as refused:
        results.confirm(result=objection.result, by="tests")

    assert refused.value == rules.OBJECTIONS_OPEN


def test_dismissed_objection_leaves_the_result_and_its_raiser_is_told(objection: Objection, dossier: Dossier) -> None:
    answered = objections.dismiss(objection=objection, text="Giấy đã xét", by="tests")

    dossier.refresh_from_db()
    assert (answered.answer, dossier.state) == (ObjectionAnswer.DISMISSED, State.PRELIMINARY)
    assert Notice.objects.get(kind="objection_answered").recipient == objection.raised_by


def test_objection_is_answered_once_and_with_words(objection: Objection) -> None:
    with pytest.raises(Refusal) as without:
        objections.dismiss(objection=objection, text="", by="tests")
    objections.dismiss(objection=objection, text="Giấy đã xét", by="tests")
    with pytest.raises(Refusal) as twice:
        objections.uphold(objection=objection, text="Xét lại", by="tests")

    assert (without.value, twice.value) == (rules.NO_TEXT, rules.ANSWERED)


def again(council: Council, dossier: Dossier) -> Session:
    """Have the council take up a dossier whose objection was upheld."""
    dossier.refresh_from_db()
    session = a_session(council, papers_sent_at=LONG_BEFORE)
    sessions.add_cases(session=session, dossiers=[dossier], by="tests")
    for membership in council.memberships.all():
        sessions.mark_present(session=session, membership=membership, present=True, by="tests")
    return sessions.open_session(session=session, by="tests")


def test_upheld_objection_has_its_criteria_alone_scored_again(
    objection: Objection, council: Council, dossier: Dossier, members: list[Membership]
) -> None:
    objections.uphold(objection=objection, text="Giấy mới hợp lệ", by="tests")
    session = again(council, dossier)
    sheet = ScoreSheet.objects.get(case__session=session, membership=members[1])
    by = members[1].user.actor

    stands = dict(sheet.lines.values_list("criterion", "option"))
    before = ScoreSheet.objects.get(case=objection.result.case, membership=members[1])
    with pytest.raises(Refusal, match=r"chỉ chấm lại tiêu chí 1\.1, 2\.3, không chấm lại 1\.2"):
        sheets.clicks(sheet=sheet, batch=[NewClick(uuid4(), 1, "1.2", "none")], by=by)
    sheets.clicks(sheet=sheet, batch=[NewClick(uuid4(), 1, "1.1", "none")], by=by)

    assert session.cases.get().rescored_criteria == ["1.1", "2.3"]
    assert stands == dict(before.lines.values_list("criterion", "option"))
    assert before.signature is not None


def test_an_objection_to_a_result_that_was_replaced_is_answered_but_not_upheld(
    objection: Objection, council: Council, dossier: Dossier
) -> None:
    other = objections.raise_objection(result=objection.result, criteria=["1.2"], text="Còn điều này", by="tests")
    objections.uphold(objection=objection, text="Giấy mới hợp lệ", by="tests")
    session = again(council, dossier)
    everybody_signs(session)
    sessions.close(session=session, by="tests")
    results.announce(session=session, by="tests")

    with pytest.raises(Refusal) as refused:
        objections.uphold(objection=other, text="Chấm lại", by="tests")
    answered = objections.dismiss(objection=other, text="Đã chấm lại", by="tests")

    dossier.refresh_from_db()
    assert (refused.value, answered.answer) == (rules.REPLACED, ObjectionAnswer.DISMISSED)
    assert dossier.state == State.PRELIMINARY


def test_who_did_not_score_before_does_not_score_again(
    objection: Objection, council: Council, dossier: Dossier
) -> None:
    objections.uphold(objection=objection, text="Giấy mới hợp lệ", by="tests")
    late = a_seat(council)
    session = again(council, dossier)

    with pytest.raises(Refusal) as refused:
        sheets.begin(case=session.cases.get(), membership=late, by=late.user.actor)

    assert refused.value == sheet_rules.NOT_OF_THE_FIRST


def test_result_scored_again_replaces_the_one_objected_to(
    objection: Objection, council: Council, dossier: Dossier
) -> None:
    objections.uphold(objection=objection, text="Giấy mới hợp lệ", by="tests")
    session = again(council, dossier)
    everybody_signs(session)
    sessions.close(session=session, by="tests")
    [told] = results.announce(session=session, by="tests")

    with pytest.raises(Refusal) as refused:
        results.confirm(result=objection.result, by="tests")

    assert (told.total, refused.value) == ("100", rules.NOT_THE_LAST)
    assert list(not_evaluated_since(Result.objects.all())) == [told]
    assert Session.objects.exclude(merkle_root="").count() == 2
