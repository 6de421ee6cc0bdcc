"""Where the events of a named query go: made, ended, and what becomes of each delivery. Sending itself is a job's.

Each event is sent at least once and in the order of capture: who dies between a delivery and its mark sends it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.queries import holding_scope
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.notices.choices import Kind
from saolang.programme.traceability.models import ApiKey, Event, NamedQuery, Subscription
from saolang.programme.traceability.queries.keys import in_use
from saolang.programme.traceability.rules import subscriptions as rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

LEASE = timedelta(minutes=5)
"""How long a delivery that was begun is left alone."""
AT_ONCE = 50
"""Deliveries begun at one look."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a subscriber asks for (EPCIS 2.0, 12.7): all that comes, or what has come on a schedule."""

    destination: str
    signature_token: str
    stream: bool = False
    schedule: Mapping[str, Any] | None = None
    report_if_empty: bool = False
    since: datetime | None = None
    """Only events recorded from then on; where it is left out, those to come."""


@transaction.atomic
def subscribe(*, query: NamedQuery, key: ApiKey, wanted: Wanted, by: str) -> Subscription:
    """Send the events of the query there from now on. Raises Refusal as `rules.subscriptions` has it."""
    locked = NamedQuery.objects.select_for_update().get(pk=query.pk)
    if refusal := rules.check_subscription(
        destination=wanted.destination,
        token=wanted.signature_token,
        stream=wanted.stream,
        schedule=wanted.schedule,
        present=Subscription.objects.filter(query=locked, ended_at=None).count(),
    ):
        raise refusal
    now = timezone.now()
    made = Subscription.objects.create(
        query=locked,
        key=key,
        destination=wanted.destination,
        signature_token=wanted.signature_token,
        stream=wanted.stream,
        schedule=wanted.schedule,
        report_if_empty=wanted.report_if_empty,
        sent_through=_before(wanted.since),
        due_at=now if wanted.schedule is None else rules.next_due(wanted.schedule, timezone.localtime(now)),
    )
    after = {"query": locked.name, "destination": made.destination, "stream": made.stream, "schedule": made.schedule}
    record(by=by, action=Action.CREATE, kind="subscription", code=str(made.code), after=after)
    return made


@transaction.atomic
def unsubscribe(*, subscription: Subscription, by: str) -> None:
    """Send nothing there any more, and forget it; that it was stays in the list of changes."""
    locked = Subscription.objects.select_for_update().get(pk=subscription.pk)
    locked.delete()
    record(by=by, action=Action.WITHDRAW, kind="subscription", code=str(subscription.code))


# Deliveries --------------------


@transaction.atomic
def take_due(*, by: str) -> list[Subscription]:  # noqa: ARG001 - nothing of it is told: only what is sent is
    """Return the subscriptions due now, each left to the caller for the length of the lease.

    A stream is due as soon as anything was captured since its last delivery. Of a key that lets nobody in any more
    nothing is due.
    """
    now = timezone.now()
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    waiting = Subscription.objects.filter(ended_at=None, due_at__lte=now).filter(
        Q(stream=False) | Q(sent_through__lt=newest),
        key__in=in_use(ApiKey.objects.all(), timezone.localdate()),
    )
    if not waiting.exists():
        return []
    due = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("due_at")[:AT_ONCE])
    Subscription.objects.filter(pk__in=[each.pk for each in due]).update(due_at=now + LEASE)
    return due


@transaction.atomic
def mark_delivered(*, subscription: Subscription, through: int, is_all: bool, by: str) -> None:  # noqa: ARG001
    """Keep that everything through that key of an event was sent. Where more waits, it is due again at once."""
    now = timezone.now()
    later = subscription.schedule is not None and is_all
    due_at = rules.next_due(subscription.schedule, timezone.localtime(now)) if later else now
    Subscription.objects.filter(pk=subscription.pk).update(sent_through=through, due_at=due_at, failures=0)


@transaction.atomic
def mark_failed(*, subscription: Subscription, error: str, by: str) -> None:
    """Keep that a delivery failed: it is tried again later, or ended with a notice to the producer's people."""
    locked = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("query", "key__producer")
        .filter(pk=subscription.pk, ended_at=None)
        .first()
    )
    if locked is None:
        return
    locked.failures += 1
    locked.due_at = timezone.now() + rules.wait_after(locked.failures)
    if rules.ends_after(locked.failures):
        locked.ended_at, locked.ended_reason = timezone.now(), error[:LONGEST_REASON]
        record(by=by, action=Action.CLOSE, kind="subscription", code=str(locked.code), reason=locked.ended_reason)
        _tell_its_people(locked, by=by)
    locked.save(update_fields=["failures", "due_at", "ended_at", "ended_reason"])


def _tell_its_people(subscription: Subscription, *, by: str) -> None:
    producer = subscription.key.producer
    if producer is None:
        return
    told = {"name": subscription.query.name, "count": subscription.failures, "text": subscription.ended_reason}
    for person in holding_scope(ScopeKind.PRODUCER, producer.code, {Role.PRODUCER}):
        tell(person, Kind.SUBSCRIPTION_ENDED, told, path=reverse("desk:api_keys"), by=by)


def _before(since: datetime | None) -> int:
    """Return the key of the last event that is not wanted."""
    unwanted = Event.objects.filter(record_time__lt=since) if since else Event.objects.all()
    return int(unwanted.aggregate(last=Max("pk"))["last"] or 0)
