"""Do the queued and scheduled work in a process of its own, beside `serve --no-queue`, until Ctrl-C; one a machine."""

from __future__ import annotations

import signal
import socket
from threading import Event
from typing import TYPE_CHECKING

from saolang.config.verbs.serve import has_queue
from saolang.jobs import queue, schedule

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

PATIENCE = 10
"""Seconds that what is under way is given to end by itself; what is cut short is begun again."""


def add_arguments(parser: ArgumentParser) -> None:
    """Take none: there is one schedule and one queue."""


def run(arguments: Namespace) -> int:  # noqa: ARG001 - every verb is called alike
    """Work until told to stop (SIGTERM, SIGINT): the piece of work under way is ended first."""
    stop = Event()
    threads = schedule.start(stop)
    try:
        if has_queue():
            work_off_the_queue()
        else:
            wait_for_the_end(stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
    return 0


def work_off_the_queue() -> None:
    """Do queued work until a signal ends it."""
    name = f"work-{socket.gethostname()}"[:64]
    queue.resume_interrupted(name)
    worker = queue.worker(worker_id=name)
    worker.configure_signals()
    worker.run()


def wait_for_the_end(stop: Event) -> None:
    """Wait for a signal: work that is done where it is asked for leaves no queue."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
