"""Looking into what comes from outside by a program of its own, which may die of it without harm to anybody."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from saolang.base.kit import limited

if TYPE_CHECKING:
    from types import ModuleType

STARTING = 30
"""Seconds by the clock a program may take beyond its seconds of the processor: a busy machine lets it wait."""
OUT_OF_TIME = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program answered: its exit status, negative where it died or took too long, and its output."""

    status: int
    output: bytes


def run_alone(program: ModuleType, *arguments: str, content: bytes, memory: int, seconds: int) -> Answer:
    """Run the program, a module that imports nothing of the project, with the content on its input.

    `memory` bounds what it may use in bytes, `seconds` its time on the processor.
    """
    command = [sys.executable, "-I", limited.__file__, str(memory), str(seconds), str(program.__file__), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, the content on its input
            command, input=content, capture_output=True, check=False, timeout=seconds + STARTING
        )
    except subprocess.TimeoutExpired:
        return Answer(OUT_OF_TIME, b"")
    return Answer(done.returncode, done.stdout)
