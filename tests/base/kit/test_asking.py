"""Many values are asked about in statements of ours, some at a time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saolang.base.kit.asking import rows_for
from saolang.base.kit.batches import AT_ONCE
from tests.factories.registry import a_producer

STATEMENT = "SELECT code FROM registry_producer WHERE id IN"

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_values() -> None:
    first, second = a_producer(), a_producer()
    a_producer()

    assert set(rows_for([first.pk, second.pk], STATEMENT)) == {(first.code,), (second.code,)}


def test_more_values_than_a_statement_names_are_asked_about_in_several() -> None:
    last = a_producer()

    with CaptureQueriesContext(connection) as asked:
        found = list(rows_for([*range(-AT_ONCE, 0), last.pk], STATEMENT))

    assert (found, len(asked)) == ([(last.code,)], 2)


def test_nothing_is_asked_about_no_values() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert list(rows_for([], STATEMENT)) == []

    assert len(asked) == 0
