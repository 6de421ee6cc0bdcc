"""Who holds which company prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from saolang.programme.registry.queries import visible_through
from saolang.programme.traceability.models import CompanyPrefix

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.programme.registry.models import Producer


def prefixes_visible_to(user: User) -> QuerySet[CompanyPrefix]:
    """Return the prefixes of the producers the person may see."""
    return visible_through(CompanyPrefix.objects.standing(), user, "producer__").select_related("producer__place")


def held_by(producer: Producer, day: date) -> list[str]:
    """Return the prefixes the producer held on the day."""
    held = CompanyPrefix.objects.as_at(day).standing().filter(producer=producer)
    return list(held.order_by("prefix").values_list("prefix", flat=True))


def overlapping(prefix: str, shorter: Collection[str]) -> QuerySet[CompanyPrefix]:
    """Return the prefixes open today that hold this one, given as `shorter`, or of which it is a part."""
    standing = CompanyPrefix.objects.standing().filter(ended_on=None).select_related("producer")
    return standing.filter(Q(prefix__in=shorter) | Q(prefix__startswith=prefix))
