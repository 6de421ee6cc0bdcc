"""Dossiers on the producer's side: opened, filled in, claimed, proved, frozen, handed in, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.places.queries import unit_on
from saolang.programme.criteria.queries import current_edition
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import Act, DossierKind
from saolang.programme.dossiers.models import Claim, Dossier, Proof, Submission
from saolang.programme.dossiers.queries.dossiers import (
    claims_of,
    dossier_before,
    frozen,
    held_by,
    owns,
    proofs_of,
    still_open,
    term_of,
)
from saolang.programme.dossiers.rules import dossiers as rules
from saolang.programme.dossiers.rules.checklist import PaperState, newest, paper_state
from saolang.programme.dossiers.rules.forms import BY_CODE, Section, fields_for, read_answer
from saolang.programme.dossiers.rules.procedures import procedure_on
from saolang.programme.dossiers.services.moves import move
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Product
from saolang.programme.registry.queries import papers_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from saolang.base.places.models import Place
    from saolang.programme.dossiers.models import Idea
    from saolang.programme.registry.models import Evidence, Producer

ASKED_ANEW = frozenset({"pledge"})
"""What a renewal asks although the last dossier answered it; the sections of figures and changes, too."""
SECTIONS_ASKED_ANEW = frozenset({Section.RESULTS, Section.CHANGES, Section.AHEAD})


@transaction.atomic
def open_dossier(
    *,
    product: Product,
    producer: Producer,
    kind: DossierKind,
    by: str,
    idea: Idea | None = None,
    origin: Origin = Origin.ENTERED,
    on: date | None = None,
) -> Dossier:
    """Open a dossier of the product under the criteria and the procedure in use on the day (today where left out).

    It goes to the unit of the day's map that wholly contains the place of the product, or else of its producer. A
    renewal or an upgrade begins with what the last dossier claimed and with its papers that still hold. Raises Refusal
    where the producer does not own the product, the product has a dossier that is not ended, has no set or no place,
    that place was divided, no procedure is in use, or the kind does not fit the certificate it holds or the filing
    window.
    """
    day = on or timezone.localdate()
    locked = Product.objects.select_for_update(of=("self",)).select_related("product_set", "place").get(pk=product.pk)
    open_one = still_open(Dossier.objects.filter(product=locked)).first()
    if refusal := rules.may_open(locked, is_owned=owns(producer, locked, day), open_one=open_one):
        raise refusal
    assert locked.product_set is not None  # noqa: S101 - for the type checker: the rule has found it
    procedure = procedure_on(day)
    if procedure is None:
        raise rules.BEFORE_EVERY_PROCEDURE
    place = _unit_of(locked, producer, day)
    held = held_by(locked, day)
    term = term_of(held, day, procedure.code) if held else None
    if refusal := rules.fits(kind, held, term.filing if term else None):
        raise refusal
    [code] = fresh_codes(Dossier.objects.all(), "HS", 1)
    dossier = Dossier.objects.create(
        code=code,
        producer=producer,
        product=locked,
        place=place,
        kind=kind,
        edition=current_edition(locked.product_set),
        procedure=procedure.code,
        renews=held,
        idea=idea,
        state=procedure.starts_in,
        origin=origin,
        opened_by=by,
    )
    record(by=by, action=Action.CREATE, kind="dossier", code=code, after=_told(dossier))
    before = dossier_before(dossier)
    if before and kind != DossierKind.FIRST:
        _fill_from(dossier, before, day, by=by)
    return dossier


@transaction.atomic
def fill_in(*, dossier: Dossier, answers: Mapping[str, str], version: int, by: str) -> Dossier:
    """Keep answers of the forms, by field; the fields not named stay as they are.

    `version` is the one the person saw. Raises Refusal for an answer that is none, a field the forms do not have, a
    dossier that is not the producer's to change now, and one that somebody has changed since.
    """
    locked = _lock(dossier)
    if refusal := rules.may_edit(locked) or rules.check_version(locked, version):
        raise refusal
    known = {field.code: field for field in fields_for(locked.kind)}
    read = {code: read_answer(known[code], text) for code, text in answers.items() if code in known}
    changed = {code: text for code, text in read.items() if text != locked.forms.get(code, "")}
    if not changed:
        return locked
    before = {code: locked.forms.get(code, "") for code in changed}
    locked.forms = {**locked.forms, **changed}
    _touch(locked, by=by)
    personal = {code for code in changed if BY_CODE[code].personal}
    record(
        by=by,
        action=Action.CHANGE,
        kind="dossier",
        code=locked.code,
        before={code: text for code, text in before.items() if code not in personal},
        after={code: text for code, text in changed.items() if code not in personal},
        personal={code: changed[code] for code in personal},
    )
    return locked


@transaction.atomic
def claim(
    *,
    dossier: Dossier,
    criterion: str,
    option: str,
    by: str,
    reason: str = "",
    papers: Collection[Evidence] | None = None,
    seen: str | None = None,
) -> Dossier:
    """Keep one line of the self-score: the option claimed ("" for none), why, and the papers that prove it.

    `papers` replaces those the criterion had; None leaves them. `seen` stands for the line as the person saw it
    (`rules.shown`); None where nobody looked at it. Raises Refusal for what the set does not have, another's paper, a
    dossier that is not the producer's to change now, and a line that somebody has changed since.
    """
    locked = _lock(dossier)
    line = Claim.objects.filter(dossier=locked, criterion=criterion).first()
    proofs = {proof.evidence_id: proof for proof in proofs_of(locked).filter(criterion=criterion)}
    wanted = {paper.pk: paper for paper in papers} if papers is not None else None
    reason = reason.strip()
    refusal = rules.may_edit(locked) or rules.check_claim(
        locked,
        sheet_of(locked.edition),
        criterion=criterion,
        option=option,
        reason=reason,
        papers=list((wanted or {}).values()),
    )
    if refusal:
        raise refusal
    if seen is not None and seen != rules.shown(line, [proof.evidence.code for proof in proofs.values()]):
        raise rules.CHANGED_MEANWHILE
    before = {"option": line.option, "reason": line.reason} if line else {"option": "", "reason": ""}
    after = {"option": option, "reason": reason if option else ""}
    if before == after and (wanted is None or wanted.keys() == proofs.keys()):
        return locked
    _set_claim(locked, criterion, option, reason, by=by)
    told: dict[str, object] = {**after}
    if wanted is not None:
        _set_proofs(locked, criterion, proofs, wanted, by=by)
        told["papers"] = sorted(paper.code for paper in wanted.values())
    _touch(locked, by=by)
    record(
        by=by,
        action=Action.CHANGE,
        kind="dossier",
        code=locked.code,
        before={"criterion": criterion, **before},
        after={"criterion": criterion, **told},
    )
    return locked


@transaction.atomic
def prove(*, dossier: Dossier, evidence: Evidence, by: str, criterion: str = "") -> Dossier:
    """Add a paper of the producer's vault as proof of a criterion, or of the dossier itself. Raises Refusal."""
    locked = _lock(dossier)
    papers = [proof.evidence for proof in proofs_of(locked).filter(criterion=criterion)]
    refusal = rules.may_edit(locked) or rules.check_proofs(locked, [*papers, evidence])
    if refusal:
        raise refusal
    if evidence in papers:
        return locked
    Proof.objects.create(dossier=locked, criterion=criterion, evidence=evidence, added_by=by)
    _touch(locked, by=by)
    after = {"criterion": criterion, "paper": evidence.code}
    record(by=by, action=Action.CHANGE, kind="dossier", code=locked.code, after=after)
    return locked


@transaction.atomic
def take_out(*, dossier: Dossier, evidence: Evidence, by: str) -> Dossier:
    """Take a paper out of the dossier, wherever it proves something there; it stays in the vault. Raises Refusal."""
    locked = _lock(dossier)
    if refusal := rules.may_edit(locked):
        raise refusal
    used = Proof.objects.filter(dossier=locked, evidence=evidence)
    criteria = list(used.values_list("criterion", flat=True))
    if not criteria:
        return locked
    used.delete()
    _touch(locked, by=by)
    before = {"paper": evidence.code, "criteria": criteria}
    record(by=by, action=Action.CHANGE, kind="dossier", code=locked.code, before=before)
    return locked


@transaction.atomic
def take_newer(*, old: Evidence, new: Evidence, by: str) -> list[Dossier]:
    """Let the newer paper prove what the one it replaces proved, in every dossier the producer works on now.

    Return those dossiers. What was handed in stays as it was signed.
    """
    editable = Dossier.objects.select_for_update(of=("self",)).filter(state__in=rules.EDITABLE, producer=old.producer)
    changed = list(editable.filter(pk__in=Proof.objects.filter(evidence=old).values("dossier")))
    for dossier in changed:
        proved = Proof.objects.filter(dossier=dossier, evidence=new).values_list("criterion", flat=True)
        Proof.objects.filter(dossier=dossier, evidence=old, criterion__in=list(proved)).delete()
        Proof.objects.filter(dossier=dossier, evidence=old).update(evidence=new, added_at=timezone.now(), added_by=by)
        _touch(dossier, by=by)
        record(
            by=by,
            action=Action.CHANGE,
            kind="dossier",
            code=dossier.code,
            before={"paper": old.code},
            after={"paper": new.code},
        )
    return changed


@transaction.atomic
def withdraw(*, dossier: Dossier, reason: str, by: str) -> Dossier:
    """Take the dossier back: nothing more is done with it. Raises Refusal once the council has it."""
    locked = _lock(dossier)
    _discard(locked, by=by)
    return move(dossier=locked, act=Act.WITHDRAW, note=reason, by=by)


def _unit_of(product: Product, producer: Producer, day: date) -> Place:
    """Return the unit of the day's map to which a dossier of the product goes. Raises Refusal where none is known."""
    known = product.place or producer.place
    if known is None:
        raise rules.WITHOUT_PLACE
    if (unit := unit_on(known, day)) is None:
        raise rules.DIVIDED
    return unit


def _told(dossier: Dossier) -> dict[str, object]:
    """Return what the list of changes says of a dossier that is opened."""
    return {
        "product": dossier.product.code,
        "producer": dossier.producer.code,
        "kind": str(dossier.kind),
        "edition": dossier.edition.code,
        "procedure": dossier.procedure,
    }


def _fill_from(dossier: Dossier, before: Dossier, day: date, *, by: str) -> None:
    """Take over the claims the edition knows, the papers that still hold, and the answers that are not asked anew."""
    criteria = sheet_of(dossier.edition).criteria
    claims = [
        Claim(dossier=dossier, criterion=claim.criterion, option=claim.option, reason=claim.reason, saved_by=by)
        for claim in claims_of(before).values()
        if claim.criterion in criteria and criteria[claim.criterion].option(claim.option)
    ]
    in_use = {paper.pk: paper for paper in papers_of(dossier.producer)}
    proofs = {}
    for proof in proofs_of(before):
        paper = in_use.get(newest(proof.evidence).pk)
        fits = not proof.criterion or proof.criterion in criteria
        if paper and fits and paper_state(paper, day) == PaperState.GOOD:
            proofs[proof.criterion, paper.pk] = paper
    Claim.objects.bulk_create(claims)
    Proof.objects.bulk_create(
        Proof(dossier=dossier, criterion=criterion, evidence=paper, added_by=by)
        for (criterion, _key), paper in proofs.items()
    )
    kept = {field.code for field in fields_for(dossier.kind) if field.section not in SECTIONS_ASKED_ANEW} - ASKED_ANEW
    dossier.forms = {code: text for code, text in before.forms.items() if code in kept}
    dossier.save(update_fields=["forms"])
    taken = {"from": before.code, "claims": len(claims), "papers": len(proofs)}
    record(by=by, action=Action.CHANGE, kind="dossier", code=dossier.code, after=taken)


def _set_claim(dossier: Dossier, criterion: str, option: str, reason: str, *, by: str) -> None:
    if option:
        values = {"option": option, "reason": reason, "saved_at": timezone.now(), "saved_by": by}
        Claim.objects.update_or_create(dossier=dossier, criterion=criterion, defaults=values)
    else:
        Claim.objects.filter(dossier=dossier, criterion=criterion).delete()


def _set_proofs(
    dossier: Dossier, criterion: str, proofs: Mapping[int, Proof], wanted: Mapping[int, Evidence], *, by: str
) -> None:
    Proof.objects.filter(pk__in=[proof.pk for key, proof in proofs.items() if key not in wanted]).delete()
    Proof.objects.bulk_create(
        Proof(dossier=dossier, criterion=criterion, evidence=paper, added_by=by)
        for key, paper in wanted.items()
        if key not in proofs
    )


def _touch(dossier: Dossier, *, by: str) -> None:
    """Note that the dossier changed; what was frozen and not yet signed is the dossier no more."""
    _discard(dossier, by=by)
    dossier.version += 1
    dossier.save(update_fields=["forms", "version"])


def _discard(dossier: Dossier, *, by: str) -> None:
    if waiting := frozen(dossier):
        record(
            by=by,
            action=Action.WITHDRAW,
            kind="submission",
            code=f"{dossier.code}.{waiting.number}",
            before={"sha256": waiting.content.sha256},
        )
        Submission.objects.filter(pk=waiting.pk).delete()


def _lock(dossier: Dossier) -> Dossier:
    """Return the dossier as it is now, held until the transaction ends."""
    locked = Dossier.objects.select_for_update(of=("self",))
    return locked.select_related("edition", "producer", "product", "place", "renews").get(pk=dossier.pk)
