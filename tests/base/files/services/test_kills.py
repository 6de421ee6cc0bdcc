"""A sender whose process is killed at any moment: what came before is there, and the file arrives whole."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from django.db import connection

if TYPE_CHECKING:
    from pathlib import Path

PIECES = 300
SIZE = 200
CODE = f"""
import django; django.setup()
from saolang.base.files.choices import Kinds
from saolang.base.files.models import Upload
from saolang.base.files.queries import offset_of, read
from saolang.base.files.services import uploads
content = b"T;S\\n" * ({PIECES} * {SIZE} // 4)
upload = Upload.objects.first() or uploads.begin(name="so.csv", size=len(content), kinds=Kinds.SHEETS, by="user:7")
print("began", flush=True)
while (offset := offset_of(upload)) < len(content):
    uploads.append(upload=upload, offset=offset, content=content[offset : offset + {SIZE}])
file = uploads.complete(upload=upload, by="user:7")
assert read(file) == content
uploads.end(upload=upload)
assert uploads.sweep() == 0
"""


def sender(database: Path, files: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "SAOLANG_SECRET_KEY": "for-tests-only",
        "SAOLANG_FILES": str(files),
        "DJANGO_SETTINGS_MODULE": "saolang.config.settings",
    }
    return subprocess.Popen([sys.executable, "-c", CODE], env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="What is killed is the sender, whatever the database.")
@pytest.mark.django_db(transaction=True)
@pytest.mark.campaign(test=2, prove=50)
def test_a_killed_sender_goes_on_where_it_was(tmp_path: Path, rounds: int) -> None:
    moments = random.Random(PIECES)
    for number in range(rounds):
        database, files = tmp_path / f"{number}.sqlite3", tmp_path / f"files-{number}"
        with sqlite3.connect(database) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        killed = sender(database, files)
        assert killed.stdout is not None
        killed.stdout.readline()
        time.sleep(moments.uniform(0, 0.5))
        killed.send_signal(signal.SIGKILL)
        killed.communicate()

        again = sender(database, files)
        again.communicate(timeout=120)

        assert again.returncode == 0
        with sqlite3.connect(database) as copy:
            assert copy.execute("SELECT count(*), count(DISTINCT sha256) FROM files_storedfile").fetchone() == (1, 1)
        assert list((files / "uploads").iterdir()) == []
