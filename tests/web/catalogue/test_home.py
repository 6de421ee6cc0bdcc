"""What the first page counts: anew each minute and each day, and never a star that is borne no more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from tests.factories.certification import a_recognition, a_revocation

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 11, 22, 5, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2027, 11, 22, 17, tzinfo=dt.UTC)
"""As it is here."""
LAST_DAY = dt.date(2027, 11, 22)


def told(client: Client) -> tuple[int, list[tuple[int, int]]]:
    """Return how many cards the page shows, and how many products it counts under how many stars."""
    context: Any = client.get(reverse("catalogue:home")).context
    return len(context["newest"]), context["stars"]


def test_star_that_ran_out_at_midnight_is_neither_shown_nor_counted(client: Client) -> None:
    a_recognition(on=dt.date(2024, 11, 23), expires_on=LAST_DAY)

    with time_machine.travel(MIDNIGHT - dt.timedelta(seconds=1), tick=False):
        before = told(client)
    with time_machine.travel(MIDNIGHT, tick=False):
        after = told(client)

    assert (before, after) == ((1, [(3, 1)]), (0, []))


def test_product_whose_stars_are_taken_back_is_shown_no_more_and_within_a_minute_not_counted(client: Client) -> None:
    recognition = a_recognition(on=dt.date(2025, 3, 1))

    with time_machine.travel(NOON, tick=False):
        before = told(client)
        a_revocation(recognition, LAST_DAY)
        at_once = told(client)
    with time_machine.travel(NOON + dt.timedelta(seconds=61), tick=False):
        after = told(client)

    assert (before, at_once, after) == ((1, [(3, 1)]), (0, [(3, 1)]), (0, []))


def test_register_is_counted_once_a_minute(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_recognition(on=dt.date(2025, 3, 1))

    told(client)
    with django_assert_num_queries(5):
        told(client)
