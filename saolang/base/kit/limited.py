"""Runs another program with bounds on memory and time: `limited.py MEMORY SECONDS PROGRAM [ARGUMENT…]`.

For what comes from outside: a file that makes its reader eat memory costs that one process. Nothing of the project is
imported, so that starting costs little.
"""

from __future__ import annotations

import runpy
import sys


def limit(memory: int, seconds: int) -> None:
    """Bound what this process may use from now on, in bytes and in seconds of the processor; on Windows not at all."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    limit(int(sys.argv[1]), int(sys.argv[2]))
    sys.argv = sys.argv[3:]
    runpy.run_path(sys.argv[0], run_name="__main__")
