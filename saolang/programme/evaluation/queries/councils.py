"""Councils and sessions: which a person sees, where they lie, and how a session stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.models import Grant
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import Scope, scopes_of
from saolang.programme.evaluation.choices import VOTING, CaseState, Mode, Rule, Seat
from saolang.programme.evaluation.models import Attendance, Case, Conflict, Council, Membership, ScoreSheet, Session
from saolang.programme.evaluation.rules.sessions import Standing, broken_rules, regulation_of
from saolang.programme.registry import queries as registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place
    from saolang.core.refusal import Refusal

READING = (Permission.READ_SESSIONS, Permission.RUN_SESSIONS, Permission.READ_DESK)
"""What lets a person read a council's sessions, over the council or over the place it lies in."""


# Who sees what --------------------


def councils_visible_to(user: User) -> QuerySet[Council]:
    """Return the councils the person sits in, works for, or has in the area of a grant that reads."""
    if not user.is_active:
        return Council.objects.none()
    scopes = set().union(*(scopes_of(user, permission) for permission in READING))
    if (ScopeKind.COUNTRY, "") in scopes:
        return Council.objects.all()
    seen = Q(code__in=[code for kind, code in scopes if kind == ScopeKind.COUNCIL])
    for permission in READING:
        if any(kind == ScopeKind.PLACE for kind, _ in scopes_of(user, permission)):
            seen |= Q(place__in=places_of(user, permission))
    return Council.objects.filter(seen)


def sessions_visible_to(user: User) -> QuerySet[Session]:
    """Return the sessions of the councils the person sees."""
    return Session.objects.filter(council__in=councils_visible_to(user))


def scope_of(council: Council) -> Scope:
    """Return the council as what a role is held over and a sheet is signed over. Its place must have been read."""
    return Scope(ScopeKind.COUNCIL, council.code, council.place)


def whereabouts(scopes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Place]:
    """Return the unit each producer and each council among the scopes (kind, public code) lies in. Two queries.

    A council of the centre lies in none and is left out.
    """
    keys = list(scopes)
    codes = [code for kind, code in keys if kind == ScopeKind.COUNCIL]
    councils = Council.objects.filter(code__in=codes).exclude(place=None).select_related("place")
    found = {(str(ScopeKind.COUNCIL), council.code): council.place for council in councils if council.place}
    return {**registry.whereabouts(keys), **found}


def councils_in(places: QuerySet[Place]) -> QuerySet[Any]:
    """Return the public codes of the councils of the places."""
    return Council.objects.filter(place__in=places).order_by().values("code")


def seated() -> QuerySet[Membership]:
    """Return the seats that count today: not ended, and the role that goes with each not withdrawn on its own."""
    in_force = Grant.objects.on(timezone.localdate())
    return Membership.objects.filter(Exists(in_force.filter(pk=OuterRef("grant"))), until=None)


def seats_of(council: Council) -> QuerySet[Membership]:
    """Return those who sit in the council today, the chair first, each with the person."""
    return seated().filter(council=council).select_related("user").order_by("pk")


def membership_of(user: User, council: Council) -> Membership | None:
    """Return the person's seat in the council; None for somebody who does not sit there."""
    return seated().filter(council=council, user=user).select_related("user").first()


# How a session stands --------------------


@dataclass(frozen=True)
class Roll:
    """Everything about a session that says who must score what, and who has: read once, asked by product.

    Products by key, seats by key.
    """

    session: Session
    cases: dict[int, Case]
    seats: dict[int, Membership]
    """The voting seats of today."""
    present: frozenset[int]
    conflicts: frozenset[tuple[int, int]]
    """(product, seat)."""
    sheets: list[ScoreSheet]
    bases: dict[int, frozenset[int]]
    """Of a product that is scored again on some criteria: the seats that scored it before."""

    def due(self, case: Case) -> frozenset[int]:
        """Return the seats that must score the product in the round it is in."""
        able = {seat for seat in self.present if (case.pk, seat) not in self.conflicts}
        if case.rescored_criteria:
            able &= self.bases[case.pk]
        return frozenset(able)

    def sheets_in(self, case: Case) -> list[ScoreSheet]:
        """Return the sheets of the round the product is in, signed or not."""
        return [sheet for sheet in self.sheets if (sheet.case_id, sheet.round) == (case.pk, case.round)]

    def counted(self, case: Case) -> list[ScoreSheet]:
        """Return the signed sheets the product's result rests on: none of somebody who declared an interest."""
        return [
            sheet
            for sheet in self.sheets_in(case)
            if sheet.signature_id and (case.pk, sheet.membership_id) not in self.conflicts
        ]

    def waiting(self, case: Case) -> frozenset[int]:
        """Return the seats whose signed sheet is still due."""
        return self.due(case) - {sheet.membership_id for sheet in self.counted(case)}

    def conflicted(self, case: Case) -> frozenset[int]:
        """Return the seats that declared an interest in the product."""
        return frozenset(seat for product, seat in self.conflicts if product == case.pk)

    @property
    def finished(self) -> frozenset[int]:
        """The seats that have signed every sheet due from them."""
        return self.present - set().union(*(self.waiting(case) for case in self.cases.values()))


def roll_of(session: Session) -> Roll:
    """Read who is there, who must score what and who has. Six queries, whatever the numbers."""
    cases = list(
        Case.objects.filter(session=session)
        .select_related("dossier__product", "dossier__edition")
        .defer("dossier__edition__content")
    )
    for case in cases:
        case.session = session
    seats = seated().filter(council=session.council_id, seat__in=VOTING).select_related("user")
    present = Attendance.objects.filter(session=session, present=True).values_list("membership_id", flat=True)
    conflicts = Conflict.objects.filter(case__session=session).values_list("case_id", "membership_id")
    by_key = {seat.pk: seat for seat in seats}
    return Roll(
        session=session,
        cases={case.pk: case for case in cases},
        seats=by_key,
        present=frozenset(present) & by_key.keys(),
        conflicts=frozenset(conflicts),
        sheets=list(ScoreSheet.objects.filter(case__session=session)),
        bases=_bases([case for case in cases if case.rescored_criteria]),
    )


def standing_of(roll: Roll) -> Standing:
    """Count how the session stands by its regulation. No query."""
    session = roll.session
    there = roll.finished if session.mode == Mode.WRITTEN else roll.present
    cases = roll.cases.values()
    sent = session.papers_sent_at
    return Standing(
        voting=len(roll.seats),
        present=len(there),
        chair_present=any(roll.seats[seat].seat == Seat.CHAIR for seat in there),
        deputy_present=any(roll.seats[seat].seat == Seat.DEPUTY for seat in there),
        held_on=session.held_on,
        papers_sent_on=timezone.localdate(sent) if sent else None,
        unsigned=sum(len(roll.waiting(case)) for case in cases),
        fewest_sheets=min((len(roll.counted(case)) for case in cases), default=0),
        apart=tuple(str(case.dossier.product) for case in cases if case.state == CaseState.DISCUSSION),
        late_conflicts=sum(
            bool(sheet.signature_id) and (sheet.case_id, sheet.membership_id) in roll.conflicts for sheet in roll.sheets
        ),
    )


def broken_in(roll: Roll) -> dict[Rule, Refusal]:
    """Return what the session does not keep of its regulation, by rule, with the sentence."""
    return broken_rules(standing_of(roll), regulation_of(roll.session))


def earlier_case(case: Case) -> Case | None:
    """Return the same dossier's product in the session before this one; None where it is the first."""
    before = Case.objects.filter(dossier=case.dossier_id, pk__lt=case.pk).select_related("session")
    return before.order_by("-pk").first()


def _bases(cases: Iterable[Case]) -> dict[int, frozenset[int]]:
    """Return, by product, the seats that signed its last round before this one, here or in the session before."""
    bases: dict[int, frozenset[int]] = defaultdict(frozenset)
    for case in cases:
        before = case if case.round > 1 else earlier_case(case)
        if before is not None:
            last = case.round - 1 if case.round > 1 else before.round
            signed = ScoreSheet.objects.filter(case=before, round=last).exclude(signature=None)
            bases[case.pk] = frozenset(signed.values_list("membership_id", flat=True))
    return bases
