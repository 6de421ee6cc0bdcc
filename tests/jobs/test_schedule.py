"""What is done every so often, and that nothing of it is in the way of anything else."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.audit.models import Checkpoint, Link
from saolang.base.audit.services.chain import seal
from saolang.jobs.schedule import SCHEDULE, Entry, start
from saolang.jobs.sealing import publish_when_due
from tests.factories.audit import ChangeFactory

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10


@pytest.fixture
def stop() -> Iterator[Event]:
    stop = Event()
    yield stop
    stop.set()


def test_work_is_done_again_and_again_until_told_to_stop(stop: Event) -> None:
    third = Event()
    done: list[int] = []

    def work() -> None:
        done.append(1)
        if len(done) == 3:
            third.set()

    [thread] = start(stop, [Entry("work", 0.01, work)])

    assert third.wait(SECONDS)
    stop.set()
    thread.join(SECONDS)
    assert not thread.is_alive()


def test_work_that_fails_is_logged_and_tried_again(stop: Event, caplog: pytest.LogCaptureFixture) -> None:
    tried_again = Event()
    tries: list[int] = []

    def fail() -> None:
        tries.append(1)
        if len(tries) == 2:
            tried_again.set()
        raise RuntimeError

    with caplog.at_level(logging.ERROR, "saolang.jobs.schedule"):
        start(stop, [Entry("failing", 0.01, fail)])
        assert tried_again.wait(SECONDS)

    assert "“failing”" in caplog.text


def test_work_that_takes_long_holds_up_no_other(stop: Event) -> None:
    done = Event()

    start(stop, [Entry("slow", 1, stop.wait), Entry("other", 1, done.set)])

    assert done.wait(SECONDS)


def test_list_of_changes_is_sealed_every_second() -> None:
    entry = next(entry for entry in SCHEDULE if entry.name == "seal")

    assert (entry.seconds, entry.work) == (1, seal)


@pytest.mark.django_db
def test_checkpoint_is_published_when_there_is_none_and_then_not_before_an_hour() -> None:
    for _ in range(2):
        ChangeFactory()
        seal()
        publish_when_due()

    assert Checkpoint.objects.count() == 1


@pytest.mark.django_db
def test_checkpoint_is_published_an_hour_after_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    ChangeFactory()
    seal()
    publish_when_due()
    ChangeFactory()
    seal()
    later = timezone.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    publish_when_due()

    latest = Checkpoint.objects.order_by("-position").first()
    assert latest is not None
    assert (Checkpoint.objects.count(), latest.position) == (2, Link.objects.count())
