"""Installations of three sizes to measure on, and how a measurement is taken."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
SCALES = (1, 10, 100)
ROUNDS = 9


def installation(scale: int) -> Path:
    """Return the folder of a demonstration of that size, made if it is not there yet."""
    return _made(f"scale-{scale}", "demo", "--scale", str(scale))


def empty_installation() -> Path:
    """Return the folder of an installation that holds nothing but the places, made if it is not there yet."""
    return _made("empty")


def scanned_installation() -> Path:
    """Return the folder of a demonstration of its own, in which a lot is scanned; made if it is not there yet."""
    return _made("scanned", "demo")


def _made(name: str, *filling: str) -> Path:
    """Return the installation's folder, brought up to date; filled by the verb, if there is one, only once."""
    folder = ROOT / "var" / "bench" / name
    ready = folder / "ready"
    _run(folder, "setup")
    if not ready.exists():
        if filling:
            _run(folder, *filling)
        ready.touch()
    return folder


def _run(folder: Path, *verb: str) -> None:
    environment = os.environ | {"SAOLANG_VAR": str(folder), "SAOLANG_DEMONSTRATION": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "saolang.config.cli", *verb]
    subprocess.run(command, env=environment, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603


def open_installation(scale: int) -> None:
    """Set Django up on the installation of that size; once a process."""
    open_folder(installation(scale))


def open_folder(folder: Path) -> None:
    """Set Django up on the installation in the folder; once a process."""
    os.environ["SAOLANG_VAR"] = str(folder)
    os.environ["SAOLANG_DEMONSTRATION"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saolang.config.settings")
    import django  # noqa: PLC0415 - the installation must be known first

    django.setup()


def medians(*tasks: Callable[[], object]) -> list[float]:
    """Return the median seconds of each task, run in turns so that a slow moment of the machine hits all alike."""
    for task in tasks:
        task()  # warm
    taken: list[list[float]] = [[] for _ in tasks]
    for _ in range(ROUNDS):
        for seconds, task in zip(taken, tasks, strict=True):
            started = time.perf_counter()
            task()
            seconds.append(time.perf_counter() - started)
    return [statistics.median(seconds) for seconds in taken]


def in_own_process(module: str, *arguments: object) -> str:
    """Run `python -m module arguments` and return what it printed: one Django installation a process."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout  # noqa: S603
