"""An import whose process is killed at any moment: it is wholly applied or not at all, and can be taken up again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.factories.intake import a_file, a_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.copies import Copy

ROWS = 400
TABLES = (
    "registry_producer",
    "registry_product",
    "registry_ownership",
    "certification_recognition",
    "intake_outcome",
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.campaign(test=3, prove=50)]


def counts(copy: Copy) -> list[int]:
    """Return how many rows each table of an import has."""
    return [copy.ask(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]  # noqa: S608 - names of our own


def an_import(copy: Copy, file: Path) -> subprocess.Popen[str]:
    """Start `./run import FILE --apply --json` on the copy."""
    command = [sys.executable, "-m", "saolang.config.cli", "import", str(file), "--apply", "--json"]
    return subprocess.Popen(command, env=copy.surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> dict[str, int]:
    """Wait for the import and return what it says it applied."""
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    applied: dict[str, int] = json.loads(output)["summary"]["applied"]
    return applied


def test_a_killed_import_is_applied_wholly_or_not_at_all_and_can_be_taken_up_again(
    tmp_path: Path, a_copy: Callable[[], Copy], rounds: int
) -> None:
    file = tmp_path / "sổ.csv"
    file.write_bytes(a_file(*(a_line(number) for number in range(1, ROWS + 1))))
    began = time.monotonic()
    finish(an_import(a_copy(), file))
    whole = time.monotonic() - began
    full = [ROWS] * len(TABLES)
    moments = random.Random(ROWS)

    for _ in range(rounds):
        copy = a_copy()
        killed = an_import(copy, file)
        time.sleep(moments.uniform(0.3, 1.0) * whole)
        copy.kill(killed)

        after = counts(copy)
        applied = finish(an_import(copy, file))

        assert after in ([0] * len(TABLES), full)
        assert applied["recognitions"] == (0 if after == full else ROWS)
        assert counts(copy) == full
