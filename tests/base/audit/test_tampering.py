"""Whatever is done to the list of changes in the database is found and placed, on both databases."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from saolang.base.audit.models import Change, Head, Link
from saolang.base.audit.queries import unsealed, verify_chain
from saolang.base.audit.services.chain import seal
from tests.base.audit.tampering import CASES, UNSEALED, Hand, alter_and_chain_anew, make_chain

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand() -> Iterator[Hand]:
    """Return a hand on a chain whose guards are gone; what it does is taken back before the test ends."""
    seal()
    base = Head.objects.get_or_create(pk=1)[0].position
    make_chain()
    shift = Link.objects.get(position=base + 1).change_id - base - 1
    with transaction.atomic():
        drop_the_guards()
        yield Hand(run, base, shift)
        transaction.set_rollback(True)


def drop_the_guards() -> None:
    guards = import_module("saolang.base.audit.migrations.0004_only_erasing")
    for statement in guards.OFF[connection.vendor]:
        run(statement)
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL DEFERRED")


def run(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("name", CASES)
def test_what_was_done_is_found_and_placed(hand: Hand, name: str) -> None:
    case = CASES[name]

    case.does(hand)

    found = sorted((each.fault.value, each.position, each.last, each.entry) for each in verify_chain())
    assert found == sorted(
        (fault, position and hand.at(position), last and hand.at(last), entry and hand.key(entry))
        for fault, position, last, entry in case.found
    )


def test_digest_kept_outside_finds_what_the_checkpoints_no_longer_tell(hand: Hand) -> None:
    kept = {hand.at(60): hand.digest(60), hand.at(100): hand.digest(100)}
    alter_and_chain_anew(hand)
    hand.run(f"DELETE FROM audit_checkpoint WHERE position > {hand.at(70)}")

    found = [(each.fault.value, each.position) for each in verify_chain(published=kept)]

    assert found == [("published", hand.at(100))]


def test_unsealed_entries_are_counted_and_no_fault(hand: Hand) -> None:
    assert unsealed().count() == UNSEALED
    assert Change.objects.count() > UNSEALED
