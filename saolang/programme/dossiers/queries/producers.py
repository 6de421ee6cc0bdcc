"""What a producer, and those who help, have to do today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone

from saolang.programme.certification.queries import expiring
from saolang.programme.dossiers.models import Dossier, Submission
from saolang.programme.dossiers.queries.dossiers import own_dossiers, still_open
from saolang.programme.dossiers.rules.dossiers import EDITABLE
from saolang.programme.registry.models import Evidence, Ownership
from saolang.programme.registry.queries import own_producers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from saolang.base.accounts.models import User
    from saolang.programme.certification.models import Recognition
    from saolang.programme.registry.models import Producer

CERTIFICATES_AHEAD = timedelta(days=210)
"""How long before a certificate runs out its producer is told: a month before the filing window opens."""
PAPERS_AHEAD = timedelta(days=60)
LATEST = 50


@dataclass(frozen=True, slots=True)
class Todo:
    """What waits for a person, the most pressing first. A dossier bears `asked`, `asked_until` and `to_sign`."""

    producers: Sequence[Producer]
    asked: Sequence[Dossier]
    to_sign: Sequence[Dossier]
    drafts: Sequence[Dossier]
    expiring: Sequence[Recognition]
    papers: Sequence[Evidence]
    dossiers: Sequence[Dossier]

    @property
    def is_empty(self) -> bool:
        return not (self.asked or self.to_sign or self.drafts or self.expiring or self.papers)


def todo_of(user: User, day: date) -> Todo:
    """Return what waits for the person on the day, over all the person's producers. Four queries and the grants."""
    producers = list(own_producers(user))
    unanswered = Q(supplements__settled_at=None, supplements__replied_at=None, supplements__isnull=False)
    listed = own_dossiers(user).annotate(
        asked=Count("supplements", filter=unanswered),
        asked_until=Min("supplements__due_on", filter=unanswered),
        to_sign=Exists(Submission.objects.filter(dossier=OuterRef("pk"), signature=None)),
    )
    dossiers = list(listed.select_related("product", "producer", "place").order_by("-state_since")[:LATEST])
    open_ones = [dossier for dossier in dossiers if dossier.state in EDITABLE]
    return Todo(
        producers=producers,
        asked=[each for each in open_ones if each.asked or each.filed_at],
        to_sign=[each for each in open_ones if each.to_sign],
        drafts=[each for each in open_ones if not each.to_sign and not each.filed_at],
        expiring=_running_out(producers, day),
        papers=list(_ending(producers, day)),
        dossiers=dossiers,
    )


def _running_out(producers: list[Producer], day: date) -> list[Recognition]:
    """Return the certificates that run out and for whose product no dossier has been opened."""
    owned = Ownership.objects.standing().as_at(day).filter(producer__in=producers).values("product")
    begun = still_open(Dossier.objects.all()).values("product")
    found = expiring(day, day + CERTIFICATES_AHEAD, timezone.now()).filter(product__in=owned).exclude(product__in=begun)
    return list(found.select_related("product"))


def _ending(producers: list[Producer], day: date) -> list[Evidence]:
    """Return the papers in use that have ended or soon will, the soonest first."""
    in_use = Evidence.objects.filter(producer__in=producers, withdrawn_at=None, replaced_by=None)
    return list(in_use.filter(expires_on__lt=day + PAPERS_AHEAD).order_by("expires_on", "pk")[:LATEST])
