"""What is to be sent to a subscriber next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from saolang.core.epcis.questions import WrongQuestion
from saolang.programme.traceability.queries.events import ask, asked_of, events_of_key, fitting

if TYPE_CHECKING:
    from saolang.programme.traceability.models import Event, Subscription

MOST_EVENTS = 500
"""Events of one delivery."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Events in the order of capture; everything through the key `through` was looked at. `is_all`: no more waits."""

    events: list[Event]
    through: int
    is_all: bool = True


def delivery_of(subscription: Subscription, newest: int) -> Delivery:
    """Return the next events for the subscriber, none beyond the key `newest`. Read it with its query and key.

    A question that nobody can ask any more, since its parameters were taken out, has no answer.
    """
    try:
        question = replace(ask(subscription.query.query), limit=None, most=None)
    except WrongQuestion:
        return Delivery([], newest)
    waiting = events_of_key(subscription.key).filter(pk__gt=subscription.sent_through, pk__lte=newest)
    taken, is_all = fitting(asked_of(question, waiting).order_by("pk"), MOST_EVENTS)
    return Delivery(taken, newest if is_all else taken[-1].pk, is_all)
