"""The demonstration backed up and restored, in the clear and encrypted, at three sizes, with papers beside it.

Aim: a backup of 100 times the demonstration in under 60 s. Beside it what one would do by hand, which checks nothing:
SQLite's own copy, then tar and gzip. Each step is a process of its own, on a copy.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.ground import ROOT, SCALES, in_own_process, installation, open_folder

FILES_A_STEP = 10
FILE_SIZE = 200_000
"""A photo as it is kept; the demonstration itself has none."""

HEADINGS = ("size", "rows", "files", "MB", "by hand s", "backup s", "peak MB", "encrypted s", "restore s", "peak MB")


def main() -> None:
    print("Backup and restore of the demonstration on SQLite; seconds, size of the backup, peak memory of each process")
    print("  ".join(f"{heading:>11}" for heading in HEADINGS))
    for scale in SCALES:
        with TemporaryDirectory(prefix="saolang-bench-") as folder:
            cells = _measure(scale, Path(folder))
        print("  ".join(f"{cell:>11}" for cell in cells))


def _measure(scale: int, folder: Path) -> list[str]:
    here, there = folder / "here", folder / "there"
    _copy(installation(scale), here)
    in_own_process("bench.backup", "fill", here, scale * FILES_A_STEP)
    by_hand = json.loads(in_own_process("bench.backup", "by_hand", here, folder / "x.tar.gz"))
    backup = json.loads(in_own_process("bench.backup", "backup", here, folder / "x.tar"))
    encrypted = json.loads(in_own_process("bench.backup", "encrypted", here, folder / "x.tar.age"))
    restore = json.loads(in_own_process("bench.backup", "restore", there, folder / "x.tar"))
    if restore["tables"] != backup["tables"]:
        sys.exit("What was restored is not what was backed up.")
    return [
        f"{scale}×",
        f"{backup['rows']:,}",
        f"{backup['files']:,}",
        f"{(folder / 'x.tar').stat().st_size / 1e6:.1f}",
        f"{by_hand['seconds']:.1f}",
        f"{backup['seconds']:.1f}",
        f"{backup['peak']:.0f}",
        f"{encrypted['seconds']:.1f}",
        f"{restore['seconds']:.1f}",
        f"{restore['peak']:.0f}",
    ]


def _copy(source: Path, target: Path) -> None:
    """Copy an installation and bring the copy up to date with the code of today."""
    target.mkdir()
    shutil.copy(source / "saolang.sqlite3", target)
    environment = os.environ | {"SAOLANG_VAR": str(target), "SAOLANG_DEMONSTRATION": "1"}
    subprocess.run([sys.executable, "-m", "saolang.config.cli", "setup"], env=environment, check=True, cwd=ROOT)


def fill(folder: Path, files: int) -> None:
    """Store so many files."""
    open_folder(folder)
    from saolang.base.files.services import store  # noqa: PLC0415 - Django has to be set up first

    for _ in range(files):
        store(os.urandom(FILE_SIZE), by="bench")


def by_hand(folder: Path, path: Path) -> dict[str, object]:
    """Copy the database as SQLite does it, pack the copy and the files, and return the seconds it took."""
    began = time.perf_counter()
    copy = folder / "copy.sqlite3"
    with closing(sqlite3.connect(folder / "saolang.sqlite3")) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with tarfile.open(path, "w:gz", compresslevel=6) as archive:
        archive.add(copy)
        archive.add(folder / "files")
    return {"seconds": time.perf_counter() - began}


def measure(step: str, folder: Path, path: Path) -> dict[str, object]:
    """Take one step and return its seconds, its peak memory in megabytes, and what the backup holds."""
    open_folder(folder)
    import pyrage  # noqa: PLC0415 - as the others

    from saolang.config.backups.restoring import restore_backup  # noqa: PLC0415
    from saolang.config.backups.writing import write_backup  # noqa: PLC0415

    recipient = str(pyrage.x25519.Identity.generate().to_public()) if step == "encrypted" else ""
    began = time.perf_counter()
    if step == "restore":
        manifest = restore_backup(path, identity=None, report=lambda _line: None)
    else:
        manifest = write_backup(path, recipient=recipient, report=lambda _line: None, by="bench")
    return {
        "seconds": time.perf_counter() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": manifest.rows,
        "files": manifest.files.count,
        "tables": {name: table.sha256 for name, table in manifest.tables.items()},
    }


if __name__ == "__main__":
    step, folder, last = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    if step == "fill":
        fill(folder, int(last))
    elif step == "by_hand":
        print(json.dumps(by_hand(folder, Path(last))))
    else:
        print(json.dumps(measure(step, folder, Path(last))))
