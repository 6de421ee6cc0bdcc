"""Objections of producers to named criteria of a preliminary result, and the council's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.queries import person_behind
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.notices.choices import Kind
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Act, State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.services.moves import move
from saolang.programme.evaluation.choices import LEADING, ObjectionAnswer, Seat
from saolang.programme.evaluation.models import Objection, Result
from saolang.programme.evaluation.queries.councils import seats_of
from saolang.programme.evaluation.queries.results import result_of
from saolang.programme.evaluation.rules.results import NOT_THE_LAST, REPLACED, may_answer, may_object

if TYPE_CHECKING:
    from collections.abc import Sequence


@transaction.atomic
def raise_objection(*, result: Result, criteria: Sequence[str], text: str, by: str) -> Objection:
    """Object to criteria of a preliminary result, by their codes; its council's leaders and secretary are told.

    Raises Refusal when the result is not a preliminary one that was announced, when the time for it is over, for a
    criterion the set does not have, and without criteria or text.
    """
    locked = _locked(result)
    dossier = locked.case.dossier
    known = sheet_of(dossier.edition).criteria
    named = list(dict.fromkeys(criteria))
    if refusal := may_object(locked, named, text, known, timezone.localdate()):
        raise refusal
    last = result_of(dossier)
    if last is None or last.pk != locked.pk:
        raise NOT_THE_LAST
    objection = Objection.objects.create(result=locked, criteria=named, text=text.strip(), raised_by=by)
    after = {"dossier": dossier.code, "criteria": named}
    record(by=by, action=Action.CREATE, kind="objection", code=str(objection.pk), after=after)
    _tell_council(objection, by=by)
    return objection


@transaction.atomic
def uphold(*, objection: Objection, text: str, by: str) -> Objection:
    """Agree to score the criteria again: the dossier goes back to the council, and the producer is told.

    The next session that takes it up is about those criteria alone. Other objections to the same result stay as they
    are: each is answered. Raises Refusal, also where another result has taken the place of the one objected to.
    """
    answered = _answer(objection, ObjectionAnswer.UPHELD, text, by=by)
    dossier = answered.result.case.dossier
    if dossier.state == State.PRELIMINARY:
        move(dossier=dossier, act=Act.SCORE_AGAIN, by=by, note=text)
    return answered


@transaction.atomic
def dismiss(*, objection: Objection, text: str, by: str) -> Objection:
    """Leave the result as it is, and tell the producer why. Raises Refusal."""
    return _answer(objection, ObjectionAnswer.DISMISSED, text, by=by)


def _answer(objection: Objection, answer: ObjectionAnswer, text: str, *, by: str) -> Objection:
    _locked(objection.result)
    locked = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    locked.result = Result.objects.select_related("case__dossier__product", "case__session__council").get(
        pk=locked.result_id
    )
    if refusal := may_answer(locked, text):
        raise refusal
    if answer == ObjectionAnswer.UPHELD and result_of(locked.result.case.dossier) != locked.result:
        raise REPLACED
    locked.answer, locked.answer_text = answer, text.strip()
    locked.answered_at, locked.answered_by = timezone.now(), by
    locked.save(update_fields=["answer", "answer_text", "answered_at", "answered_by"])
    record(
        by=by,
        action=Action.CHANGE,
        kind="objection",
        code=str(locked.pk),
        before={"answer": ObjectionAnswer.OPEN},
        after={"answer": answer},
        reason=text,
    )
    _tell_producer(locked, by=by)
    return locked


def _tell_council(objection: Objection, *, by: str) -> None:
    case = objection.result.case
    params = {"product": str(case.dossier.product), "criteria": ", ".join(objection.criteria)}
    page = reverse("council:session", args=[case.session.code])
    for membership in seats_of(case.session.council).filter(seat__in=[*LEADING, Seat.SECRETARY]):
        if membership.user.is_active:
            tell(membership.user, Kind.OBJECTION_RAISED, params, path=page, by=by)


def _tell_producer(objection: Objection, *, by: str) -> None:
    """Tell who objected."""
    person = person_behind(objection.raised_by)
    if person and person.is_active:
        dossier = objection.result.case.dossier
        params = {
            "product": str(dossier.product),
            "answer": ObjectionAnswer(objection.answer).label,
            "text": objection.answer_text,
        }
        tell(person, Kind.OBJECTION_ANSWERED, params, path=reverse("portal:result", args=[dossier.code]), by=by)


def _locked(result: Result) -> Result:
    """Return the result as it stands, once nobody else decides on its dossier."""
    Dossier.objects.select_for_update().get(pk=result.case.dossier_id)
    return Result.objects.select_related(
        "case__session__council", "case__dossier__product", "case__dossier__edition"
    ).get(pk=result.pk)
