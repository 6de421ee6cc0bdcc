"""What goes into a package, and what came in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from saolang.base.papers.models import IssuedPaper
from saolang.programme.dossiers.choices import Direction
from saolang.programme.registry.models import ProductVersion
from saolang.programme.registry.queries import form_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.base.accounts.models import Signature
    from saolang.base.files.models import StoredFile
    from saolang.programme.dossiers.models import Assessment, Dossier, Package, Submission
    from saolang.programme.registry.models import Evidence, Producer, Product


class Enclosed(NamedTuple):
    """A paper that goes with a package: as its manifest tells of it, and its file."""

    told: dict[str, str]
    file: StoredFile


def packages_of(dossier: Dossier) -> list[Package]:
    """Return what went out and came in, the latest first, each with its file. One query."""
    return list(dossier.packages.select_related("file"))


def awaiting_answer(dossier: Dossier) -> Package | None:
    """Return the package that brought the dossier here; None where none did."""
    return dossier.packages.filter(direction=Direction.IN, answers="").first()


def issued_for(dossier: Dossier) -> list[Enclosed]:
    """Return the papers issued of the dossier."""
    papers = IssuedPaper.objects.filter(thing_kind="dossier", thing_code=dossier.code).select_related("file")
    return [told_paper(paper) for paper in papers]


def told_paper(paper: IssuedPaper) -> Enclosed:
    """Return an issued paper as a package encloses it."""
    told = {"kind": paper.kind, "number": paper.number, "file": paper.file.sha256, "file_name": paper.file_name}
    return Enclosed(told, paper.file)


def told(dossier: Dossier) -> dict[str, object]:
    """Return the dossier and all it stands on, as a manifest tells of it. It holds personal data of Mẫu 01 and 02."""
    return {
        "dossier": {
            "code": dossier.code,
            "official_code": dossier.official_code,
            "kind": dossier.kind,
            "procedure": dossier.procedure,
            "place": dossier.place.public_code,
            "filed_at": dossier.filed_at,
            "forms": dossier.forms,
            "edition": {
                "set": dossier.edition.product_set_id,
                "number": dossier.edition.number,
                "sha256": dossier.edition.sha256,
            },
            "history": list(dossier.moves.values("act", "before", "after", "at", "note")),
        },
        "producer": _producer(dossier.producer),
        "product": _product(dossier.product),
        "claims": list(dossier.claims.values("criterion", "option", "reason")),
        "evidence": [_evidence(paper) for paper in evidence_in(dossier)],
        "proofs": list(dossier.proofs.values("criterion", "evidence__code")),
        "assessments": [_assessment(each) for each in _locked_assessments(dossier)],
        "samples": list(dossier.sample_moves.values("act", "units", "on", "note")),
    }


def evidence_in(dossier: Dossier) -> list[Evidence]:
    """Return the papers that prove something in the dossier, each once, with its file."""
    proofs = dossier.proofs.select_related("evidence__file")
    return list({proof.evidence_id: proof.evidence for proof in proofs}.values())


def told_submission(submission: Submission) -> dict[str, object]:
    """Return the frozen dossier by its digest, with the statement its owner's signature is over."""
    return {
        "number": submission.number,
        "sha256": submission.content.sha256,
        "frozen_at": submission.frozen_at,
        "signature": _signature(submission.signature),
    }


def _signature(signature: Signature | None) -> dict[str, object] | None:
    if signature is None:
        return None
    return {"statement": signature.statement, "value": signature.value, "key": signature.key.public}


def _producer(producer: Producer) -> dict[str, object]:
    form = form_on(producer, timezone.localdate())
    names = ("code", "name", "name_en", "name_km", "address", "registration_number", "phone", "email", "founded_on")
    return {
        **{name: getattr(producer, name) for name in names},
        "place": producer.place.public_code if producer.place else None,
        "legal_form": form.legal_form if form else None,
    }


def _product(product: Product) -> dict[str, object]:
    version = ProductVersion.objects.filter(product=product, withdrawn_at=None, ended_on=None).first()
    names = ("code", "name_vi", "name_en", "name_km", "gtin")
    return {
        **{name: getattr(product, name) for name in names},
        "place": product.place.public_code if product.place else None,
        **{name: getattr(version, name) if version else "" for name in ProductVersion.MAKE_UP},
    }


def _evidence(paper: Evidence) -> dict[str, object]:
    names = ("code", "kind", "title", "number", "issuer", "issued_on", "expires_on", "file_name")
    return {**{name: getattr(paper, name) for name in names}, "file": paper.file.sha256}


def _locked_assessments(dossier: Dossier) -> Iterable[Assessment]:
    return dossier.assessments.filter(locked_at__isnull=False).prefetch_related("findings")


def _assessment(assessment: Assessment) -> dict[str, object]:
    names = ("assessor", "answers", "met_on", "proposes", "conclusion", "locked_at")
    findings = [
        {"criterion": each.criterion, "option": each.option, "note": each.note} for each in assessment.findings.all()
    ]
    return {**{name: getattr(assessment, name) for name in names}, "findings": findings}
