"""What a proposed edition of the criteria would make of products that were rated under others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.base.kit.words import say
from saolang.core.councils import combine
from saolang.core.refusal import Refusal
from saolang.core.scoring import rate_sheet
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.models import Claim, Dossier
from saolang.programme.dossiers.queries.dossiers import sheet_from_claims, visible_to
from saolang.programme.evaluation.models import Result, ScoreSheet
from saolang.programme.evaluation.queries.results import latest_of, results_visible_to
from saolang.programme.evaluation.queries.sheets import lines_of
from saolang.programme.evaluation.rules.sessions import regulation_of
from saolang.programme.evaluation.rules.sheets import filled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.base.accounts.models import User
    from saolang.core.scoring import CriteriaSet
    from saolang.programme.criteria.models import SetEdition
    from saolang.programme.evaluation.models import SheetLine

MOST = 500
"""Products looked at, the latest first; the page says when there are more."""


@dataclass(frozen=True)
class Row:
    """One product: its stars as they are, and as they would be, or why that cannot be told."""

    product: str
    dossier: str
    council: bool
    """Rated by a council; otherwise by the producer's own score."""
    before: int
    after: int | None
    refusal: str = ""

    @property
    def changes(self) -> bool:
        return self.after != self.before


def preview(user: User, edition: SetEdition) -> list[Row]:
    """Return the products of the set the person may see, those first whose stars would change.

    A council's result is combined anew from the signed sheets it rests on, by the session's own regulation; a product
    without one is rated by what its producer claims. Nothing is written, and no sheet is shown.
    """
    criteria_set = sheet_of(edition)
    rows = [*_rated_by_councils(user, edition, criteria_set), *_rated_by_producers(user, edition, criteria_set)]
    return sorted(rows, key=lambda row: (not row.changes, row.product))


def _rated_by_councils(user: User, edition: SetEdition, criteria_set: CriteriaSet) -> Iterable[Row]:
    results = latest_of(results_visible_to(user)).filter(case__dossier__edition__product_set=edition.product_set_id)
    listed = list(results.select_related("case__dossier__product", "case__session").order_by("-pk")[:MOST])
    cases = [result.case_id for result in listed]
    signed = list(ScoreSheet.objects.filter(case__in=cases, signature__isnull=False))
    lines = lines_of(signed)
    for result in listed:
        sheets = [each for each in signed if (each.case_id, each.round) == (result.case_id, result.round)]
        if sheets:
            yield _of_result(result, [lines[sheet.pk] for sheet in sheets], criteria_set)


def _of_result(result: Result, sheets: list[list[SheetLine]], criteria_set: CriteriaSet) -> Row:
    dossier = result.case.dossier
    try:
        filled_in = [filled(criteria_set, lines) for lines in sheets]
        after = combine(criteria_set, filled_in, regulation_of(result.case.session)).rating.stars
    except Refusal as refusal:
        return Row(
            str(dossier.product), dossier.code, council=True, before=result.stars, after=None, refusal=say(refusal)
        )
    return Row(str(dossier.product), dossier.code, council=True, before=result.stars, after=after)


def _rated_by_producers(user: User, edition: SetEdition, criteria_set: CriteriaSet) -> Iterable[Row]:
    dossiers = visible_to(user).filter(edition__product_set=edition.product_set_id, cases__results__isnull=True)
    listed = list(dossiers.select_related("product", "edition").order_by("-pk")[:MOST])
    claims: dict[int, list[Claim]] = {}
    for claim in Claim.objects.filter(dossier__in=[each.pk for each in listed]):
        claims.setdefault(claim.dossier_id, []).append(claim)
    yield from (_of_claims(each, claims[each.pk], criteria_set) for each in listed if each.pk in claims)


def _of_claims(dossier: Dossier, claims: list[Claim], criteria_set: CriteriaSet) -> Row:
    sheet = sheet_from_claims(dossier, claims)
    before = rate_sheet(sheet_of(dossier.edition), sheet).stars
    try:
        after = rate_sheet(criteria_set, sheet).stars
    except Refusal as refusal:
        return Row(str(dossier.product), dossier.code, council=False, before=before, after=None, refusal=say(refusal))
    return Row(str(dossier.product), dossier.code, council=False, before=before, after=after)
