"""Reading certificates: what each is on a day, who finds which, whose it may become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Subquery, Value, When

from saolang.base.audit.queries import history_of
from saolang.base.places.choices import Level
from saolang.base.places.models import Place, Standing
from saolang.base.places.queries import map_on
from saolang.core.text import normalise
from saolang.programme.certification.choices import State
from saolang.programme.certification.models import CaseToAnswer, Certificate, MarkRun, Recognition
from saolang.programme.certification.queries import with_state
from saolang.programme.registry.models import Ownership, Producer
from saolang.programme.registry.queries import visible_through

if TYPE_CHECKING:
    from datetime import date, datetime

    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Product

LONGEST_CHAIN = 100
"""More certificates than one was ever replaced by: a guard, not a limit anybody meets."""


def certificates_visible_to(user: User) -> QuerySet[Certificate]:
    """Return the certificates the person may see: those of products the person may see."""
    return visible_through(Certificate.objects.all(), user, "recognition__product__")


def cases_visible_to(user: User) -> QuerySet[CaseToAnswer]:
    """Return the cases the person may see: those of products the person may see."""
    return visible_through(CaseToAnswer.objects.all(), user, "recognition__product__")


def mark_runs_visible_to(user: User) -> QuerySet[MarkRun]:
    """Return the print runs the person may see: those of products the person may see."""
    return visible_through(MarkRun.objects.all(), user, "recognition__product__")


def with_certificate_state(certificates: QuerySet[Certificate], day: date, moment: datetime) -> QuerySet[Any]:
    """Add the `state` of each certificate on the day, as known at the moment.

    One that was replaced by then is superseded, whatever its recognition; any other is what its recognition is; None
    where that was withdrawn as entered by mistake.
    """
    replaced = Certificate.objects.filter(replaces=OuterRef("pk"), issued_on__lte=day, issued_at__lte=moment)
    known = Recognition.objects.as_known(moment).filter(pk=OuterRef("recognition"))
    return certificates.annotate(
        state=Case(
            When(Exists(replaced), then=Value(State.SUPERSEDED)),
            default=Subquery(with_state(known, day, moment).values("state")[:1]),
            output_field=CharField(null=True),
        )
    )


def in_certificate_state(certificates: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Keep the certificates in the state that `with_certificate_state` has added."""
    return certificates.filter(state=state)


def named(text: str) -> QuerySet[Certificate]:
    """Return the certificate with just this number or public code, in whatever case; none for any other text."""
    wanted = normalise(text).upper().replace(" ", "")
    return Certificate.objects.filter(number=wanted) | Certificate.objects.filter(public_code=wanted)


def latest_of(certificate: Certificate) -> Certificate:
    """Return the last of those that replaced the certificate, one after another; itself when none did."""
    latest = certificate
    for _ in range(LONGEST_CHAIN):
        following = Certificate.objects.filter(replaces=latest).first()
        if following is None:
            break
        latest = following
    return latest


def owner_on(product: Product, day: date) -> Producer | None:
    """Return the producer whose product it was on the day, as known now."""
    owned = Ownership.objects.standing().as_at(day).filter(product=product).select_related("producer")
    ownership = owned.first()
    return ownership.producer if ownership else None


def province_on(place: Place | None, day: date) -> Place | None:
    """Return the province of that day's map in which the place stood; None where it is split, or not known."""
    if place is None:
        return None
    on_map = map_on(day)
    standing = Standing.objects.filter(place=place, map=on_map).select_related("unit__province").first()
    unit = place if place.map_id == on_map.number else (standing.unit if standing else None)
    if unit is None:
        return None
    return unit if unit.level == Level.PROVINCE else unit.province


def state_of(recognition: Recognition, day: date, moment: datetime) -> str | None:
    """Return what the recognition is on the day, as known at the moment: a `State`, None before it began."""
    found = with_state(Recognition.objects.filter(pk=recognition.pk), day, moment)
    state: str | None = found.values_list("state", flat=True).get()
    return state


def open_cases(cases: QuerySet[CaseToAnswer]) -> QuerySet[CaseToAnswer]:
    """Keep the cases nobody has answered, the most urgent first."""
    return cases.filter(answered_at=None).order_by("decide_by", "pk")


def to_account_for(runs: QuerySet[MarkRun], day: date, moment: datetime) -> QuerySet[MarkRun]:
    """Keep the print runs still open whose certificate has expired, was revoked or followed by another by the day."""
    ended = with_state(Recognition.objects.as_known(moment), day, moment).filter(
        state__in=[State.EXPIRED, State.REVOKED, State.SUPERSEDED]
    )
    return runs.filter(closed_at=None, recognition__in=ended.values("pk"))


def is_recorded(certificate: Certificate) -> bool:
    """Tell whether the list of changes tells of the issue of just this credential."""
    told = history_of("certificate", certificate.public_code).values_list("after", flat=True)
    return any(after.get("credential") == certificate.credential["proof"]["proofValue"] for after in told)
