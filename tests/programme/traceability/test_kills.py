"""A capture whose process is killed at any moment: what was acknowledged is kept, a document whole or not at all."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.copies import Copy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.campaign(test=3, prove=200)]

EVENTS = 40
"""Of each document."""
SENDING = f"""
import sys
import django
django.setup()
from saolang.programme.traceability.services.capture import capture_document
from tests.factories.epcis import an_event, sent
first = int(sys.argv[1])
print("ready", flush=True)
for number in range(first, first + 1000):
    events = [an_event(eventID=f"urn:x:{{number}}:{{each}}") for each in range({EVENTS})]
    job = capture_document(sent(*events), by="tests")
    assert job.success, job.errors
    print(number, flush=True)
"""
"""Captures one document after another and acknowledges each by its number."""


def killed_while_capturing(copy: Copy, first: int, seconds: float) -> set[int]:
    """Kill a process so long after it is ready; return the documents it acknowledged."""
    command = [sys.executable, "-c", SENDING, str(first)]
    process = subprocess.Popen(command, env=copy.surroundings(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    return {int(line) for line in copy.kill(process).splitlines(keepends=True) if line.endswith("\n")}


def test_whatever_was_acknowledged_is_kept_whole_and_nothing_is_kept_in_part(
    a_copy: Callable[[], Copy], rounds: int
) -> None:
    copy, moments, acknowledged = a_copy(), random.Random(EVENTS), set()

    for number in range(rounds):
        acknowledged |= killed_while_capturing(copy, 1000 * number, moments.uniform(0.0, 1.5))

    events = copy.ask("SELECT event_id FROM traceability_event")
    kept = Counter(int(event_id.split(":")[2]) for (event_id,) in events)
    whole = {document for document, count in kept.items() if count == EVENTS}
    assert acknowledged
    assert acknowledged <= whole
    assert set(kept) == whole
    jobs = copy.ask("SELECT count(*), sum(captured) FROM traceability_capturejob")
    assert jobs == [(len(whole), len(whole) * EVENTS)]
    assert copy.ask("SELECT count(*) FROM audit_change WHERE kind = 'capture'") == [(len(whole),)]
    assert copy.ask("SELECT count(*) FROM traceability_eventidentifier") == [(len(whole) * EVENTS,)]
