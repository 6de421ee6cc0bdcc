"""A large city's register staged, checked and applied, beside the same rows through django-import-export.

Aims: at least 20 times faster at 20,000 rows, under 400 MB. Each import runs in a process of its own, on a copy of an
installation that holds nothing but the places. The library cannot read the register as an office keeps it, so it is
given the rows laid out flat; it previews and imports them, as its page does, and does not look for look-alikes.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.ground import empty_installation, in_own_process, open_folder

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = {200: 5, 2_000: 3, 20_000: 1}
"""Rows, and how many times the library imports them, which takes minutes for 20,000; ours before and after each."""

HEADINGS = (
    "rows",
    "times",
    "staged",
    "applied",
    "ours",
    "preview",
    "imported",
    "library",
    "ratio",
    "ours MB",
    "reader MB",
    "library MB",
)


def main() -> None:
    print("A register staged and applied, beside django-import-export; median seconds, peak memory of each process")
    print("  ".join(f"{heading:>10}" for heading in HEADINGS))
    in_own_process("bench.imports", "write")
    for rows, times in SIZES.items():
        ours, library = [], []
        for _ in range(times):
            for side, measured in (("ours", ours), ("library", library), ("ours", ours)):
                measured.append(json.loads(in_own_process("bench.imports", side, rows)))
        if ours[0]["entered"] != library[0]["entered"]:
            sys.exit(f"The two sides differ: ours {ours[0]['entered']}, the library's {library[0]['entered']}")
        print("  ".join(f"{cell:>10}" for cell in [f"{rows:,}", times, *_cells(ours, library)]))


def _cells(ours: list[dict[str, float]], library: list[dict[str, float]]) -> list[str]:
    staged, applied = _median(ours, "first"), _median(ours, "second")
    preview, imported = _median(library, "first"), _median(library, "second")
    own, theirs = staged + applied, preview + imported
    seconds = [f"{each:.2f}" for each in (staged, applied, own, preview, imported, theirs)]
    memory = [_median(ours, "megabytes"), _median(ours, "reader_megabytes"), _median(library, "megabytes")]
    return [*seconds, f"{theirs / own:.1f}", *(f"{each:.0f}" for each in memory)]


def _median(measured: list[dict[str, float]], name: str) -> float:
    return statistics.median(each[name] for each in measured)


def measure(side: str, rows: int) -> dict[str, object]:
    """Import the register once by one side, and return the seconds of both steps, the memory and what was entered."""
    with TemporaryDirectory() as folder:
        shutil.copy(empty_installation() / "saolang.sqlite3", folder)
        open_folder(Path(folder))
        first, second = (_ours if side == "ours" else _library)(rows)
        seconds = []
        for step in (first, second):
            started = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - started)
        return {
            "first": seconds[0],
            "second": seconds[1],
            "megabytes": _peak_megabytes(resource.RUSAGE_SELF),
            "reader_megabytes": _peak_megabytes(resource.RUSAGE_CHILDREN),
            "entered": _entered(),
        }


def _ours(rows: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the staging of the office's file, and its application."""
    from bench.registers import office_file  # noqa: PLC0415 - Django has to be set up first
    from saolang.programme.intake.models import Register  # noqa: PLC0415
    from saolang.programme.intake.services import apply_register, stage_register  # noqa: PLC0415

    file = office_file(rows)
    return (
        lambda: stage_register(content=file.read_bytes(), name=file.name, by="bench"),
        lambda: apply_register(register=Register.objects.get(), by="bench"),
    )


def _library(rows: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return the preview of the flat file, and its import."""
    from bench.by_import_export import bring_in, load  # noqa: PLC0415 - Django has to be set up first
    from bench.registers import CITY, flat_file  # noqa: PLC0415

    file = flat_file(rows)
    return (
        lambda: bring_in(load(file), CITY, preview=True),
        lambda: bring_in(load(file), CITY, preview=False),
    )


def _entered() -> dict[str, int]:
    from saolang.programme.certification.models import Decision, Recognition  # noqa: PLC0415 - Django has to be set up
    from saolang.programme.registry.models import Ownership, Producer, ProducerForm, Product  # noqa: PLC0415

    models = (Producer, ProducerForm, Product, Ownership, Decision, Recognition)
    return {model.__name__: model.objects.count() for model in models}


def _peak_megabytes(who: int) -> float:
    """Return the most memory this process held, or the one it started to read the workbook, gone before the rest."""
    return resource.getrusage(who).ru_maxrss / 1024


def write() -> None:
    """Write the registers of every size."""
    open_folder(empty_installation())
    from bench.registers import write_registers  # noqa: PLC0415 - Django has to be set up first

    for rows in SIZES:
        write_registers(rows)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write()
    else:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
