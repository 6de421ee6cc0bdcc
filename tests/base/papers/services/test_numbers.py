"""Numbers of a series: each taken once, none left out, whatever is undone on the way."""

from __future__ import annotations

import pytest
from django.db import transaction

from saolang.base.papers.models import Counter
from saolang.base.papers.services.numbers import next_number
from tests.threads import at_once

SERIES = "certificate/1-93/2026"


@pytest.mark.django_db
def test_numbers_of_a_series_begin_at_one_and_follow_each_other() -> None:
    taken = [next_number(SERIES, by="tests") for _ in range(3)]

    assert taken == [1, 2, 3]
    assert Counter.objects.get(series=SERIES).last_by == "tests"


@pytest.mark.django_db
def test_numbers_of_another_series_begin_again() -> None:
    next_number(SERIES, by="tests")

    assert next_number("certificate/1-93/2027", by="tests") == 1


@pytest.mark.django_db(transaction=True)
def test_number_of_a_transaction_that_is_undone_is_given_back() -> None:
    next_number(SERIES, by="tests")
    with transaction.atomic():
        undone = next_number(SERIES, by="tests")
        transaction.set_rollback(True)

    assert (undone, next_number(SERIES, by="tests")) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_have_neither_gap_nor_repetition() -> None:
    def take_ten() -> list[int]:
        taken = []
        for turn in range(10):
            with transaction.atomic():
                number = next_number(SERIES, by="tests")
                if turn % 5 == 4:
                    transaction.set_rollback(True)
                else:
                    taken.append(number)
        return taken

    taken = [number for some in at_once(4, take_ten) for number in some]

    assert sorted(taken) == list(range(1, 33))


@pytest.mark.django_db(transaction=True)
def test_series_begun_at_once_begins_at_one_for_one_alone() -> None:
    assert sorted(at_once(4, lambda: next_number(SERIES, by="tests"))) == [1, 2, 3, 4]
