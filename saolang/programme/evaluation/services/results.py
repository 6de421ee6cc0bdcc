"""Results: computed from the signed sheets, announced, final, and what follows from them. No star is ever typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.caps import written_caps
from saolang.core.councils import combine, differ_too_much, two_decimals
from saolang.programme.certification.services import certificates, recognitions
from saolang.programme.certification.services.recognitions import NewRecognition
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Act, State
from saolang.programme.dossiers.models import Dossier
from saolang.programme.dossiers.services.moves import move
from saolang.programme.evaluation.choices import SCORED, CaseState, Stage
from saolang.programme.evaluation.models import Case, Objection, Result, Session
from saolang.programme.evaluation.queries.results import latest_result, result_of
from saolang.programme.evaluation.queries.sheets import lines_of
from saolang.programme.evaluation.rules import results as rules
from saolang.programme.evaluation.rules.proofs import SAID, result_text
from saolang.programme.evaluation.rules.sessions import regulation_of
from saolang.programme.evaluation.rules.sheets import digest, filled
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saolang.core.councils import Outcome
    from saolang.core.refusal import Refusal
    from saolang.programme.certification.models import Decision, Recognition
    from saolang.programme.evaluation.queries.councils import Roll


# Computing --------------------


def advance(roll: Roll, *, by: str) -> None:
    """Take every product on whose sheets nobody is waited for to its result, or to a discussion.

    In the caller's transaction, which has locked the session. A product that was settled on sheets of which one counts
    no more is settled anew.
    """
    for case in roll.cases.values():
        if roll.waiting(case) or not roll.counted(case):
            continue
        if case.state in SCORED or (case.state == CaseState.SETTLED and _rests_on_others(roll, case)):
            _come_to_a_result(roll, case, by=by)


def settle(roll: Roll, case: Case, *, by: str, outcome: Outcome | None = None) -> Result:
    """Write down what the signed sheets of the product come to, however far apart; in the caller's transaction."""
    outcome = outcome or outcome_of(roll, case)
    case.state = CaseState.SETTLED
    case.save(update_fields=["state"])
    return _keep(case, outcome, by=by)


def outcome_of(roll: Roll, case: Case) -> Outcome:
    """Return what the signed sheets of the product come to together. Raises ValueError when there is none."""
    sheets = roll.counted(case)
    lines = lines_of(sheets)
    criteria_set = sheet_of(case.dossier.edition)
    regulation = regulation_of(roll.session)
    return combine(criteria_set, [filled(criteria_set, lines[sheet.pk]) for sheet in sheets], regulation)


def _come_to_a_result(roll: Roll, case: Case, *, by: str) -> None:
    outcome = outcome_of(roll, case)
    if not differ_too_much(outcome.totals, regulation_of(roll.session)):
        settle(roll, case, by=by, outcome=outcome)
        return
    case.state = CaseState.DISCUSSION
    case.save(update_fields=["state"])
    record(by=by, action=Action.CHANGE, kind="case", code=_code(case), after={"state": case.state, "round": case.round})


def _rests_on_others(roll: Roll, case: Case) -> bool:
    """Tell whether the last result rests on other sheets than those that count now."""
    last = latest_result(case)
    return last is not None and last.votes != len(roll.counted(case))


def _keep(case: Case, outcome: Outcome, *, by: str) -> Result:
    rating = outcome.rating
    result = Result(
        case=case,
        stage=Stage.PRELIMINARY,
        round=case.round,
        total=str(rating.total),
        means={code: str(mean) for code, mean in outcome.means.items()},
        stars=rating.stars,
        stars_by_points=rating.stars_by_points,
        capped_by=written_caps(sheet_of(case.dossier.edition), outcome.means, rating),
        votes=outcome.votes,
        computed_by=by,
    )
    return _enter(result)


def _enter(result: Result) -> Result:
    """Keep the result under its digest, and record it."""
    result.sha256 = digest(result_text(result))
    result.save(force_insert=True)
    after = {name: getattr(result, name) for name in ("stage", "round", "total", "stars", "votes", "sha256")}
    record(by=result.computed_by, action=Action.CREATE, kind="result", code=_code(result.case), after=after)
    return result


# Announcing and final --------------------


@transaction.atomic
def announce(*, session: Session, by: str) -> list[Result]:
    """Tell the producers what a closed session came to; return the results that were told.

    Each dossier moves on and its producer is told (`moves.move`), and from then on may object until the day the
    procedure gives. One at the centre stays there. Raises Refusal when the session is not closed, or all was told.
    """
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if refusal := rules.may_announce(locked):
        raise refusal
    told = []
    for case in Case.objects.filter(session=locked, dossier__state=State.COUNCIL).select_related("dossier"):
        result = latest_result(case)
        if result is not None and not _goes_on_elsewhere(case):
            move(dossier=case.dossier, act=Act.ANNOUNCE, by=by)
            told.append(result)
    if not told:
        raise rules.NOTHING_TO_ANNOUNCE
    return told


@transaction.atomic
def confirm(*, result: Result, by: str) -> Result:
    """Make a preliminary result final, as a row of its own, and move the dossier on; return the final one.

    A result of the centre's council on a dossier that came up becomes final where the dossier stands. Raises Refusal
    while the producer may still object or an objection is not answered, and when there is a later result.
    """
    locked = _locked(result)
    if locked.stage != Stage.PRELIMINARY:
        raise rules.NOT_THE_LAST
    if refusal := _not_the_last(locked) or rules.may_confirm(
        locked, Objection.objects.filter(result=locked), timezone.localdate()
    ):
        raise refusal
    if locked.case.dossier.state == State.PRELIMINARY:
        move(dossier=locked.case.dossier, act=Act.CONFIRM, by=by)
    said = {name: getattr(locked, name) for name in SAID}
    return _enter(Result(case=locked.case, stage=Stage.FINAL, computed_by=by, **said))


# What follows --------------------


@transaction.atomic
def recognise(*, results: Sequence[Result], decision: Decision, by: str) -> list[Recognition]:
    """Recognise the products by the decision, all or none, each with the stars of its final result and a certificate.

    In order, for each: the recognition is entered with the exact total rounded to two decimals, the certificate is
    issued, the result names both, the dossier ends. A product that waits for the centre gets from the province no more
    than 4 stars meanwhile, and its dossier stays there. Raises Refusal for a result that is not final, has too few
    stars, or has more than the deciding level may give.
    """
    return [_recognise(result, decision, by=by) for result in sorted(results, key=lambda each: each.case_id)]


@transaction.atomic
def leave_unrecognised(*, result: Result, by: str, note: str = "") -> Dossier:
    """End the dossier of a final result below 3 stars: it is kept, never certified nor published (D26, Article 3.3)."""
    locked = _locked(result)
    if refusal := _not_the_last(locked) or rules.may_leave_unrecognised(locked):
        raise refusal
    return move(dossier=locked.case.dossier, act=Act.NOT_RECOGNISE, by=by, note=note)


@transaction.atomic
def send_up(*, result: Result, by: str, note: str = "") -> Dossier:
    """Send the dossier of a final result from 90 points on to the centre (D26, Article 7.3e). Raises Refusal."""
    locked = _locked(result)
    if refusal := _not_the_last(locked) or rules.may_send_up(locked):
        raise refusal
    return move(dossier=locked.case.dossier, act=Act.SEND_UP, by=by, note=note)


@transaction.atomic
def bring_back(*, dossier: Dossier, by: str, note: str = "") -> Dossier:
    """Send back a dossier that stays below 5 stars at the centre (D26, Article 7.4g). Raises Refusal.

    The province recognises on the centre's result, where that is here, or evaluates again (`evaluate_again`).
    """
    return move(dossier=dossier, act=Act.BRING_BACK, by=by, note=note)


@transaction.atomic
def evaluate_again(*, dossier: Dossier, by: str, note: str = "") -> Dossier:
    """Put a dossier that is at the centre, or that the centre has answered, before the province's council again.

    Raises Refusal for a final result the province's own council came to.
    """
    locked = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if refusal := rules.may_evaluate_again(locked, result_of(locked)):
        raise refusal
    return move(dossier=locked, act=Act.SCORE_AGAIN, by=by, note=note)


def _recognise(result: Result, decision: Decision, *, by: str) -> Recognition:
    locked = _locked(result)
    if refusal := _not_the_last(locked) or rules.may_recognise(locked, decision):
        raise refusal
    assert decision.decided_on is not None  # noqa: S101 - for the type checker: the rule asked
    dossier, is_meanwhile = locked.case.dossier, rules.is_meanwhile(locked, decision)
    recognition = recognitions.recognise(
        recognition=NewRecognition(
            product=dossier.product,
            stars=rules.stars_given(locked, decision),
            five_star_candidate=is_meanwhile and locked.stars_by_points == rules.UP_FROM,
            on=decision.decided_on,
            decision=decision,
            score=two_decimals(rules.exact(locked)),
            edition=dossier.edition.product_set_id.partition("-")[0],
            origin=Origin(dossier.origin),
        ),
        by=by,
    )
    certificates.issue(recognition=recognition, by=by, on=decision.decided_on)
    locked.decision, locked.recognition = decision, recognition
    locked.save(update_fields=["decision", "recognition"])
    act = Act.RECOGNISE_MEANWHILE if is_meanwhile else Act.RECOGNISE
    move(dossier=dossier, act=act, by=by, note=decision.number)
    return recognition


def _locked(result: Result) -> Result:
    """Return the result with its case and dossier as they stand, once nobody else decides on them."""
    Dossier.objects.select_for_update().get(pk=result.case.dossier_id)
    return Result.objects.select_related(
        "case__session__council", "case__dossier__product", "case__dossier__edition"
    ).get(pk=result.pk)


def _not_the_last(result: Result) -> Refusal | None:
    return None if result_of(result.case.dossier) == result else rules.NOT_THE_LAST


def _goes_on_elsewhere(case: Case) -> bool:
    """Tell whether a later session has the dossier on its list: then this one's result was objected to."""
    return Case.objects.filter(dossier=case.dossier_id, pk__gt=case.pk).exists()


def _code(case: Case) -> str:
    return f"{case.session.code}.{case.position}"
