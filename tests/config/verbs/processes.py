"""Programs of ours run as people run them: as processes, over an installation of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
CHANGE = """
import django; django.setup()
from saolang.base.audit.services.changes import record
record(by="user:1", action="create", kind="producer", code="CT-1")
"""
QUEUE = """
import django; django.setup()
from saolang.jobs import registers
registers.enter.enqueue(code="SD-00000000", by="tests")
"""
STATUS = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
print(DBTaskResult.objects.get().status)
"""
SEALED = """
import django; django.setup()
from saolang.base.audit.models import Link
print(Link.objects.exists())
"""


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of an installation in the folder, on SQLite whatever the tests run on."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "saolang.config.settings",
        "SAOLANG_VAR": str(folder),
        "SAOLANG_SECRET_KEY": "for-tests-only",
    }


def python(environment: dict[str, str], *arguments: str) -> str:
    """Run Python and return what it printed. Raises CalledProcessError when it fails."""
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def wait_for(condition: Callable[[], bool]) -> bool:
    """Say whether it came true while our patience lasted."""
    ends = time.monotonic() + PATIENCE
    while not (true := condition()) and time.monotonic() < ends:
        time.sleep(0.5)
    return true
