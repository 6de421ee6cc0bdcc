"""Whoever changes captured events past us is found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.programme.traceability.models import CaptureJob, Event, EventIdentifier
from saolang.programme.traceability.queries.proofs import captures_gone, still_stands
from saolang.programme.traceability.services.capture import capture_document
from tests.factories.epcis import a_declaration, a_transformation, an_event, sent

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

NAMED = "urn:x:1"


@pytest.fixture
def job() -> CaptureJob:
    event = an_event(eventID=NAMED, **{"ocop:note": "sáng"})
    events = (event, a_transformation(), a_declaration(event, correctiveEventIDs=["urn:x:2"]))
    return capture_document(sent(*events), by="tests")


def rewrite(old: str, new: str) -> None:
    event = Event.objects.filter(document__contains=old).order_by("pk")[0]
    Event.objects.filter(pk=event.pk).update(document=event.document.replace(old, new))


def test_capture_stands_as_it_was_kept(job: CaptureJob) -> None:
    assert still_stands(job)
    assert still_stands(capture_document(sent(an_event(eventID=NAMED, **{"ocop:note": "sáng"})), by="tests"))
    assert list(captures_gone()) == []


@pytest.mark.parametrize(
    "act",
    [
        lambda: rewrite("500", "900"),
        lambda: rewrite('"recordTime":"2', '"recordTime":"1'),
        lambda: rewrite("sáng", "chiều"),
        lambda: Event.objects.filter(event_id=NAMED).update(biz_step="inspecting"),
        lambda: Event.objects.filter(event_id=NAMED).update(event_time="2020-01-01T00:00:00Z"),
        lambda: Event.objects.filter(declared_at__isnull=False).update(declared_at="2020-01-01T00:00:00Z"),
        lambda: EventIdentifier.objects.filter(part="input_class").update(identifier="urn:x:other"),
        lambda: EventIdentifier.objects.filter(part="output_class").delete(),
        lambda: Event.objects.filter(type="TransformationEvent").update(job=capture_document(sent(), by="tests")),
        lambda: CaptureJob.objects.update(root="0" * 64),
    ],
)
def test_capture_that_was_altered_stands_no_more(job: CaptureJob, act: Callable[[], object]) -> None:
    act()

    assert not still_stands(CaptureJob.objects.get(pk=job.pk))


def test_capture_that_is_gone_is_told_of(job: CaptureJob) -> None:
    EventIdentifier.objects.all().delete()
    Event.objects.all().delete()
    job.delete()

    assert [change.kind for change in captures_gone()] == ["capture"]
