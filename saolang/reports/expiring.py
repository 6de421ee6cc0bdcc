"""Certificates that run out soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from saolang.base.places.queries import standing_in
from saolang.programme.certification.queries import running_out
from saolang.programme.certification.rules.expiry import SOON
from saolang.programme.registry.models import Ownership

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import TypedDict

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from saolang.base.places.models import Place
    from saolang.programme.certification.models import Recognition

    class Owned(TypedDict):
        """What the query adds to a recognition."""

        producer_name: str | None


def expiring(unit: Place, day: date, moment: datetime) -> QuerySet[WithAnnotations[Recognition, Owned]]:
    """Return the certificates of the unit that hold on the day and run out within 180 days of it, soonest first.

    As known at the moment; each with `producer_name`, None where the producer is not known.
    """
    owners = (
        Ownership.objects.as_known(moment).as_at(day).filter(product=OuterRef("product")).order_by("-began_on", "-pk")
    )
    return (
        running_out(day, day + SOON, moment)
        .filter(product__place__in=standing_in(unit, unit.map))
        .select_related("product")
        .annotate(producer_name=Subquery(owners.values("producer__name")[:1]))
    )
