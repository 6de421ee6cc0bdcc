"""Certificates that run out soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Subquery

from saolang.base.places.queries import standing_in
from saolang.programme.certification.models import Recognition, Revocation, Suspension
from saolang.programme.registry.models import Ownership

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import TypedDict

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from saolang.base.places.models import Place

    class Owned(TypedDict):
        """What the query adds to a recognition."""

        producer_name: str | None


SOON = timedelta(days=180)


def expiring(unit: Place, day: date, moment: datetime) -> QuerySet[WithAnnotations[Recognition, Owned]]:
    """Return the certificates of the unit that hold on the day and run out within 180 days of it, soonest first.

    As known at the moment; each with `producer_name`, None where the producer is not known.
    """
    known = Recognition.objects.as_known(moment)
    latest = known.filter(product=OuterRef("product"), began_on__lte=day).order_by("-began_on", "-pk")
    revoked = Revocation.objects.as_known(moment).as_at(day).filter(recognition=OuterRef("pk"))
    owned = (
        Ownership.objects.as_known(moment).as_at(day).filter(product=OuterRef("product")).order_by("-began_on", "-pk")
    )
    suspended = Suspension.objects.as_known(moment).as_at(day).filter(recognition=OuterRef("pk"))
    holding = known.filter(
        ~Exists(revoked),
        ~Exists(suspended),
        pk=Subquery(latest.values("pk")[:1]),
        expires_on__range=(day, day + SOON),
        product__place__in=standing_in(unit, unit.map),
    )
    return (
        holding.select_related("product")
        .annotate(producer_name=Subquery(owned.values("producer__name")[:1]))
        .order_by("expires_on", "product__sort_key", "pk")
    )
