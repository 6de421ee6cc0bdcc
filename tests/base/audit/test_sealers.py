"""Several sealers, slow transactions and sudden ends: the chain is one, and whole."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from saolang.base.audit.models import Change, Head, Link
from saolang.base.audit.queries import unsealed, verify_chain
from saolang.base.audit.services import chain
from saolang.base.audit.services.chain import seal
from tests.config.verbs.processes import python, surroundings
from tests.factories.audit import ChangeFactory
from tests.threads import at_once

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def in_a_thread(act: Callable[[], None]) -> Thread:
    """Begin it over a database connection of its own."""

    def alone() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=alone)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_chain_each_change_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "BATCH", 5)
    monkeypatch.setattr(chain, "PAUSE", 0)
    ChangeFactory.create_batch(60)

    sealed = at_once(2, seal)
    seal()

    assert sum(sealed) <= Change.objects.count()
    assert Link.objects.count() == Change.objects.count()
    assert list(verify_chain()) == []


@pytest.mark.django_db(transaction=True)
def test_sealer_does_not_wait_for_another() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("On SQLite the one writer is the lock.")
    ChangeFactory()
    held, done = Barrier(2), Barrier(2)

    def hold() -> None:
        with transaction.atomic():
            Head.objects.get_or_create(pk=chain.HEAD)
        with transaction.atomic():
            Head.objects.select_for_update().get(pk=chain.HEAD)
            held.wait(10)
            done.wait(10)

    holder = in_a_thread(hold)
    held.wait(10)

    sealed_meanwhile = seal()

    done.wait(10)
    holder.join()
    assert sealed_meanwhile == 0
    assert seal() == Change.objects.count()


@pytest.mark.django_db(transaction=True)
def test_change_of_a_slow_transaction_is_chained_once_it_comes() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time: keys come in the order of commits.")
    begun, sealed = Barrier(2), Barrier(2)
    keys: list[int] = []

    def write_slowly() -> None:
        with transaction.atomic():
            keys.append(ChangeFactory().pk)
            begun.wait(10)
            sealed.wait(10)

    writer = in_a_thread(write_slowly)
    begun.wait(10)
    quick = ChangeFactory()
    seal()
    before = list(Link.objects.values_list("change_id", flat=True))
    sealed.wait(10)
    writer.join()

    seal()

    assert (quick.pk in before, keys[0] in before) == (True, False)
    assert keys[0] < quick.pk
    assert Link.objects.get(change_id=keys[0]).position == Link.objects.get(change_id=quick.pk).position + 1
    assert (unsealed().count(), list(verify_chain())) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_key_of_a_transaction_that_failed_stops_nothing() -> None:
    ChangeFactory()
    with transaction.atomic():
        ChangeFactory()
        transaction.set_rollback(True)
    ChangeFactory()

    seal()

    assert unsealed().count() == 0
    assert list(verify_chain()) == []


SEAL_AND_WRITE = """
import django; django.setup()
from saolang.base.audit.services import chain
from saolang.base.audit.services.changes import record
chain.BATCH, chain.PAUSE = 7, 0
print("begun", flush=True)
while True:
    for number in range(20):
        record(by="user:1", action="change", kind="producer", code=f"CT-{number}")
    chain.seal()
    chain.publish_checkpoint(by="tests")
"""
VERIFY = """
import django; django.setup()
from saolang.base.audit.queries import unsealed, verify_chain
from saolang.base.audit.services.chain import seal
assert list(verify_chain()) == [], list(verify_chain())
seal()
assert unsealed().count() == 0 and list(verify_chain()) == []
"""


@pytest.mark.campaign(test=3, prove=60)
def test_chain_of_two_sealers_holds_whenever_they_are_killed(tmp_path: Path, rounds: int) -> None:
    environment = surroundings(tmp_path)
    python(environment, "-m", "django", "migrate", "--verbosity", "0")
    random_moments = random.Random(rounds)

    for _ in range(rounds):
        processes = [
            subprocess.Popen([sys.executable, "-c", SEAL_AND_WRITE], env=environment, stdout=subprocess.PIPE)
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
        time.sleep(random_moments.uniform(0.05, 0.6))
        for process in processes:
            process.kill()
            process.communicate()
        python(environment, "-c", VERIFY)

    with closing(sqlite3.connect(tmp_path / "saolang.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM audit_link").fetchone()[0] > 0
