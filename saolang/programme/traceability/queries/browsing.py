"""What there is in events, name by name: steps, states, places and goods (EPCIS 2.0, 12.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.programme.traceability.choices import Part
from saolang.programme.traceability.models import EventIdentifier

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.programme.traceability.models import Event

CLASSES = frozenset({Part.CLASS, Part.CHILD_CLASS, Part.INPUT_CLASS, Part.OUTPUT_CLASS})
"""Where an identifier names a lot or a kind, not one thing."""


def values_in(events: QuerySet[Event], field: str, after: str, most: int) -> list[str]:
    """Return the values the events have in the field, each once, in the order of the alphabet from `after` on."""
    found = events.exclude((field, "")).filter((f"{field}__gt", after)).order_by(field)
    return list(found.values_list(field, flat=True).distinct()[:most])


def goods_in(events: QuerySet[Event], after: str, most: int) -> list[str]:
    """Return what the events are about: units, lots and kinds, each once, in the order of the alphabet."""
    found = EventIdentifier.objects.filter(identifier__gt=after, event__in=events).order_by("identifier")
    return list(found.values_list("identifier", flat=True).distinct()[:most])


def is_class(identifier: str) -> bool:
    """Tell whether events name a lot or a kind by the identifier, in the notation in which it is kept."""
    return EventIdentifier.objects.filter(identifier=identifier, part__in=CLASSES).exists()
