"""Events officers vouch for: those that wait in an area, and the pages that show one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import scopes_of
from saolang.programme.traceability.models import Event, EventCheck
from saolang.programme.traceability.queries.concerned import products_of
from saolang.programme.traceability.queries.lineage import affected_by_names
from saolang.programme.traceability.rules.recalls import RECALLED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saolang.base.accounts.models import User
    from saolang.programme.traceability.models import EventQuerySet


def events_to_vouch_for(user: User) -> EventQuerySet:
    """Return the events of producers in the places over which the person checks events, vouched for or not."""
    scopes = scopes_of(user, Permission.CHECK_EVENTS) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return Event.objects.exclude(producer=None)
    return Event.objects.filter(producer__place__in=places_of(user, Permission.CHECK_EVENTS))


def waiting(events: EventQuerySet) -> EventQuerySet:
    """Keep the events that count and that nobody vouches for; a recall is no step to be vouched for."""
    vouched = EventCheck.objects.filter(event=OuterRef("pk"), withdrawn_at=None)
    return events.standing().filter(~Exists(vouched)).exclude(disposition=RECALLED)


def vouched_for(events: EventQuerySet) -> EventQuerySet:
    """Keep the events somebody vouches for."""
    return events.filter(Exists(EventCheck.objects.filter(event=OuterRef("pk"), withdrawn_at=None)))


def checks_in_force(events: Iterable[Event]) -> dict[int, EventCheck]:
    """Return the check that stands of each event somebody vouches for, by the event's key. One query."""
    standing_checks = EventCheck.objects.filter(withdrawn_at=None, event__in=[event.pk for event in events])
    return {check.event_id: check for check in standing_checks}


def pages_showing(event: Event) -> set[int]:
    """Return the keys of the products whose public pages tell the event: of its goods, and of all made of them."""
    named = set(event.identifiers.values_list("identifier", flat=True))
    return products_of(named | affected_by_names(named))
