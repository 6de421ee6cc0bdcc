"""Whether captured events are still as they came: by themselves, by the root over them, by the list of changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import history_of
from saolang.base.kit.batches import AT_ONCE
from saolang.core.epcis.events import Wrong, make_ready
from saolang.core.epcis.hashing import namespaces
from saolang.core.merkle import root
from saolang.programme.traceability.models import CaptureJob, Event

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND = "capture"
LATEST = datetime.max.replace(tzinfo=UTC)
"""What was captured was not of the future then; that is not asked again."""
COLUMNS = (
    "event_id",
    "digest",
    "name",
    "type",
    "event_time",
    "action",
    "biz_step",
    "disposition",
    "read_point",
    "biz_location",
    "transformation_id",
    "declared_at",
)
"""What stands in a column of its own, to be found by, and must be what the event says."""


def still_stands(job: CaptureJob) -> bool:
    """Tell whether the events of a capture are as they were kept, and all of them. Three queries.

    Raises what reading raises where somebody wrote past us what is no event.
    """
    events = list(Event.objects.filter(job=job).order_by("pk").prefetch_related("identifiers"))
    told = history_of(KIND, str(job.code)).values_list("action", "after__merkle_root")
    found = root([event.document for event in events]) if events else ""
    if found != job.root or (Action.CREATE, job.root) not in set(told):
        return False
    names = namespaces(job.context)
    return all(_agrees(event, names) for event in events)


def captures_gone() -> Iterator[Change]:
    """Yield the changes that tell of a capture that is gone."""
    kept = {str(code) for code in CaptureJob.objects.values_list("code", flat=True)}
    told = Change.objects.filter(kind=KIND, action=Action.CREATE).order_by("pk")
    return (change for change in told.iterator(AT_ONCE) if change.code not in kept)


def _agrees(event: Event, names: dict[str, str]) -> bool:
    """Tell whether what an event is found by is what it says. Identifiers are kept in their one notation already."""
    try:
        ready = make_ready(orjson.loads(event.document), names=names, canonical=str, latest=LATEST)
    except Wrong:
        return False
    if any(getattr(event, column) != getattr(ready, column) for column in COLUMNS):
        return False
    return {(each.part, each.identifier) for each in event.identifiers.all()} == set(ready.identifiers)
