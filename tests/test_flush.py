"""After a test that commits, the database is emptied of what it wrote and of nothing else."""

from __future__ import annotations

import pytest

from saolang.base.accounts.models import User
from saolang.base.audit.queries import history_of
from saolang.base.places.models import Place
from tests.factories.accounts import UserFactory
from tests.factories.audit import ChangeFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_flush_after_a_commit_keeps_the_places_only(turn: str) -> None:
    provinces = Place.objects.filter(level="province").count()
    found = (User.objects.exists(), history_of("producer", "CT-1").exists(), provinces)

    UserFactory()
    ChangeFactory(code="CT-1")

    assert found == (False, False, 63 + 34)
