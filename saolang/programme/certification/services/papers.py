"""Papers of a decision: added as files that have been admitted, withdrawn with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.core.text import normalise
from saolang.programme.certification import rules
from saolang.programme.certification.models import Decision, DecisionPaper

if TYPE_CHECKING:
    from saolang.base.files.models import StoredFile


@transaction.atomic
def add(*, decision: Decision, file: StoredFile, name: str, by: str) -> DecisionPaper:
    """Add a paper to the decision, under the name its file came with.

    Raises Refusal when the decision has the same file already, or as many papers as it may.
    """
    locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if refusal := rules.check_paper(file, locked.papers.filter(withdrawn_at=None)):
        raise refusal
    paper = DecisionPaper.objects.create(decision=locked, file=file, name=normalise(name), added_by=by)
    record(
        by=by,
        action=Action.CHANGE,
        kind="decision",
        code=locked.code,
        after={"paper": paper.name, "file": file.sha256},
    )
    return paper


@transaction.atomic
def withdraw(*, paper: DecisionPaper, reason: str, by: str) -> DecisionPaper:
    """Say that the paper does not belong to the decision, and why; its file stays.

    Raises Refusal when it was withdrawn already, or no reason is given.
    """
    locked = DecisionPaper.objects.select_for_update(of=("self",)).select_related("decision", "file").get(pk=paper.pk)
    if refusal := rules.check_withdrawal(locked, reason):
        raise refusal
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = timezone.now(), by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(
        by=by,
        action=Action.WITHDRAW,
        kind="decision",
        code=locked.decision.code,
        before={"paper": locked.name, "file": locked.file.sha256},
        reason=reason,
    )
    return locked
