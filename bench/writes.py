"""What the list of changes and the notices add to a write: the same services with both, and with both taken out.

Three writes, each in a transaction of its own on an installation of its own: a producer is registered, a recognition is
entered, a role is given; each is recorded and tells one person. Taken out means: replaced by functions that do nothing,
here alone. The two run in turns, write by write.

`python -m tests.postgres ./run bench writes` measures on PostgreSQL.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.ground import ROOT, in_own_process, open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WRITES = 400
"""How often each write is made each way; the first tenth only warms up."""
BY = "bench"


def main() -> None:
    with TemporaryDirectory(prefix="saolang-bench-") as folder:
        environment = os.environ | {"SAOLANG_VAR": folder, "SAOLANG_DEMONSTRATION": "1"}
        subprocess.run(
            [sys.executable, "-m", "saolang.config.cli", "setup"],
            env=environment,
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        print(in_own_process("bench.writes", folder), end="")


def measure(folder: Path) -> None:
    """Print a line for each write: median milliseconds with and without, and the ratio."""
    open_folder(folder)
    from django.db import connection  # noqa: PLC0415 - Django has to be set up first

    print(f"A write with the list of changes and one notice, and without; {connection.vendor}, median milliseconds")
    print(f"{'':>24}  {'with':>8}  {'without':>8}  {'ratio':>6}")
    for name, write in _writes():
        with_both, without = _in_turns(write)
        print(f"{name:>24}  {1000 * with_both:8.2f}  {1000 * without:8.2f}  {with_both / without:6.2f}")


def _in_turns(write: Callable[[], object]) -> tuple[float, float]:
    """Return the median seconds of the write as it is, and with recording and telling taken out."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(WRITES):
        taken[0].append(_seconds(write))
        with _taken_out():
            taken[1].append(_seconds(write))
    as_it_is, without = (statistics.median(seconds[WRITES // 10 :]) for seconds in taken)
    return as_it_is, without


def _seconds(write: Callable[[], object]) -> float:
    started = time.perf_counter()
    write()
    return time.perf_counter() - started


@contextmanager
def _taken_out() -> Iterator[None]:
    """Let `record` and `notify` do nothing, wherever they were imported to."""
    from saolang.base.audit.services.changes import record  # noqa: PLC0415
    from saolang.base.notices.services import notify  # noqa: PLC0415

    found = [
        (module, name, function)
        for function in (record, notify)
        for module in list(sys.modules.values())
        for name in (function.__name__,)
        if getattr(module, name, None) is function
    ]
    for module, name, _ in found:
        setattr(module, name, _nothing)
    try:
        yield
    finally:
        for module, name, function in found:
            setattr(module, name, function)


def _nothing(**_: object) -> None:
    """Stand for what was taken out."""


def _writes() -> Iterator[tuple[str, Callable[[], object]]]:
    """Give each write with its name; what it needs has been entered before."""
    from datetime import date  # noqa: PLC0415
    from itertools import count  # noqa: PLC0415

    from django.db import transaction  # noqa: PLC0415

    from saolang.base.accounts.choices import Role  # noqa: PLC0415
    from saolang.base.accounts.models import User  # noqa: PLC0415
    from saolang.base.accounts.rules import Scope  # noqa: PLC0415
    from saolang.base.accounts.services import grants  # noqa: PLC0415
    from saolang.base.notices import services as notices  # noqa: PLC0415
    from saolang.base.notices.choices import Kind  # noqa: PLC0415
    from saolang.base.places.models import Place  # noqa: PLC0415
    from saolang.programme.certification.services import recognitions  # noqa: PLC0415
    from saolang.programme.registry.choices import LegalForm, Sex  # noqa: PLC0415
    from saolang.programme.registry.services import producers, products  # noqa: PLC0415

    number, since = count(), date(2023, 3, 9)
    commune = Place.objects.filter(map=1, level="commune").order_by("pk")[0]
    coordinator = User.objects.create(email="bench@example.vn", full_name="Lê Văn Hậu")
    person = producers.Person(full_name="Trần Thị Bé", sex=Sex.FEMALE)
    workers = producers.Workers(headcount=12, women=7)

    def tell() -> None:
        params = {"role": Role.READER.label, "scope": "Hậu Giang", "reason": "thử"}
        to = {"recipient": coordinator.actor, "address": coordinator.email}
        notices.notify(**to, kind=Kind.GRANT_WITHDRAWN, params=params, path="/tai-khoan/", by=BY)

    @transaction.atomic
    def register_producer() -> None:
        name = f"Hợp tác xã Mãng cầu xiêm {next(number)}"
        new = producers.NewProducer(
            name=name, since=since, legal_form=LegalForm.COOPERATIVE, person=person, workers=workers, place=commune
        )
        producers.register(producer=new, by=BY)
        tell()

    yield "a producer registered", register_producer

    named = [products.NewProduct(name_vi=f"Mãng cầu {n}", since=since, place=commune) for n in range(2 * WRITES)]
    waiting = iter(products.register_many(products=named, by=BY, batch="bench"))

    @transaction.atomic
    def recognise() -> None:
        new = recognitions.NewRecognition(product=next(waiting), stars=3, on=since)
        recognitions.recognise(recognition=new, by=BY)
        tell()

    yield "a product recognised", recognise

    accounts = [User(email=f"bench-{n}@example.vn", full_name="Nguyễn Thị Hoa") for n in range(2 * WRITES)]
    people = iter(User.objects.bulk_create(accounts))
    scope = Scope.over(commune)
    yield "a role given", lambda: grants.give(user=next(people), role=Role.READER, scope=scope, by=BY)


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
