"""Reports on a dossier before the council scores: the commune's (Mẫu số 03), the advisory team's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.dossiers.choices import Act, Assessor
from saolang.programme.dossiers.models import Assessment, Dossier, Finding
from saolang.programme.dossiers.queries.offices import sample_steps
from saolang.programme.dossiers.rules import assessments as rules
from saolang.programme.dossiers.rules import receipts, samples, supplements
from saolang.programme.dossiers.services import moves

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from saolang.core.refusal import Refusal
    from saolang.programme.dossiers.rules.assessments import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A report as it is written: answers by topic, findings by criterion."""

    answers: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, Found] = field(default_factory=dict)
    met_on: date | None = None
    proposes: bool | None = None
    conclusion: str = ""


@transaction.atomic
def save(*, dossier: Dossier, assessor: Assessor, written: Written, version: int, by: str) -> Assessment:
    """Keep the report as it stands now, complete or not; `version` is the one the person saw, 0 where there was none.

    Raises Refusal when it is not the assessor's turn, a finding is of no criterion of theirs, or somebody else has
    changed the report since.
    """
    locked = _lock(dossier)
    kept = locked.assessments.select_for_update().filter(assessor=assessor, locked_at=None).first()
    if refusal := _may_save(locked, assessor, written, kept, version):
        raise refusal
    assessment = kept or Assessment(dossier=locked, assessor=assessor, version=0)
    topics = dict(rules.TOPICS[assessor])
    assessment.answers = {name: written.answers.get(name, "").strip() for name in topics}
    assessment.met_on, assessment.proposes = written.met_on, written.proposes
    assessment.conclusion = written.conclusion.strip()
    assessment.saved_at, assessment.saved_by = timezone.now(), by
    assessment.version += 1
    assessment.save()
    _write_findings(assessment, written.findings)
    record(
        by=by,
        action=Action.CHANGE if kept else Action.CREATE,
        kind="assessment",
        code=_code(locked, assessment),
        after=_told(assessment),
    )
    return assessment


@transaction.atomic
def hand_on(*, dossier: Dossier, assessor: Assessor, version: int, by: str) -> Assessment:
    """Lock the report and send the dossier on: to the province, to the council, or refused where it is not proposed.

    Raises Refusal when the report lacks something or has changed since, requests to supplement are open, the samples
    have not all come (before the province), or the procedure does not let the dossier go there.
    """
    locked = _lock(dossier)
    assessment = locked.assessments.select_for_update().filter(assessor=assessor, locked_at=None).first()
    if assessment is None:
        raise rules.NOTHING_WRITTEN
    if refusal := may_hand_on(locked, assessment, version):
        raise refusal
    assessment.locked_at, assessment.locked_by = timezone.now(), by
    assessment.save(update_fields=["locked_at", "locked_by"])
    record(by=by, action=Action.CLOSE, kind="assessment", code=_code(locked, assessment), after=_told(assessment))
    act = rules.HANDED_ON_BY[assessor] if assessment.proposes else Act.REFUSE
    moves.move(dossier=locked, act=act, by=by, note=assessment.conclusion)
    return assessment


def may_hand_on(dossier: Dossier, assessment: Assessment, version: int) -> Refusal | None:
    """Answer nothing when the report is complete, is the version seen, and what it goes with has come; else why not."""
    assessor = Assessor(assessment.assessor)
    if assessment.version != version:
        return rules.CHANGED_MEANWHILE
    refusal = rules.may_write(dossier, assessor) or rules.is_complete(assessment)
    if refusal or not assessment.proposes:
        return refusal
    if refusal := supplements.all_settled(dossier.supplements.all()):
        return refusal
    if assessor == Assessor.ADVISERS:
        return None
    held = samples.balance(sample_steps(dossier))
    return receipts.is_received(dossier) or samples.all_passed_on(dossier, held)


def _may_save(
    dossier: Dossier, assessor: Assessor, written: Written, kept: Assessment | None, version: int
) -> Refusal | None:
    if refusal := rules.may_write(dossier, assessor):
        return refusal
    if (kept.version if kept else 0) != version:
        return rules.CHANGED_MEANWHILE
    if written.met_on and written.met_on > timezone.localdate():
        return rules.DAY_AHEAD
    return rules.check_findings(dossier, assessor, written.findings)


def _write_findings(assessment: Assessment, findings: Mapping[str, Found]) -> None:
    said = {code: found for code, found in findings.items() if found.option or found.note.strip()}
    assessment.findings.exclude(criterion__in=said).delete()
    for code, found in said.items():
        Finding.objects.update_or_create(
            assessment=assessment, criterion=code, defaults={"option": found.option, "note": found.note.strip()}
        )


def _told(assessment: Assessment) -> dict[str, object]:
    """Return what the list of changes tells: the findings and what they come to, not whole essays."""
    return {
        "assessor": assessment.assessor,
        "met_on": assessment.met_on,
        "proposes": assessment.proposes,
        "findings": {finding.criterion: finding.option for finding in assessment.findings.all()},
        "version": assessment.version,
    }


def _code(dossier: Dossier, assessment: Assessment) -> str:
    return f"{dossier.code}/{assessment.pk}"


def _lock(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update(of=("self",)).select_related("edition").get(pk=dossier.pk)
