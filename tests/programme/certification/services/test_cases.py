"""A finding is answered within 15 days: the certificate is taken back on its ground, or it is said why not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.certification.choices import RevocationGround, State
from saolang.programme.certification.models import CaseToAnswer
from saolang.programme.certification.queries.certificates import open_cases, state_of
from saolang.programme.certification.rules import cases as rules
from saolang.programme.certification.services import cases, recognitions
from tests.factories.certification import a_case, a_decision, an_owned_recognition

pytestmark = pytest.mark.django_db


def test_case_is_to_be_decided_within_15_days() -> None:
    assert a_case(found_on=dt.date(2024, 5, 2)).decide_by == dt.date(2024, 5, 17)


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        ({"ground": RevocationGround.NOT_RENEWED}, rules.NOT_A_GROUND),
        ({"note": "  "}, rules.NO_REASON),
        ({"found_on": dt.date(2100, 1, 1)}, rules.IN_THE_FUTURE),
    ],
)
def test_case_that_says_nothing_that_counts_is_refused(known: dict[str, object], refusal: Refusal) -> None:
    with pytest.raises(Refusal) as refused:
        a_case(**known)

    assert refused.value == refusal


def test_case_before_the_recognition_is_refused() -> None:
    with pytest.raises(Refusal, match="trước ngày công nhận 01/03/2023"):
        a_case(found_on=dt.date(2023, 2, 28))


def test_revoke_takes_the_certificate_back_on_the_ground_found() -> None:
    case = a_case()
    decision = a_decision()

    answered = cases.revoke(case=case, decision=decision, on=dt.date(2024, 5, 10), reason="vi phạm rõ", by="user:1")

    revocation = answered.revocation
    assert revocation is not None
    assert (revocation.ground, revocation.decision, revocation.began_on) == (
        case.ground,
        decision,
        dt.date(2024, 5, 10),
    )
    assert state_of(case.recognition, dt.date(2024, 5, 10), timezone.now()) == State.REVOKED
    assert not open_cases(CaseToAnswer.objects.all()).exists()


def test_dismiss_keeps_the_certificate_and_says_why() -> None:
    case = a_case()

    answered = cases.dismiss(case=case, reason="đã thu bao bì cũ", by="user:1")

    assert (answered.answer, answered.answered_by, answered.revocation) == ("đã thu bao bì cũ", "user:1", None)
    assert state_of(case.recognition, dt.date(2024, 6, 1), timezone.now()) == State.VALID
    assert Change.objects.get(kind="case_to_answer", action="close").reason == "đã thu bao bì cũ"


def test_case_answered_twice_is_refused() -> None:
    case = a_case()
    cases.dismiss(case=case, reason="đủ", by="user:1")

    with pytest.raises(Refusal) as dismissed:
        cases.dismiss(case=case, reason="đủ", by="user:1")
    with pytest.raises(Refusal) as revoked:
        cases.revoke(case=case, decision=None, on=dt.date(2024, 5, 10), reason="x", by="user:1")

    assert dismissed.value == revoked.value == rules.ANSWERED


def test_case_is_not_answered_without_words() -> None:
    with pytest.raises(Refusal) as refused:
        cases.dismiss(case=a_case(), reason=" ", by="user:1")

    assert refused.value == rules.NO_REASON


def test_case_stays_open_when_the_certificate_was_taken_back_already() -> None:
    recognition = an_owned_recognition()
    case = a_case(recognition)
    new = recognitions.NewRevocation(
        recognition=recognition, on=dt.date(2024, 5, 3), ground=RevocationGround.OTHER_FINDING
    )
    recognitions.revoke(revocation=new, by="tests")

    with pytest.raises(Refusal, match="đã bị thu hồi"):
        cases.revoke(case=case, decision=None, on=dt.date(2024, 5, 10), reason="x", by="user:1")

    case.refresh_from_db()
    assert case.answered_at is None
