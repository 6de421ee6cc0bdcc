"""Sealing the list of changes, and publishing the end of the chain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from saolang.base.audit.models import Checkpoint, Head, Link
from saolang.base.audit.queries import entries_after, unsealed, verify_chain
from saolang.base.audit.rules import checkpoint_statement, verifies
from saolang.base.audit.services import chain
from saolang.base.audit.services.chain import publish_checkpoint, seal
from saolang.core.chain import entry_digest, link_digest
from tests.factories.audit import ChangeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def start(monkeypatch: pytest.MonkeyPatch) -> int:
    """Seal a few at a time, as an installation does with many; return where the chain ends before the test."""
    monkeypatch.setattr(chain, "BATCH", 3)
    monkeypatch.setattr(chain, "PAUSE", 0)
    seal()
    return Head.objects.get().position


def test_seal_chains_every_change_in_order_of_its_key(start: int) -> None:
    changes = ChangeFactory.create_batch(7)

    assert seal() == 7

    links = list(Link.objects.filter(position__gt=start).order_by("position").values_list("position", "change_id"))
    assert links == [(position, change.pk) for position, change in enumerate(changes, start + 1)]
    assert list(verify_chain()) == []


def test_digest_is_over_the_one_before_and_the_entry() -> None:
    ChangeFactory.create_batch(2)
    seal()

    first, second = Link.objects.order_by("position")[:2]
    (_, first_text), (_, second_text) = entries_after(0, 2)

    assert first.digest == link_digest("", entry_digest(first_text))
    assert second.digest == link_digest(first.digest, entry_digest(second_text))


def test_seal_a_second_time_chains_nothing(start: int) -> None:
    ChangeFactory.create_batch(4)
    seal()

    assert seal() == 0
    assert Link.objects.count() == start + 4


def test_seal_goes_on_where_the_chain_ended() -> None:
    ChangeFactory.create_batch(4)
    seal()
    ChangeFactory.create_batch(2)

    assert unsealed().count() == 2
    assert seal() == 2
    assert unsealed().count() == 0
    assert list(verify_chain()) == []


def test_change_with_an_earlier_key_is_chained_when_it_comes(start: int) -> None:
    first = ChangeFactory()
    ChangeFactory(pk=first.pk + 5)
    seal()
    late = ChangeFactory(pk=first.pk + 3)

    assert seal() == 1

    assert Link.objects.get(position=start + 3).change_id == late.pk
    ranges = [found[:2] for found in Head.objects.get().missing if found[0] > first.pk]
    assert ranges == [[late.pk - 2, late.pk - 1], [late.pk + 1, late.pk + 1]]
    assert list(verify_chain()) == []


def test_key_is_given_up_after_a_day() -> None:
    first = ChangeFactory()
    ChangeFactory(pk=first.pk + 5)
    seal()
    head = Head.objects.get()
    head.missing = [[low, high, (timezone.now() - timedelta(hours=25)).isoformat()] for low, high, _ in head.missing]
    head.save()

    seal()

    assert Head.objects.get().missing == []


def test_checkpoint_is_signed_and_published_once_for_an_end(start: int) -> None:
    ChangeFactory.create_batch(4)
    seal()

    made = publish_checkpoint(by="tests")

    assert made is not None
    assert (made.position, made.digest) == (start + 4, Link.objects.get(position=start + 4).digest)
    assert verifies(made.key.public, checkpoint_statement(start + 4, made.digest, made.at), made.signature)
    assert publish_checkpoint(by="tests") is None
    assert list(verify_chain()) == []


def test_no_checkpoint_before_there_is_a_chain() -> None:
    Head.objects.update(position=0)

    assert publish_checkpoint(by="tests") is None
    assert not Checkpoint.objects.exists()


@pytest.mark.parametrize("value", [{"share": 0.5}, {"large": 10**30}, {"half a letter": "\ud800"}])
def test_values_nobody_should_record_do_not_stop_the_sealer(value: dict[str, object]) -> None:
    if connection.vendor == "postgresql" and "half a letter" in value:
        pytest.skip("PostgreSQL does not take half a letter.")
    ChangeFactory(before=value)
    ChangeFactory()

    assert seal() == 2
    assert list(verify_chain()) == []
