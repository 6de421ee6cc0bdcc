"""Cases to answer: findings that may cost a certificate, and what the authority decided (D26, Article 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.notices.choices import Kind
from saolang.programme.certification.choices import RevocationGround
from saolang.programme.certification.models import CaseToAnswer, Recognition
from saolang.programme.certification.rules import cases as rules
from saolang.programme.certification.services import recognitions
from saolang.programme.certification.services.telling import tell_the_producer

if TYPE_CHECKING:
    from datetime import date

    from saolang.programme.certification.models import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What was found against a recognised product, and when."""

    recognition: Recognition
    ground: RevocationGround
    found_on: date
    note: str


@transaction.atomic
def enter(*, case: NewCase, by: str) -> CaseToAnswer:
    """Enter a finding: from its day the authority has 15 to decide. The producer's people are told.

    Raises Refusal for a ground that is none of the six, a day to come, or one before the recognition.
    """
    recognition = (
        Recognition.objects.select_for_update(of=("self",)).select_related("product").get(pk=case.recognition.pk)
    )
    if refusal := rules.check_case(
        recognition, case.ground, case.note, found_on=case.found_on, today=timezone.localdate()
    ):
        raise refusal
    entered = CaseToAnswer.objects.create(
        recognition=recognition,
        ground=case.ground,
        found_on=case.found_on,
        note=case.note,
        decide_by=rules.decide_by(case.found_on),
        recorded_by=by,
    )
    record(
        by=by,
        action=Action.CREATE,
        kind="case_to_answer",
        code=str(entered.pk),
        after={
            "product": recognition.product.code,
            "ground": entered.ground,
            "found_on": entered.found_on,
            "decide_by": entered.decide_by,
        },
        reason=case.note,
    )
    words = RevocationGround(case.ground).label
    tell_the_producer(recognition.product, Kind.CASE_FOUND, by=by, ground=words, until=entered.decide_by)
    return entered


@transaction.atomic
def dismiss(*, case: CaseToAnswer, reason: str, by: str) -> CaseToAnswer:
    """Close the case without taking the certificate back, and say why. Raises Refusal when it is closed already."""
    locked = _locked(case)
    if refusal := rules.check_answer(locked, reason):
        raise refusal
    return _answer(locked, reason, by=by)


@transaction.atomic
def revoke(*, case: CaseToAnswer, decision: Decision | None, on: date, reason: str, by: str) -> CaseToAnswer:
    """Take the certificate back from the day on, by the decision, on the ground of the case, and close it.

    Raises Refusal when the case is closed already, or the certificate cannot be taken back (`recognitions.revoke`).
    """
    locked = _locked(case)
    if refusal := rules.check_answer(locked, reason):
        raise refusal
    new = recognitions.NewRevocation(
        recognition=locked.recognition,
        on=on,
        ground=RevocationGround(locked.ground),
        decision=decision,
        source=reason,
    )
    locked.revocation = recognitions.revoke(revocation=new, by=by)
    return _answer(locked, reason, by=by)


def _locked(case: CaseToAnswer) -> CaseToAnswer:
    found = CaseToAnswer.objects.select_for_update(of=("self",)).select_related("recognition__product")
    return found.get(pk=case.pk)


def _answer(case: CaseToAnswer, reason: str, *, by: str) -> CaseToAnswer:
    case.answered_at, case.answered_by, case.answer = timezone.now(), by, reason
    case.save(update_fields=["answered_at", "answered_by", "answer", "revocation"])
    record(
        by=by,
        action=Action.CLOSE,
        kind="case_to_answer",
        code=str(case.pk),
        after={"product": case.recognition.product.code, "revoked": case.revocation is not None},
        reason=reason,
    )
    return case
