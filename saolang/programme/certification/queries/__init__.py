"""Reading recognitions: what stood on a day, as known at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from saolang.core.lifecycle import HELD
from saolang.programme.certification.choices import State
from saolang.programme.certification.models import Decision, Recognition, Revocation, Suspension
from saolang.programme.certification.rules import editions
from saolang.programme.registry.queries import visible_through

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Product

DECIDED_LATEST = F("decided_on").desc(nulls_last=True)
"""The latest decision first, one without a day last: left to themselves, the two databases differ in that."""


def decisions_visible_to(user: User) -> QuerySet[Decision]:
    """Return the decisions the person may see: those of the places of the person's grants."""
    return visible_through(Decision.objects.all(), user, "")


def recognitions_visible_to(user: User) -> QuerySet[Recognition]:
    """Return the recognitions the person may see: those of products the person may see."""
    return visible_through(Recognition.objects.all(), user, "product__")


def issued_by(day: date, moment: datetime) -> QuerySet[Recognition]:
    """Return the recognitions issued on or before the day, as known at the moment."""
    return Recognition.objects.as_known(moment).filter(began_on__lte=day)


def latest_on(day: date, moment: datetime) -> QuerySet[Recognition]:
    """Return the latest recognition of each product that was issued by the day, as known at the moment."""
    return issued_by(day, moment).filter(~_superseded(day, moment))


def with_state(recognitions: QuerySet[Recognition], day: date, moment: datetime) -> QuerySet[Any]:
    """Add the `state` of each certificate on the day, as known at the moment; None before it was issued.

    The same answer as `Editions.state_on`, which says what the states mean.
    """
    return recognitions.annotate(
        state=Case(
            When(began_on__gt=day, then=Value(None)),
            When(_revoked(day, moment), then=Value(State.REVOKED)),
            When(_superseded(day, moment), then=Value(State.SUPERSEDED)),
            When(_in_force(day) & Q(_suspended(day, moment)), then=Value(State.SUSPENDED)),
            When(expires_on__gte=day, then=Value(State.VALID)),
            When(_extended(day), then=Value(State.EXTENDED)),
            default=Value(State.EXPIRED),
            output_field=CharField(null=True),
        )
    )


def held_on(day: date, moment: datetime) -> QuerySet[Recognition]:
    """Return the certificates that held on the day, valid or extended, as known at the moment: one a product."""
    return latest_on(day, moment).filter(_in_force(day), ~_revoked(day, moment), ~_suspended(day, moment))


def pending_at_centre(day: date, moment: datetime) -> QuerySet[Recognition]:
    """Return the certificates of products that reached 5 stars by points while the ministry has not decided."""
    reading = editions()
    return held_on(day, moment).filter(stars=reading.stars_while_pending, score__gte=reading.points_while_pending)


def expiring(day: date, until: date, moment: datetime) -> QuerySet[Recognition]:
    """Return the certificates that hold on the day and run out by `until`, the soonest first."""
    return held_on(day, moment).filter(expires_on__lte=until).order_by("expires_on", "product__sort_key", "pk")


def running_out(day: date, until: date, moment: datetime) -> QuerySet[Recognition]:
    """Return those of the same whose own term is not over yet: not what is kept past it until the authority decides."""
    return expiring(day, until, moment).filter(expires_on__gte=day)


def with_certificate(products: QuerySet[Product], day: date, moment: datetime) -> QuerySet[Any]:
    """Add what each product's latest recognition says on the day: `stars`, `state`, `expires_on`; None without one."""
    latest = issued_by(day, moment).filter(product=OuterRef("pk")).order_by("-began_on", "-id")
    return products.annotate(
        stars=Subquery(latest.values("stars")[:1]),
        state=Subquery(with_state(latest, day, moment).values("state")[:1]),
        expires_on=Subquery(latest.values("expires_on")[:1]),
    )


def in_state(products: QuerySet[Product], states: Collection[str], day: date, moment: datetime) -> QuerySet[Product]:
    """Keep the products whose latest recognition is in one of the states on the day."""
    latest = with_state(latest_on(day, moment), day, moment)
    return products.filter(pk__in=latest.filter(state__in=states).values("product"))


def certified(products: QuerySet[Product], day: date, moment: datetime) -> QuerySet[Product]:
    """Keep the products that hold a certificate on the day, valid or extended."""
    return in_state(products, HELD, day, moment)


def _superseded(day: date, moment: datetime) -> Exists:
    """Test that the product has a later recognition by the day; of two of one day the later entered counts."""
    later = Q(began_on__gt=OuterRef("began_on")) | Q(began_on=OuterRef("began_on"), id__gt=OuterRef("id"))
    return Exists(issued_by(day, moment).filter(later, product=OuterRef("product")))


def _revoked(day: date, moment: datetime) -> Exists:
    return Exists(Revocation.objects.as_known(moment).as_at(day).filter(recognition=OuterRef("pk")))


def _suspended(day: date, moment: datetime) -> Exists:
    return Exists(Suspension.objects.as_known(moment).as_at(day).filter(recognition=OuterRef("pk")))


def _in_force(day: date) -> Q:
    """Test that the certificate has not run out on the day, or is kept past its expiry."""
    return Q(expires_on__gte=day) | _extended(day)


def _extended(day: date) -> Q:
    """Test that the certificate is kept past its expiry (D26, Article 12)."""
    bounds = editions().extension_bounds(day)
    return Q(expires_on__range=bounds) if bounds else Q(pk__in=())
