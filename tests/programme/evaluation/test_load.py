from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.usefixtures("django_db_setup")
def test_a_small_council_on_a_real_server_loses_no_click_and_counts_none_twice() -> None:
    """The short form of `./run bench councils`, on the database these tests run on."""
    command = [sys.executable, "-m", "bench.councils", "3", "2", "5"]

    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "Nothing lost, nothing counted twice."
