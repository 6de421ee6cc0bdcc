"""What the questions to the secretary rest on: signed sheets of a session, results of councils."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from saolang.core.scoring import rate_sheet, score
from saolang.core.scrutiny import Finding, Sheet, questions_about, questions_between
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.queries.dossiers import sheet_from_claims
from saolang.programme.evaluation.models import Result, ScoreSheet
from saolang.programme.evaluation.queries.councils import roll_of
from saolang.programme.evaluation.queries.results import latest_of
from saolang.programme.evaluation.queries.sheets import facts_of, lines_of
from saolang.programme.evaluation.rules.blind import SheetFacts, may_see
from saolang.programme.evaluation.rules.sheets import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from saolang.core.scoring import CriteriaSet
    from saolang.programme.evaluation.models import Council, Membership, Session, SheetLine

FIRST_ROUND = 1
"""A later round follows a discussion: who agrees then has been talked to."""


class Answer(NamedTuple):
    """What is asked, and the names of those it names, by the key the questions name them with."""

    findings: tuple[Finding, ...]
    names: Mapping[str, str]


def questions_in(session: Session, viewer: Membership | None) -> Answer:
    """Return what is to be asked about the session's sheets of the first round.

    Only sheets count that the viewer may see (`rules.blind.may_see`): a product whose sheets are not all signed is left
    out. `viewer` is the seat of who asks, if there is one. A fixed number of queries.
    """
    roll = roll_of(session)
    facts = {key: facts_of(roll, case) for key, case in roll.cases.items()}
    signed = ScoreSheet.objects.filter(case__session=session, round=FIRST_ROUND).exclude(signature=None)
    seat = viewer.pk if viewer else None
    seen = [
        sheet
        for sheet in signed.select_related("membership__user")
        if may_see(SheetFacts(sheet.membership_id, sheet.round, is_signed=True), facts[sheet.case_id], seat)
    ]
    lines = lines_of(seen)
    names = {str(sheet.membership_id): sheet.membership.user.full_name for sheet in seen}
    sheets = (_sheet(sheet, sheet_of(roll.cases[sheet.case_id].dossier.edition), lines[sheet.pk]) for sheet in seen)
    return Answer(questions_about(sheets), names)


def questions_among(councils: QuerySet[Council]) -> Answer:
    """Return what is to be asked about how the councils' results compare with the producers' own scores.

    The last result of each product counts. A fixed number of queries, and one for each edition not yet read.
    """
    gaps: defaultdict[str, list[float]] = defaultdict(list)
    results = latest_of(Result.objects.filter(case__session__council__in=councils)).select_related(
        "case__session", "case__dossier__edition"
    )
    for result in results.defer("case__dossier__edition__content").prefetch_related("case__dossier__claims"):
        dossier = result.case.dossier
        own = rate_sheet(sheet_of(dossier.edition), sheet_from_claims(dossier, dossier.claims.all())).total
        gaps[str(result.case.session.council_id)].append(float(Fraction(result.total) - Fraction(own)))
    return Answer((questions_between(gaps),), {str(council.pk): council.name for council in councils})


def _sheet(sheet: ScoreSheet, criteria_set: CriteriaSet, lines: Iterable[SheetLine]) -> Sheet:
    """Return a signed sheet as the questions ask it."""
    points = score(criteria_set, filled(criteria_set, lines))
    shares = {code: float(points[code] / each.maximum) for code, each in criteria_set.criteria.items()}
    return Sheet(str(sheet.case_id), str(sheet.membership_id), criteria_set.code, float(sheet.total or 0), shares)
