"""A dossier on its way to the centre and back, with what the councils make of it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Decision
from saolang.programme.certification.services import decisions
from saolang.programme.certification.services.decisions import NewDecision
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.rules import packages as package_rules
from saolang.programme.dossiers.services import packages
from saolang.programme.evaluation.choices import CaseState, Mode, SessionState, Stage
from saolang.programme.evaluation.models import Case, Council, Result, Session
from saolang.programme.evaluation.queries.results import result_of
from saolang.programme.evaluation.queries.transfers import RESULT, enclosed_papers, told_result
from saolang.programme.evaluation.rules import transfers as rules
from saolang.programme.evaluation.rules.proofs import result_text
from saolang.programme.evaluation.rules.sheets import digest
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.programme.dossiers.models import Dossier, Package

MINISTRY = "Bộ Nông nghiệp và Môi trường"
"""Whose minister decides on 5 stars (D26, Article 7.4)."""


def make(*, dossier: Dossier, by: str) -> Package:
    """Make the package that is due: of the dossier for the centre, or, where it came as one, of the centre's answer.

    With it go the council's final result and the papers issued of its session. Raises Refusal as `packages` does.
    """
    make_it = packages.answer if package_rules.came_from_elsewhere(dossier) else packages.export
    return make_it(dossier=dossier, result=told_result(dossier), papers=enclosed_papers(dossier), by=by)


def take_in(*, content: bytes, by: str) -> Package:
    """Take in a package as `packages.take_in` does; of an answer the centre's result is kept along with it.

    The province recognises on that result (`results.recognise`): nobody types its stars. Raises Refusal also where the
    points of its criteria do not come to what it says.
    """
    return packages.take_in(content=content, answered=keep_answer, by=by)


def keep_answer(*, dossier: Dossier, told: Mapping[str, Any], by: str) -> Result | None:
    """Keep what the centre's council came to as the dossier's final result, in the caller's transaction.

    In order: it is computed anew from the means of its criteria; its council and session are entered as the centre has
    them, the minister's decision too where there is one; then the result. The same result again can only add the
    decision; one that comes too late, when the province has gone on, changes nothing. Raises Refusal, and KeyError or
    ValueError for what is no result.
    """
    decision = _decision(dossier, told["decision"], by=by)
    last = result_of(dossier)
    if last and last.sha256 == told["sha256"]:
        return _decided(last, decision)
    if dossier.state not in {State.CENTRE, State.FINAL}:
        return None
    if refusal := rules.check_result(sheet_of(dossier.edition), told):
        raise refusal
    case = Case.objects.create(
        session=_session(told, by=by), dossier=dossier, position=told["position"], state=CaseState.SETTLED
    )
    said = {name: told[name] for name in RESULT} | {"total": str(Fraction(told["total"]))}
    result = Result(case=case, stage=Stage.FINAL, computed_by=by, decision=decision, **said)
    if digest(result_text(result)) != result.sha256:
        raise rules.NOT_WHAT_IT_COMES_TO
    result.save(force_insert=True)
    after = {name: getattr(result, name) for name in ("stage", "round", "total", "stars", "votes", "sha256")}
    record(by=by, action=Action.IMPORT, kind="result", code=f"{case.session.code}.{case.position}", after=after)
    return result


def _decided(result: Result, decision: Decision | None) -> Result:
    """Let the result name the decision that came after it."""
    if decision and result.decision_id is None:
        result.decision = decision
        result.save(update_fields=["decision"])
    return result


def _session(told: Mapping[str, Any], *, by: str) -> Session:
    """Return the session as the centre held it, entered with the first result of it. Its sheets stay there."""
    said, council = told["session"], _council(told["council"], by=by)
    held_on, mode = date.fromisoformat(said["held_on"]), Mode(said["mode"])
    known = Session.objects.filter(code=said["code"]).first()
    if known is not None:
        if (known.origin, known.council_id, known.merkle_root) != (Origin.IMPORTED, council.pk, said["merkle_root"]):
            raise rules.NAMED_ALIKE
        return known
    now = timezone.now()
    session = Session.objects.create(
        code=said["code"],
        council=council,
        title=said["title"],
        mode=mode,
        held_on=held_on,
        state=SessionState.CLOSED,
        closed_at=now,
        closed_by=by,
        merkle_root=said["merkle_root"],
        origin=Origin.IMPORTED,
        recorded_by=by,
    )
    after = {"council": council.code, "merkle_root": session.merkle_root}
    record(by=by, action=Action.IMPORT, kind="council_session", code=session.code, after=after)
    return session


def _council(said: Mapping[str, Any], *, by: str) -> Council:
    known = Council.objects.filter(code=said["code"]).first()
    if known is not None:
        if (known.origin, known.level) != (Origin.IMPORTED, Level.CENTRE):
            raise rules.NAMED_ALIKE
        return known
    council = Council.objects.create(
        code=said["code"],
        name=said["name"],
        level=Level.CENTRE,
        decision_number=said["decision_number"],
        decided_on=date.fromisoformat(said["decided_on"]),
        origin=Origin.IMPORTED,
        recorded_by=by,
    )
    after = {"name": council.name, "decision": council.decision_number, "decided_on": council.decided_on}
    record(by=by, action=Action.IMPORT, kind="council", code=council.code, after=after)
    return council


def _decision(dossier: Dossier, said: Mapping[str, Any] | None, *, by: str) -> Decision | None:
    """Return the minister's decision, entered where it is not here yet; None where the answer names none."""
    if said is None or not said["decided_on"]:
        return None
    place, decided_on = dossier.place.province or dossier.place, date.fromisoformat(said["decided_on"])
    known = Decision.objects.filter(number=said["number"], decided_on=decided_on, level=Level.CENTRE, place=place)
    return known.first() or decisions.enter(
        decision=NewDecision(
            number=said["number"],
            decided_on=decided_on,
            authority=MINISTRY,
            level=Level.CENTRE,
            place=place,
            origin=Origin.IMPORTED,
        ),
        by=by,
    )
