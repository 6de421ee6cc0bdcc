"""Capturing events: checked against the standard, kept as they came, found by what they are about.

Events are never edited. What is kept of a capture stands under one root, which the list of changes seals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.db import IntegrityError, transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.asking import rows_for
from saolang.base.kit.batches import batched
from saolang.base.kit.collecting import without_collecting
from saolang.base.kit.inserting import insert_like, insert_one
from saolang.core.epcis import documents
from saolang.core.epcis.events import Ready, Wrong, make_ready, with_record_time
from saolang.core.epcis.hashing import namespaces, short_name
from saolang.core.epcis.problems import Problem
from saolang.core.merkle import root
from saolang.core.refusal import Refusal
from saolang.programme.traceability.choices import CaptureWay, ErrorBehaviour
from saolang.programme.traceability.models import CaptureJob, Event, EventIdentifier
from saolang.programme.traceability.queries.concerned import of_others, products_of
from saolang.programme.traceability.queries.lineage import affected_by_names
from saolang.programme.traceability.queries.proofs import COLUMNS
from saolang.programme.traceability.rules import epcis as rules
from saolang.programme.traceability.rules.identity import canonical
from saolang.programme.traceability.services.pages import touch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from saolang.core.epcis.documents import Document
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import ApiKey

TRIES = 3
"""Two captures at one moment may bring the same event: whoever comes second looks again."""


class Numbered(NamedTuple):
    """An event by its number in the document."""

    number: int
    event: Ready


class Kept(NamedTuple):
    """What is known of an event that is there already."""

    digest: str
    producer_id: int | None


class Declaration(NamedTuple):
    """That an event was wrong, and when it was declared so."""

    event_id: str
    declared_at: datetime


@dataclass(slots=True)
class Sorted:
    """Events of a document: those to be kept, and what is wrong with the others."""

    new: list[Numbered] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@without_collecting()
def capture_document(
    content: bytes,
    *,
    by: str,
    producer: Producer | None = None,
    key: ApiKey | None = None,
    behaviour: ErrorBehaviour = ErrorBehaviour.ROLLBACK,
    way: CaptureWay = CaptureWay.CAPTURE,
) -> CaptureJob:
    """Capture the events of an EPCISDocument, an EPCISQueryDocument, or one event that stands alone with its context.

    Keeps the events, the job and one entry in the list of changes, and counts a change of the pages that show them, in
    one transaction. A document that is refused leaves nothing behind: its job comes back unsaved (`pk` None) with
    `errors`, each as RFC 7807 has it. With `behaviour` PROCEED, events that are right are kept beside wrong ones, which
    the saved job tells of. `producer` is for whom; None is the office.
    """
    document = documents.read(content, schema=rules.schema(), limits=rules.limits())
    job = CaptureJob(producer=producer, key=key, behaviour=behaviour, way=way, captured_by=by)
    return _capture(document, job, looking=False)


@without_collecting()
def capture_events(
    events: Sequence[Mapping[str, Any]],
    *,
    by: str,
    producer: Producer | None,
    way: CaptureWay,
    key: ApiKey | None = None,
    context: Sequence[Any] = (),
) -> CaptureJob:
    """Capture events that come without a document: all of them or, as `capture_document` tells it, none.

    `context` says what the prefixes of their extension fields stand for, as a document's @context would.
    """
    document = documents.take(events, context=context, schema=rules.schema(), limits=rules.limits())
    job = CaptureJob(producer=producer, key=key, behaviour=ErrorBehaviour.ROLLBACK, way=way, captured_by=by)
    return _capture(document, job, looking=True)


def _capture(document: Document, job: CaptureJob, *, looking: bool) -> CaptureJob:
    """Capture what is right, `looking` first which events are kept already.

    A document is taken to be new, and is looked at once more when the database says that it is not; what people tell by
    a form often comes twice.
    """
    ready, problems = _made_ready(document)
    if document.refused or (problems and job.behaviour == ErrorBehaviour.ROLLBACK):
        return _refused(job, [*document.refused, *problems])
    job.context = list(document.context)
    for left in reversed(range(TRIES)):
        try:
            return _keep(job, ready, problems, document, looking=looking)
        except IntegrityError:
            job.pk, looking = None, True
            if not left:
                raise
    raise AssertionError


def _made_ready(document: Document) -> tuple[list[Numbered], list[Problem]]:
    """Return the events that are right by themselves, and what is wrong with the others."""
    names, notation = namespaces(list(document.context)), cache(canonical)
    latest = timezone.now() + rules.tolerance()
    ready, problems = [], []
    for number, event in enumerate(document.events):
        if wrong := document.problems.get(number):
            problems += [each.below(document.pointer_to(number)) for each in wrong]
            continue
        try:
            ready.append(Numbered(number, make_ready(event, names=names, canonical=notation, latest=latest)))
        except Wrong as error:
            problems.append(error.problem.below(document.pointer_to(number)))
    return ready, problems


def _refused(job: CaptureJob, problems: Iterable[Problem]) -> CaptureJob:
    job.finished_at, job.success = timezone.now(), False
    job.errors = [rules.as_told(each) for each in problems]
    return job


@transaction.atomic
def _keep(
    job: CaptureJob, ready: list[Numbered], problems: list[Problem], document: Document, *, looking: bool
) -> CaptureJob:
    """Keep what is new, or nothing where something is wrong that may not be."""
    ready, not_theirs = _of_their_own(ready, job.producer_id, document)
    found = _sorted(ready, job.producer_id, document, looking=looking)
    problems = problems + not_theirs + found.problems
    if problems and job.behaviour == ErrorBehaviour.ROLLBACK:
        return _refused(job, problems)
    now = _in_milliseconds(timezone.now())
    job.finished_at, job.success, job.captured = now, not problems, len(found.new)
    job.errors = [rules.as_told(each) for each in problems]
    moment = now.isoformat(timespec="milliseconds")
    stored = [with_record_time(each.event, moment) for each in found.new]
    job.root = root(stored) if stored else ""
    insert_one(job)
    if stored:
        events = [each.event for each in found.new]
        _insert(job, events, stored, now)
        _count_pages(events)
    record(
        by=job.captured_by,
        action=Action.CREATE,
        kind="capture",
        code=str(job.code),
        after={
            "captured": job.captured,
            "merkle_root": job.root,
            "way": str(job.way),
            "producer": job.producer.code if job.producer else None,
        },
    )
    return job


def _of_their_own(
    ready: list[Numbered], producer: int | None, document: Document
) -> tuple[list[Numbered], list[Problem]]:
    """Tell the events that make goods of the producer alone from those that meddle with another's."""
    if producer is None:
        return ready, []
    theirs = of_others({name for each in ready for name in rules.made_by(each.event)}, producer)
    if not theirs:
        return ready, []
    right, problems = [], []
    for each in ready:
        if meddled := theirs.intersection(rules.made_by(each.event)):
            refusal = Refusal(rules.NOT_YOUR_GOODS, identifier=min(meddled))
            problems.append(Problem(refusal, document.pointer_to(each.number)))
        else:
            right.append(each)
    return right, problems


def _count_pages(events: Iterable[Ready]) -> None:
    """Count a change of the pages that show the events: of what they name, and of all that was made of it."""
    named = {identifier for event in events for _, identifier in event.identifiers}
    touch(products_of(named | affected_by_names(named)))


def _sorted(ready: list[Numbered], producer: int | None, document: Document, *, looking: bool) -> Sorted:
    """Tell new events from those that are there already and those that contradict one.

    One's own again is passed over; a correction needs what it corrects, here or earlier in the same document.
    """
    known = _known(each for each in ready if looking or each.event.declared_at)
    declared = _declared({each.event.event_id for each in ready if each.event.declared_at})
    sorted_ = Sorted()
    for each in ready:
        event, earlier = each.event, known.get(each.event.event_id)
        if event.declared_at is None:
            if earlier is None:
                known[event.event_id] = Kept(event.digest, producer)
                sorted_.new.append(each)
            elif refusal := rules.check_repetition(earlier.digest == event.digest, earlier.producer_id, producer):
                sorted_.problems.append(Problem(refusal, document.pointer_to(each.number) + "/eventID"))
            continue
        said, before = _error_in(event.text), declared.get(Declaration(event.event_id, event.declared_at))
        if refusal := _check_correction(event, earlier, producer) or rules.check_declaration(said, before):
            sorted_.problems.append(Problem(refusal, document.pointer_to(each.number) + "/errorDeclaration"))
        elif before is None:
            declared[Declaration(event.event_id, event.declared_at)] = said
            sorted_.new.append(each)
    return sorted_


def _check_correction(event: Ready, earlier: Kept | None, producer: int | None) -> Refusal | None:
    if earlier is None:
        return rules.NOTHING_TO_CORRECT
    return rules.check_correction(earlier.digest == event.digest, earlier.producer_id, producer)


def _error_in(text: str) -> dict[str, Any]:
    """Return what an event declares of its error beside the moment, which may be written in several ways."""
    said = orjson.loads(text)["errorDeclaration"]
    return {name: value for name, value in said.items() if name != "declarationTime"}


def _known(ready: Iterable[Numbered]) -> dict[str, Kept]:
    """Return, by their ids, which of the events are kept already; of a declaration of an error, the event it is of."""
    names = {short_name(event.event_id) if event.declared_at else event.name for _, event in ready}
    rows = rows_for(names, "SELECT event_id, digest, producer_id FROM traceability_event WHERE name IN")
    return {event_id: Kept(digest, producer_id) for event_id, digest, producer_id in rows}


def _declared(ids: Collection[str]) -> dict[Declaration, dict[str, Any]]:
    """Return the declarations of an error that are kept under the ids, with what each says."""
    found: dict[Declaration, dict[str, Any]] = {}
    for some in batched(ids):
        kept = Event.objects.declaring(*some)
        for event_id, moment, text in kept.values_list("event_id", "declared_at", "document"):
            if moment:
                found[Declaration(event_id, moment)] = _error_in(text)
    return found


def _in_milliseconds(moment: datetime) -> datetime:
    """Return the moment as the documents tell it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _insert(job: CaptureJob, events: list[Ready], stored: list[str], now: datetime) -> None:
    template = Event(job=job, producer_id=job.producer_id, record_time=now)
    rows = [
        (
            event.event_id,
            event.digest,
            event.name,
            event.type,
            event.event_time,
            event.action,
            event.biz_step,
            event.disposition,
            event.read_point,
            event.biz_location,
            event.transformation_id,
            event.declared_at,
            text,
        )
        for event, text in zip(events, stored, strict=True)
    ]
    keys = insert_like(template, (*COLUMNS, "document"), rows)
    insert_like(
        EventIdentifier(),
        ("event_id", "part", "identifier"),
        [
            (key, part, identifier)
            for key, event in zip(keys, events, strict=True)
            for part, identifier in event.identifiers
        ],
    )
