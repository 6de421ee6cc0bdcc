"""Reading what shoppers report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import scopes_of
from saolang.programme.monitoring.choices import ReportState
from saolang.programme.monitoring.models import ConsumerReport

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.accounts.models import User


def reports_visible_to(user: User) -> QuerySet[ConsumerReport]:
    """Return the reports the person answers: of the places where, and of the products' places, in the area.

    What names no place at all is answered by those whose grant is the whole country, or any place: nobody else would.
    """
    scopes = scopes_of(user, Permission.ANSWER_REPORTS) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return ConsumerReport.objects.all()
    if not scopes:
        return ConsumerReport.objects.none()
    places = places_of(user, Permission.ANSWER_REPORTS)
    of_nobody = Q(place=None, product=None) | Q(place=None, product__place=None)
    return ConsumerReport.objects.filter(Q(place__in=places) | Q(product__place__in=places) | of_nobody)


def waiting(reports: QuerySet[ConsumerReport]) -> QuerySet[ConsumerReport]:
    """Keep the reports nobody has answered, the longest waiting first."""
    return reports.filter(state__in=[ReportState.RECEIVED, ReportState.IN_HAND]).order_by("received_at", "pk")
