"""A sender whose process is killed at any moment: what came before is there, and the file arrives whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.copies import Copy

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


def sender(copy: Copy) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", CODE], env=copy.surroundings(), stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.campaign(test=2, prove=50)
def test_a_killed_sender_goes_on_where_it_was(a_copy: Callable[[], Copy], rounds: int) -> None:
    moments = random.Random(PIECES)
    for _ in range(rounds):
        copy = a_copy()
        killed = sender(copy)
        assert killed.stdout is not None
        killed.stdout.readline()
        time.sleep(moments.uniform(0, 0.5))
        copy.kill(killed)

        again = sender(copy)
        again.communicate(timeout=120)

        assert again.returncode == 0
        assert copy.ask("SELECT count(*), count(DISTINCT sha256) FROM files_storedfile") == [(1, 1)]
        assert list((copy.files / "uploads").iterdir()) == []
