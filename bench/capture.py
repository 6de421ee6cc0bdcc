"""Capturing events: documents of 100, beside quartet_epcis in turns; then rate and questions as the events grow.

`python -m tests.postgres ./run bench capture` measures the growth on PostgreSQL. SAOLANG_BENCH_EVENTS names the sizes.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.events import A_LOT, EVENTS, document, lot_of
from bench.ground import ROOT, in_own_process, open_folder

SIZES = tuple(map(int, os.environ.get("SAOLANG_BENCH_EVENTS", "10000,100000,1000000").split(",")))
ROUNDS = 5
DOCUMENTS = 20
"""Of a round, after one to begin with: the same for each, so that their databases grow alike."""
MEASURED = 100
"""Documents over which the rate at a size is measured."""
QUESTIONS = 200
BY = "bench"
MICROSECONDS = 1_000_000


def main() -> None:
    with TemporaryDirectory(prefix="saolang-bench-") as folder:
        environment = os.environ | {"SAOLANG_VAR": folder, "SAOLANG_DEMONSTRATION": "1"}
        command = [sys.executable, "-m", "saolang.config.cli", "setup"]
        subprocess.run(command, env=environment, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
        if "DATABASE_URL" not in os.environ:
            beside_others(Path(folder))
        subprocess.run([sys.executable, "-m", "bench.capture", "growth", folder], check=True, cwd=ROOT)  # noqa: S603


def beside_others(folder: Path) -> None:
    """Print how many events a second each captures, in turns, and the ratio of the medians."""
    if find_spec("quartet_epcis") is None:
        print("quartet_epcis is not installed (requirements/bench.txt): we are measured alone.")
        return
    ours, theirs = [], []
    for number in range(ROUNDS):
        first = number * (DOCUMENTS + 1) * EVENTS
        seconds = float(in_own_process("bench.capture", "round", folder, first))
        ours.append(DOCUMENTS * EVENTS / seconds)
        seconds = float(in_own_process("bench.by_quartet", folder / "quartet.sqlite3", first, DOCUMENTS))
        theirs.append(DOCUMENTS * EVENTS / seconds)
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"Capture of documents of {EVENTS} events, SQLite, medians of {ROUNDS} rounds in turns")
    print(f"  ours           {own:10,.0f} events/s")
    print(f"  quartet_epcis  {other:10,.0f} events/s   ratio {own / other:.1f}")


def a_round(first: int) -> None:
    """Print the seconds that a round of documents took."""
    from saolang.programme.traceability.services.capture import capture_document  # noqa: PLC0415

    documents = [document(first + EVENTS * number) for number in range(DOCUMENTS + 1)]
    capture_document(documents.pop(), by=BY)  # The first one reads and compiles the schema.
    started = time.perf_counter()
    for each in documents:
        capture_document(each, by=BY)
    print(time.perf_counter() - started)


def growth() -> None:
    """Print rate and questions at each size."""
    from django.db import connection  # noqa: PLC0415

    from saolang.programme.traceability.models import Event  # noqa: PLC0415
    from saolang.programme.traceability.services.capture import capture_document  # noqa: PLC0415

    print(f"Growth on {connection.vendor}")
    print(f"{'events':>10}  {'captured/s':>10}  {'CPU µs each':>11}  {'by lot, ms':>10}  {'p95':>6}  {'page, ms':>8}")
    first = 10 * SIZES[-1]
    for size in SIZES:
        while Event.objects.count() < size:
            for _ in range(MEASURED):
                capture_document(document(first), by=BY)
                first += EVENTS
        documents = [document(first + EVENTS * number) for number in range(MEASURED)]
        first += EVENTS * MEASURED
        began, busy = time.perf_counter(), time.process_time()
        for each in documents:
            assert capture_document(each, by=BY).captured == EVENTS  # noqa: S101
        events = MEASURED * EVENTS
        rate, used = events / (time.perf_counter() - began), (time.process_time() - busy) / events * MICROSECONDS
        lots = [lot_of(random.randrange(10 * SIZES[-1], first - EVENTS)) for _ in range(QUESTIONS)]
        by_lot, page = sorted(_milliseconds(lot) for lot in lots), _page()
        print(
            f"{size:10,}  {rate:10,.0f}  {used:11.0f}  {statistics.median(by_lot):10.2f}"
            f"  {by_lot[int(QUESTIONS * 0.95)]:6.2f}  {page:8.2f}",
            flush=True,
        )


def _milliseconds(lot: str) -> float:
    """Return how long it takes to find the events of a lot, whatever part it plays in them."""
    from saolang.programme.traceability.models import Event  # noqa: PLC0415
    from saolang.programme.traceability.queries.events import ask, find  # noqa: PLC0415

    started = time.perf_counter()
    name = f"https://id.gs1.org/01/09520000000011/10/{lot}"
    found = find(ask({"MATCH_anyEPCClass": name}), Event.objects.all()).events
    taken = 1000 * (time.perf_counter() - started)
    assert 0 < len(found) <= A_LOT  # noqa: S101
    return taken


def _page() -> float:
    """Return how long the second page of thirty takes, of all events by their time: median of nine."""
    from saolang.programme.traceability.models import Event  # noqa: PLC0415
    from saolang.programme.traceability.queries.events import ask, find  # noqa: PLC0415

    token = find(ask({}), Event.objects.all()).token
    taken = []
    for _ in range(9):
        started = time.perf_counter()
        find(ask({}, token=token), Event.objects.all())
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


if __name__ == "__main__":
    what, where, *numbers = sys.argv[1:]
    open_folder(Path(where))
    if what == "growth":
        growth()
    else:
        a_round(*map(int, numbers))
