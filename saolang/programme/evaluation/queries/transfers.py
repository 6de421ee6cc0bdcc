"""What goes along when a dossier is packed for another installation: the council's result and its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import DateTimeField, Exists, OuterRef
from django.db.models.functions import Cast, Coalesce

from saolang.base.papers.models import IssuedPaper
from saolang.programme.certification.choices import Level
from saolang.programme.dossiers.choices import Act
from saolang.programme.dossiers.models import Move
from saolang.programme.dossiers.queries.packages import told_paper
from saolang.programme.evaluation.choices import Stage
from saolang.programme.evaluation.models import Result
from saolang.programme.evaluation.queries.results import result_of
from saolang.programme.evaluation.rules.proofs import SAID

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.programme.certification.models import Recognition
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.dossiers.queries.packages import Enclosed

COUNCIL = ("code", "name", "decision_number", "decided_on")
SESSION = ("code", "title", "mode", "held_on", "merkle_root")
RESULT = (*SAID, "sha256")


def told_result(dossier: Dossier) -> dict[str, object] | None:
    """Return the council's final result as a manifest tells of it; None before there is one.

    The total and the means are exact fractions, as they were kept.
    """
    result = result_of(dossier)
    if result is None or result.stage != Stage.FINAL:
        return None
    session, decision = result.case.session, result.decision
    return {
        "council": {name: getattr(session.council, name) for name in COUNCIL},
        "session": {name: getattr(session, name) for name in SESSION},
        "position": result.case.position,
        **{name: getattr(result, name) for name in RESULT},
        "decision": {"number": decision.number, "decided_on": decision.decided_on} if decision else None,
    }


def central_result(dossier: Dossier) -> Result | None:
    """Return what a council of the centre came to, here or in a package it sent; None before there is a final one."""
    results = Result.objects.filter(
        case__dossier=dossier, case__session__council__level=Level.CENTRE, stage=Stage.FINAL
    ).select_related("decision", "case__session__council")
    return results.order_by("-pk").first()


def unanswered(recognitions: QuerySet[Recognition]) -> QuerySet[Recognition]:
    """Keep those the centre has not answered since the result they rest on; of one from a register, since its day.

    The centre answers with a final result of its council, whatever its stars, or by sending the dossier back.
    """
    since = Coalesce(OuterRef("result__computed_at"), Cast(OuterRef("began_on"), DateTimeField()))
    results = Result.objects.filter(
        case__dossier__product=OuterRef("product"),
        case__session__council__level=Level.CENTRE,
        stage=Stage.FINAL,
        computed_at__gte=since,
    )
    sent_back = Move.objects.filter(dossier__product=OuterRef("product"), act=Act.BRING_BACK, at__gte=since)
    return recognitions.filter(~Exists(results), ~Exists(sent_back))


def enclosed_papers(dossier: Dossier) -> list[Enclosed]:
    """Return the papers issued of the session that rated the dossier: its minutes, its table of results."""
    result = result_of(dossier)
    if result is None:
        return []
    papers = IssuedPaper.objects.filter(thing_kind="council_session", thing_code=result.case.session.code)
    return [told_paper(paper) for paper in papers.select_related("file").order_by("pk")]
