"""Programs of their own: what they answer, and what becomes of one that takes too much."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

from saolang.base.kit import isolation
from saolang.base.kit.isolation import OUT_OF_TIME, Answer, run_alone

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

A_LOT = 2**30


def program(folder: Path, text: str) -> ModuleType:
    module = ModuleType("program")
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    module.__file__ = str(path)
    return module


def test_program_answers_from_its_input_and_arguments(tmp_path: Path) -> None:
    echo = program(tmp_path, "import sys\nprint(sys.argv[1], sys.stdin.read(), end='')\nsys.exit(3)")

    answer = run_alone(echo, "bưởi", content=b"xin", memory=A_LOT, seconds=5)

    assert answer == Answer(3, "bưởi xin".encode())


def test_program_that_takes_too_much_memory_dies_alone(tmp_path: Path) -> None:
    hungry = program(tmp_path, "bytes(2**31)")

    answer = run_alone(hungry, content=b"", memory=2**29, seconds=5)

    assert answer.status != 0


def test_program_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "STARTING", 0)
    waiting = program(tmp_path, "import time\ntime.sleep(60)")

    assert run_alone(waiting, content=b"", memory=A_LOT, seconds=1) == Answer(OUT_OF_TIME, b"")


def test_program_that_never_ends_is_stopped_by_the_processor(tmp_path: Path) -> None:
    busy = program(tmp_path, "while True: pass")

    assert run_alone(busy, content=b"", memory=A_LOT, seconds=1).status != 0
