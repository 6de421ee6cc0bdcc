"""The vault of a producer's papers: each kept once, replaced by a newer, withdrawn with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.core.text import normalise
from saolang.programme.registry import rules
from saolang.programme.registry.models import Evidence, Producer
from saolang.programme.registry.queries import papers_of
from saolang.programme.registry.services.shown_papers import show_newer

if TYPE_CHECKING:
    from datetime import date

    from saolang.base.files.models import StoredFile
    from saolang.programme.registry.models import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """What is told of a paper when it is put into the vault; its file has been admitted.

    `product` is None where it speaks of the producer as a whole. `expires_on` is the last day it holds, as printed on
    it; None where it does not run out.
    """

    kind: str
    title: str
    file: StoredFile
    file_name: str
    product: Product | None = None
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@transaction.atomic
def add(*, producer: Producer, paper: NewPaper, by: str) -> Evidence:
    """Put a paper into the producer's vault.

    Raises Refusal for one without a name, one that ends before it was issued, another's product, and a file that is in
    the vault already: that one is to be used again.
    """
    locked = Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    return _keep(locked, paper, by=by)


@transaction.atomic
def replace(*, evidence: Evidence, paper: NewPaper, by: str) -> Evidence:
    """Put a newer paper into the vault in the place of one: that one stays readable and proves nothing any more.

    Where buyers read of the old one they read of the newer, if it says as much.

    Raises Refusal as `add` does, and where the paper was replaced or withdrawn already.
    """
    producer = Producer.objects.select_for_update(of=("self",)).get(pk=evidence.producer_id)
    old = _lock(evidence)
    if refusal := rules.check_in_use(old):
        raise refusal
    newer = _keep(producer, paper, replaces=old, by=by)
    show_newer(old=old, new=newer, by=by)
    return newer


@transaction.atomic
def withdraw(*, evidence: Evidence, reason: str, by: str) -> Evidence:
    """Say that a paper proves nothing, and why; it and its file stay readable where they were used.

    Raises Refusal without a reason, and where it was replaced or withdrawn already.
    """
    old = _lock(evidence)
    reason = normalise(reason)
    if refusal := rules.check_in_use(old) or rules.check_reason(reason):
        raise refusal
    old.withdrawn_at, old.withdrawn_by, old.withdrawn_reason = timezone.now(), by, reason
    old.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(
        by=by,
        action=Action.WITHDRAW,
        kind="evidence",
        code=old.code,
        before={"kind": old.kind, "file": old.file.sha256},
        reason=reason,
    )
    return old


def _keep(producer: Producer, paper: NewPaper, *, replaces: Evidence | None = None, by: str) -> Evidence:
    [code] = fresh_codes(Evidence.objects.all(), "MC", 1)
    kept = Evidence(
        code=code,
        producer=producer,
        product=paper.product,
        kind=paper.kind,
        title=normalise(paper.title),
        number=normalise(paper.number),
        issuer=normalise(paper.issuer),
        issued_on=paper.issued_on,
        expires_on=paper.expires_on,
        file=paper.file,
        file_name=normalise(paper.file_name),
        replaces=replaces,
        recorded_by=by,
    )
    same = Evidence.objects.filter(producer=producer, file=paper.file, withdrawn_at=None).first()
    if refusal := rules.check_evidence(kept, same=same, held=papers_of(producer).count()):
        raise refusal
    kept.save(force_insert=True)
    record(
        by=by,
        action=Action.CREATE,
        kind="evidence",
        code=kept.code,
        after={
            "producer": producer.code,
            "product": paper.product.code if paper.product else None,
            "kind": str(kept.kind),
            "issuer": kept.issuer,
            "issued_on": kept.issued_on,
            "expires_on": kept.expires_on,
            "file": paper.file.sha256,
            "replaces": replaces.code if replaces else None,
        },
        personal={"title": kept.title, "number": kept.number},
    )
    return kept


def _lock(evidence: Evidence) -> Evidence:
    """Return the paper as it is now, held until the transaction ends."""
    return Evidence.objects.select_for_update(of=("self",)).select_related("file").get(pk=evidence.pk)
