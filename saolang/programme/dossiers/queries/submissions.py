"""What a dossier says when it is handed in, and the submissions a person may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.programme.dossiers.models import Submission
from saolang.programme.dossiers.queries.dossiers import claims_of, proofs_of, standing_of, visible_to
from saolang.programme.dossiers.queries.forms import filled
from saolang.programme.dossiers.rules.procedures import named

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier, Proof

FORMAT = "saolang-dossier-1"


def submissions_visible_to(user: User) -> QuerySet[Submission]:
    """Return what was handed in of the dossiers the person may see."""
    return Submission.objects.filter(dossier__in=visible_to(user))


def content_of(dossier: Dossier, number: int) -> dict[str, object]:
    """Return everything the dossier says: forms, self-score, proofs with the digests of their files, and its rules."""
    claims = claims_of(dossier)
    rating = standing_of(dossier, claims.values()).rating
    return {
        "format": FORMAT,
        "code": dossier.code,
        "number": number,
        "kind": dossier.kind,
        "producer": {"code": dossier.producer.code, "name": dossier.producer.name},
        "product": {"code": dossier.product.code, "name": dossier.product.name_vi},
        "place": dossier.place.public_code,
        "edition": {"code": dossier.edition.code, "sha256": dossier.edition.sha256},
        "procedure": {"code": dossier.procedure, "sha256": named(dossier.procedure).sha256},
        "forms": filled(dossier),
        "claims": {code: {"option": claim.option, "reason": claim.reason} for code, claim in sorted(claims.items())},
        "self_score": {"points": rating.total, "stars": rating.stars},
        "proofs": [_proof(proof) for proof in proofs_of(dossier).order_by("criterion", "evidence__code")],
        "supplements": [
            {"item": each.item, "asked": each.note, "reply": each.reply} for each in dossier.supplements.all()
        ],
    }


def _proof(proof: Proof) -> dict[str, object]:
    paper = proof.evidence
    return {
        "criterion": proof.criterion,
        "code": paper.code,
        "kind": paper.kind,
        "title": paper.title,
        "number": paper.number,
        "issuer": paper.issuer,
        "issued_on": paper.issued_on,
        "expires_on": paper.expires_on,
        "file": paper.file_name,
        "sha256": paper.file.sha256,
    }
