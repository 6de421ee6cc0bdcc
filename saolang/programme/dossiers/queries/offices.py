"""What offices read: their dossiers, ideas and potential products, and what is to be done today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q

from saolang.base.accounts.choices import Permission, Role
from saolang.base.accounts.models import User
from saolang.base.accounts.queries import holding_role_over, places_of
from saolang.programme.dossiers.choices import IdeaState, SampleAct, State, SurveyAnswer
from saolang.programme.dossiers.models import Dossier, Idea, PotentialProduct, Supplement

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from saolang.base.places.models import Place

HELD_BY: dict[Permission, frozenset[State]] = {
    Permission.CHECK_DOSSIERS: frozenset({State.COMMUNE}),
    Permission.RUN_PROCEDURE: frozenset({State.PROVINCE, State.FINAL, State.CENTRE}),
    Permission.ADVISE: frozenset({State.ADVISERS}),
}
"""Whose turn it is, by what it takes to act."""


def potential_visible_to(user: User) -> QuerySet[PotentialProduct]:
    """Return the potential products of the places the person reads."""
    return PotentialProduct.objects.filter(place__in=places_of(user))


def ideas_visible_to(user: User) -> QuerySet[Idea]:
    """Return the ideas registered in the places the person reads."""
    return Idea.objects.filter(place__in=places_of(user))


def waiting_for(dossiers: QuerySet[Dossier], user: User) -> QuerySet[Dossier]:
    """Keep the dossiers on which it is the person's turn, the one due first at the top, those without a limit last.

    A coordinator holds every permission over the places, so sees the turn of all; a commune's officer the commune's.
    """
    turn = Q(pk__in=[])
    for permission, states in HELD_BY.items():
        turn |= Q(state__in=states, place__in=places_of(user, permission))
    return dossiers.filter(turn).order_by(F("due_on").asc(nulls_last=True), "filed_at", "pk")


def with_open_requests(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Add how many requests to supplement are not yet met: `open_requests`; and whether one is out of time: `late`."""
    return dossiers.annotate(
        open_requests=Count("supplements", filter=Q(supplements__settled_at=None), distinct=True),
        answered_requests=Count(
            "supplements",
            filter=Q(supplements__settled_at=None, supplements__replied_at__isnull=False),
            distinct=True,
        ),
    )


def late_requests(dossiers: QuerySet[Dossier], today: date) -> QuerySet[Dossier]:
    """Keep the dossiers with a request whose day has passed without an answer."""
    late = Supplement.objects.filter(dossier=OuterRef("pk"), replied_at=None, settled_at=None, due_on__lt=today)
    return dossiers.filter(Exists(late))


def sample_steps(dossier: Dossier) -> list[tuple[date, SampleAct, int]]:
    """Return what became of the dossier's samples, as `rules.samples.balance` reads it."""
    return [(day, SampleAct(act), units) for day, act, units in dossier.sample_moves.values_list("on", "act", "units")]


def survey_by_commune(potential: QuerySet[PotentialProduct]) -> QuerySet[PotentialProduct, Any]:
    """Return, by commune, how many potential products were found, are undecided, taken up, declined, have an idea."""
    return (
        potential.order_by()
        .values("place", "place__name", "place__kind", "place__sort_key")
        .annotate(
            found=Count("pk", distinct=True),
            undecided=Count("pk", filter=Q(answer=SurveyAnswer.OPEN), distinct=True),
            taken_up=Count("pk", filter=Q(answer=SurveyAnswer.TAKEN_UP), distinct=True),
            declined=Count("pk", filter=Q(answer=SurveyAnswer.DECLINED), distinct=True),
            with_idea=Count("pk", filter=Q(ideas__state=IdeaState.ACCEPTED), distinct=True),
        )
        .order_by("place__sort_key")
    )


def followers_for(place: Place) -> QuerySet[User]:
    """Return the people who may be put in charge of following something in the place: its commune's, its office's."""
    people = holding_role_over(Role.COMMUNE, place).values("pk")
    offices = holding_role_over(Role.COORDINATOR, place).values("pk")
    return User.objects.filter(Q(pk__in=people) | Q(pk__in=offices)).order_by("full_name", "pk")
