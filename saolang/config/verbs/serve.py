"""Serve the pages at http://localhost:8000 until Ctrl-C."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

THREADS = 2 * (os.cpu_count() or 1) + 1
"""Requests answered at once by one process; more would only wait for the processor or for the database."""
WAITING = 128
"""Requests one process keeps waiting before it lets the network hold them back."""


def add_arguments(parser: ArgumentParser) -> None:
    """Take the address and the number of processes."""
    parser.add_argument("--port", type=int, default=8000, metavar="N")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 to answer the network (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: %(default)s)")


def run(arguments: Namespace) -> int:
    """Serve until interrupted."""
    print(f"http://localhost:{arguments.port}", flush=True)
    Granian(
        "saolang.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=THREADS,
        backpressure=WAITING,
        websockets=False,
    ).serve()
    return 0
