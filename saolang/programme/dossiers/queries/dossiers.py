"""Reading dossiers: who sees which, what the self-score comes to, what is there and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import scopes_of
from saolang.core.pathways import Blocked, OutOfReach, Path, cheapest
from saolang.core.scoring import CERTIFIED_STARS, Sheet, rate_sheet
from saolang.programme.certification.queries import held_on
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.queries import terms_for
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import State
from saolang.programme.dossiers.models import Claim, Dossier, Proof, Submission
from saolang.programme.dossiers.queries.forms import filled
from saolang.programme.dossiers.rules.checklist import PaperState, checklist, newest, paper_state
from saolang.programme.dossiers.rules.dossiers import CLOSED, OWNED_NO_MORE, filing_of, may_file, what_is_left
from saolang.programme.dossiers.rules.procedures import named
from saolang.programme.registry.models import Ownership, Product, ProductSet
from saolang.programme.registry.queries import own_producers, owned_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from decimal import Decimal

    from saolang.base.accounts.models import User
    from saolang.core.procedures import Window
    from saolang.core.refusal import Refusal
    from saolang.core.scoring import Rating
    from saolang.programme.certification.models import Recognition
    from saolang.programme.dossiers.rules.checklist import Line
    from saolang.programme.dossiers.rules.dossiers import Filing
    from saolang.programme.registry.models import Evidence, Producer


@dataclass(frozen=True, slots=True)
class Standing:
    """What the self-score comes to: the rating, and the cheapest way to the star above; no way from 5 stars."""

    rating: Rating[Decimal]
    way: Path | Blocked | OutOfReach | None


@dataclass(frozen=True, slots=True)
class Term:
    """The certificate a product holds, and the days in which its re-evaluation is filed; `filing` is of today."""

    held: Recognition
    window: Window | None
    filing: Filing


# Who sees which --------------------


def visible_to(user: User) -> QuerySet[Dossier]:
    """Return the dossiers the person may see.

    Those of the person's own producers, whatever their state; at the desk those of the places of the person's grants,
    once they were filed; of a council those on the list of one of its sessions.
    """
    if not user.is_active:
        return Dossier.objects.none()
    seen = Q(producer__in=own_producers(user))
    desk = scopes_of(user, Permission.READ_DESK)
    if (ScopeKind.COUNTRY, "") in desk:
        seen |= Q(filed_at__isnull=False)
    elif desk:
        seen |= Q(filed_at__isnull=False, place__in=places_of(user))
    if councils := _councils(user):
        # What `evaluation` knows of a dossier is reached by its name: it stands above.
        listed = Dossier.objects.filter(cases__session__council__code__in=councils)
        seen |= Q(pk__in=listed.values("pk"))
    return Dossier.objects.filter(seen)


def _councils(user: User) -> list[str]:
    return [code for kind, code in scopes_of(user, Permission.READ_SESSIONS) if kind == ScopeKind.COUNCIL]


def own_dossiers(user: User) -> QuerySet[Dossier]:
    """Return the dossiers the person prepares: those of the person's own producers."""
    return Dossier.objects.filter(producer__in=own_producers(user))


def still_open(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Keep the dossiers that have not come to their end."""
    return dossiers.exclude(state__in=CLOSED)


# What is claimed, and what it comes to --------------------


def claims_of(dossier: Dossier) -> dict[str, Claim]:
    """Return the self-score by criterion. One query."""
    return {claim.criterion: claim for claim in Claim.objects.filter(dossier=dossier)}


def proofs_of(dossier: Dossier) -> QuerySet[Proof]:
    """Return the papers that prove something in the dossier, each with its file and the paper that replaced it."""
    return Proof.objects.filter(dossier=dossier).select_related("evidence__file", "evidence__replaced_by")


def sheet_from_claims(dossier: Dossier, claims: Iterable[Claim] | None = None) -> Sheet:
    """Return the self-score as a sheet; the case of a criterion that has cases is that of the option claimed.

    A claim the edition does not know is left out. One query, none where the claims are given.
    """
    criteria = sheet_of(dossier.edition).criteria
    choices, cases = {}, {}
    for claim in claims_of(dossier).values() if claims is None else claims:
        criterion = criteria.get(claim.criterion)
        option = criterion.option(claim.option) if criterion else None
        if option:
            choices[claim.criterion] = option.code
            if option.case:
                cases[claim.criterion] = option.case
    return Sheet(choices, cases)


def standing_of(dossier: Dossier, claims: Iterable[Claim] | None = None) -> Standing:
    """Return what the self-score comes to and the way to the next star, with what changes cost in the province."""
    criteria_set = sheet_of(dossier.edition)
    sheet = sheet_from_claims(dossier, claims)
    rating = rate_sheet(criteria_set, sheet)
    if rating.stars >= max(CERTIFIED_STARS):
        return Standing(rating, None)
    star = max(min(CERTIFIED_STARS), rating.stars + 1)
    terms = terms_for(dossier.place, dossier.edition.product_set)
    return Standing(rating, cheapest(criteria_set, sheet, star, terms))


def checklist_of(dossier: Dossier, day: date) -> tuple[Line, ...]:
    """Return which papers the dossier needs, and which of them are there. Two queries."""
    claims = {code: claim.option for code, claim in claims_of(dossier).items()}
    papers = [proof.evidence for proof in proofs_of(dossier)]
    industry = dossier.edition.content["industry"]["code"]
    return checklist(sheet_of(dossier.edition), industry, claims, papers, day)


def left_to_do(dossier: Dossier, day: date) -> list[Refusal]:
    """Return why the dossier cannot be frozen on the day to be handed in, each as a sentence; nothing when it can."""
    left = unfinished(dossier, day)
    window = named(dossier.procedure).filing_window(dossier.renews.expires_on) if dossier.renews else None
    late = may_file(dossier.kind, dossier.renews, window, day) if dossier.filed_at is None else None
    return [*left, late] if late else left


def unfinished(dossier: Dossier, day: date) -> list[Refusal]:
    """Return what the dossier lacks on the day, each as a sentence: its owner, answers, claims, papers that hold."""
    papers = [proof.evidence for proof in proofs_of(dossier)]
    is_claimed = Claim.objects.filter(dossier=dossier).exists()
    left = what_is_left(dossier.kind, filled(dossier), papers, day, is_claimed=is_claimed)
    return left if owns(dossier.producer, dossier.product, day) else [OWNED_NO_MORE, *left]


# Papers --------------------


def weakened_by(paper: Evidence) -> QuerySet[Dossier]:
    """Return the dossiers not yet ended in which the paper proves something, the latest first."""
    return still_open(Dossier.objects.filter(proofs__evidence=paper)).select_related("product").distinct()


def uses_of(papers: Collection[Evidence]) -> dict[int, list[Dossier]]:
    """Return the dossiers not yet ended that each paper (by key) proves something in. One query."""
    proofs = Proof.objects.filter(evidence__in=papers, dossier__in=still_open(Dossier.objects.all()))
    uses: dict[int, dict[int, Dossier]] = {}
    for proof in proofs.select_related("dossier__product"):
        uses.setdefault(proof.evidence_id, {})[proof.dossier_id] = proof.dossier
    return {paper: list(used.values()) for paper, used in uses.items()}


# Opening --------------------


def owns(producer: Producer, product: Product, day: date) -> bool:
    """Tell whether the producer owns the product on the day, as known now."""
    return Ownership.objects.standing().as_at(day).filter(product=product, producer=producer).exists()


def products_of(producer: Producer, day: date) -> QuerySet[Product]:
    """Return the products the producer owns on the day."""
    return owned_by(Product.objects.all(), producer, day, timezone.now())


def held_by(product: Product, day: date) -> Recognition | None:
    """Return the certificate the product holds on the day, valid or extended; None without one."""
    return held_on(day, timezone.now()).filter(product=product).first()


def term_of(held: Recognition, day: date, procedure: str) -> Term:
    """Return the window in which the re-evaluation of what is held is filed under the procedure."""
    window = named(procedure).filing_window(held.expires_on)
    return Term(held, window, filing_of(held.expires_on, window, day))


def dossier_before(dossier: Dossier) -> Dossier | None:
    """Return the last dossier of the product that ended in a recognition: what a renewal is filled from."""
    ended = Dossier.objects.filter(product=dossier.product_id, filed_at__isnull=False).exclude(pk=dossier.pk)
    return ended.filter(state=State.RECOGNISED).order_by("-state_since").first()


def ended_since(dossier: Dossier, day: date) -> list[Evidence]:
    """Return the papers of the dossier before that a renewal or an upgrade cannot use any more: what is to be renewed.

    None where it is a first dossier, or nothing is known of the one before.
    """
    before = dossier_before(dossier) if dossier.renews else None
    if before is None:
        return []
    used = {proof.evidence_id: proof.evidence for proof in proofs_of(before)}
    return [paper for paper in used.values() if paper_state(newest(paper), day) != PaperState.GOOD]


def frozen(dossier: Dossier) -> Submission | None:
    """Return the dossier as it waits for the owner's signature; None where it does not."""
    return Submission.objects.filter(dossier=dossier, signature=None).select_related("content").first()


def sets_in_use() -> QuerySet[ProductSet]:
    """Return the product sets a dossier can be opened in: those of which an edition is in use."""
    return ProductSet.objects.filter(editions__state=EditionState.APPROVED).distinct().order_by("number")
