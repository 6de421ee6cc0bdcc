"""Serve the pages at http://localhost:8000, and do the queued and scheduled work, until Ctrl-C."""

from __future__ import annotations

import errno
import os
import socket
from argparse import BooleanOptionalAction
from threading import Event
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from saolang.config.ready import ReadyPages

THREADS = 2 * (os.cpu_count() or 1) + 1
"""Requests answered at once by one process; more would only wait for the processor or for the database."""
WAITING = 128
"""Requests one process keeps waiting before it lets the network hold them back."""
TAKEN = gettext_noop(
    "Cổng %(port)s đang có chương trình khác dùng. Hãy dừng chương trình đó, hoặc chọn cổng khác: ./run serve --port N."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Take the address, the number of processes, and whether they do the queued and scheduled work."""
    parser.add_argument("--port", type=int, default=8000, metavar="N")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to answer the network (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: %(default)s)")
    parser.add_argument(
        "--queue",
        action=BooleanOptionalAction,
        default=True,
        help="do the queued and scheduled work here; --no-queue where ./run work does it",
    )


def run(arguments: Namespace) -> int:
    """Serve until interrupted."""
    ask_for_the_port(arguments.host, arguments.port)
    # The processes to come read the settings anew: what nobody has said is where they will answer.
    os.environ.setdefault("SAOLANG_BASE_URL", f"http://localhost:{arguments.port}")
    if arguments.queue and has_queue():
        take_up_the_queue()
    print(f"http://localhost:{arguments.port}", flush=True)
    Granian(
        f"{__name__}:with_work" if arguments.queue else f"{__name__}:without_work",
        factory=True,
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=THREADS,
        backpressure=WAITING,
        websockets=False,
    ).serve()
    return 0


def ask_for_the_port(host: str, port: int) -> None:
    """Refuse a port where somebody answers already: ours would share it, and each would get a part of the visits."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refusal(TAKEN, port=port) from error


def has_queue() -> bool:
    """Tell whether work waits in the database, and is not done where it is asked for."""
    return str(settings.TASKS["default"]["BACKEND"]).startswith("django_tasks_db.")


def take_up_the_queue() -> None:
    """Put back what was under way when the server last ended; the processes to come open connections of their own."""
    from saolang.jobs.queue import resume_interrupted  # noqa: PLC0415 - its models need the apps loaded

    resume_interrupted()
    connections.close_all()


def without_work() -> ReadyPages:
    """Make one web process."""
    from saolang.config.wsgi import application  # noqa: PLC0415 - a process loads Django once it runs, not before
    from saolang.jobs.scans import write_each_second  # noqa: PLC0415 - its models need the apps loaded

    write_each_second()
    return application


def with_work() -> ReadyPages:
    """Make one web process that also does the queued and scheduled work, in threads that end with it."""
    application = without_work()
    from saolang.jobs import queue, schedule  # noqa: PLC0415 - their models need the apps loaded

    if has_queue():
        queue.start()
    schedule.start(Event())
    return application
