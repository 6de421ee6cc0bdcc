"""Sealing and verifying the list of changes: seconds and peak memory at 10,000, 100,000 and 1,000,000 entries.

Aims: `./run verify` of a million entries in under 60 s, in the same memory as of ten thousand. Beside it the script
that checks an export without Django (docs/operating/check_chain.py). Each runs in a process of its own, on a copy of an
installation that holds nothing but the places; half of the entries tell of an address, which is personal.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.ground import ROOT, empty_installation, in_own_process, open_folder

SIZES = (10_000, 100_000, 1_000_000)
AT_ONCE = 10_000
SCRIPT = ROOT / "docs" / "operating" / "check_chain.py"
HEADINGS = ("entries", "sealed", "a second", "verified", "processor", "MB", "exported", "script", "MB")


def main() -> None:
    print("The list of changes sealed, verified, exported and checked by the script; seconds, peak memory")
    print("  ".join(f"{heading:>10}" for heading in HEADINGS))
    for size in SIZES:
        with TemporaryDirectory(dir=ROOT / "var" / "bench") as folder:
            copy = shutil.copytree(empty_installation(), Path(folder) / "copy")
            sealed = json.loads(in_own_process("bench.verify", "seal", copy, size))
            verified = json.loads(in_own_process("bench.verify", "verify", copy))
            exported = json.loads(in_own_process("bench.verify", "verify", copy, Path(folder) / "export"))
            checked = json.loads(in_own_process("bench.verify", "check", copy, Path(folder) / "export"))
        cells = (
            f"{size:,}",
            f"{sealed['seconds']:.1f}",
            f"{size / sealed['seconds']:,.0f}",
            f"{verified['seconds']:.1f}",
            f"{verified['processor']:.1f}",
            f"{verified['megabytes']:.0f}",
            f"{exported['seconds'] - verified['seconds']:.1f}",
            f"{checked['seconds']:.1f}",
            f"{checked['megabytes']:.0f}",
        )
        print("  ".join(f"{cell:>10}" for cell in cells))


def seal(folder: Path, size: int) -> dict[str, float]:
    """Make so many entries, then seal them; only the sealing is measured."""
    open_folder(folder)
    from django.core.management import call_command  # noqa: PLC0415 - Django has to be set up first

    from saolang.base.audit.services import chain  # noqa: PLC0415

    call_command("migrate", verbosity=0)  # the installation may have been made by an earlier program
    make_entries(size)
    started = time.perf_counter()
    chain.seal()
    seconds = time.perf_counter() - started
    chain.publish_checkpoint(by="bench")
    return {"seconds": seconds}


def make_entries(size: int) -> None:
    from django.utils import timezone  # noqa: PLC0415 - Django has to be set up first

    from saolang.base.audit.models import Change  # noqa: PLC0415
    from saolang.base.audit.rules import commitment  # noqa: PLC0415
    from saolang.base.kit.inserting import insert_like  # noqa: PLC0415

    like = Change(at=timezone.now(), actor="user:12", action="change", kind="producer", request_id="f" * 32)
    names = ("code", "before", "after", "salt", "commitment", "personal")
    for first in range(0, size, AT_ONCE):
        values = []
        for number in range(first, first + AT_ONCE):
            told = {"address": f"10.0.{number % 250}.7"} if number % 2 else None
            salt = f"{number:032x}" if told else ""
            changed = {"name": f"Hộ kinh doanh {number}", "stars": 3}, {"name": f"Hợp tác xã {number}", "stars": 4}
            values.append((f"CT-{number:08d}", *changed, salt, commitment(salt, told) if told else "", told))
        insert_like(like, names, values)


def verify(folder: Path, *export: str) -> dict[str, float]:
    """Run the verb, and export the chain too where a file is named."""
    open_folder(folder)
    from saolang.config.cli import run_verb  # noqa: PLC0415 - Django has to be set up first

    started = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        code = run_verb("verify", [*(["--export", *export] if export else [])])
    seconds = time.perf_counter() - started
    if code:
        sys.exit("The chain does not hold.")
    return {"seconds": seconds, "processor": time.process_time(), "megabytes": megabytes(resource.RUSAGE_SELF)}


def check(_folder: Path, export: str) -> dict[str, float]:
    """Run the script on the export."""
    started = time.perf_counter()
    subprocess.run([sys.executable, SCRIPT, export], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return {"seconds": time.perf_counter() - started, "megabytes": megabytes(resource.RUSAGE_CHILDREN)}


def megabytes(who: int) -> float:
    """Return the peak memory of this process or of those it started."""
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    task, folder, *rest = sys.argv[1:]
    if task == "seal":
        print(json.dumps(seal(Path(folder), int(rest[0]))))
    else:
        print(json.dumps({"verify": verify, "check": check}[task](Path(folder), *rest)))
