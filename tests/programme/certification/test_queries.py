"""What stood on a day, as known at a moment: the database and the rules give one answer."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from saolang.base.places.models import Place
from saolang.core.lifecycle import HELD, Certificate
from saolang.programme.certification.models import Recognition
from saolang.programme.certification.queries import (
    certified,
    decisions_visible_to,
    expiring,
    held_on,
    in_state,
    latest_on,
    pending_at_centre,
    recognitions_visible_to,
    with_certificate,
    with_state,
)
from saolang.programme.certification.rules import editions
from saolang.programme.certification.services import recognitions
from saolang.programme.registry.models import Product
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.certification import a_decision, a_recognition, a_revocation, a_suspension
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

DAYS = st.dates(dt.date(2019, 8, 21), dt.date(2030, 12, 31))
LATER = st.none() | st.integers(0, 1500)
TERM = st.tuples(DAYS, LATER, LATER, LATER)
"""The day of a recognition; how many days later it was taken back, if it was, or suspended; and for how many days."""
Term = tuple[dt.date, int | None, int | None, int | None]
TERMS = st.lists(TERM, min_size=1, max_size=4, unique_by=lambda term: term[0]).map(
    lambda terms: sorted(terms, key=lambda term: term[0])
)


class StateIsOneAnswer(TestCase):
    """Each example runs in a transaction of its own."""

    @given(TERMS, DAYS)
    def test_state_in_the_database_equals_the_rule(self, terms: list[Term], day: dt.date) -> None:
        product = a_product()
        rows = [self._entered(product, *term) for term in terms]
        later = [began_on for began_on, *_ in terms[1:]] + [None]
        certificates = [
            Certificate(
                row.began_on,
                row.expires_on,
                revoked_on=revoked_on,
                superseded_on=superseded_on,
                suspensions=suspensions,
            )
            for (row, revoked_on, suspensions), superseded_on in zip(rows, later, strict=True)
        ]
        moment = timezone.now()

        found = dict(with_state(Recognition.objects.all(), day, moment).values_list("pk", "state"))

        expected = [editions().state_on(day, certificate) for certificate in certificates]
        assert [found[row.pk] for row, *_ in rows] == expected
        assert held_on(day, moment).count() == sum(state in HELD for state in expected)

    def _entered(
        self,
        product: Product,
        began_on: dt.date,
        revoked_after: int | None,
        suspended_after: int | None,
        for_days: int | None,
    ) -> tuple[Recognition, dt.date | None, tuple[tuple[dt.date, dt.date | None], ...]]:
        recognition = a_recognition(product, on=began_on)
        revoked_on = None if revoked_after is None else began_on + timedelta(days=revoked_after)
        if revoked_on:
            a_revocation(recognition, revoked_on)
        if suspended_after is None:
            return recognition, revoked_on, ()
        first = began_on + timedelta(days=suspended_after)
        until = None if for_days is None else first + timedelta(days=for_days)
        a_suspension(recognition, first, until)
        return recognition, revoked_on, ((first, until),)


pytestmark = pytest.mark.django_db
NOON = dt.date(2024, 6, 1)


def test_latest_is_the_one_a_product_has_on_the_day() -> None:
    product = a_product()
    first = a_recognition(product, on=dt.date(2020, 3, 1))
    second = a_recognition(product, on=dt.date(2023, 3, 1))
    moment = timezone.now()

    on_days = [list(latest_on(day, moment)) for day in (dt.date(2020, 2, 1), dt.date(2023, 2, 28), NOON)]

    assert on_days == [[], [first], [second]]


def test_held_as_known_before_a_correction_is_what_was_held_then() -> None:
    recognition = a_recognition(on=dt.date(2021, 1, 5))
    before = timezone.now()
    recognitions.correct(recognition=recognition, by="user:1", reason="nhầm năm", began_on=dt.date(2024, 1, 5))
    after = timezone.now()
    day = dt.date(2023, 6, 1)

    assert [held_on(day, moment).count() for moment in (before, after)] == [1, 0]


def test_held_as_known_before_a_revocation_was_entered_still_holds() -> None:
    recognition = a_recognition()
    before = timezone.now()
    a_revocation(recognition, dt.date(2024, 1, 1))

    assert [held_on(NOON, moment).count() for moment in (before, timezone.now())] == [1, 0]


def test_certificate_of_a_product_is_told_beside_it() -> None:
    plain, valid, revoked = a_product("A"), a_product("B"), a_product("C")
    a_recognition(valid, stars=4)
    a_revocation(a_recognition(revoked), dt.date(2024, 1, 1))

    told = with_certificate(Product.objects.order_by("name_vi"), NOON, timezone.now())

    assert [(product.stars, product.state) for product in told] == [(None, None), (4, "valid"), (3, "revoked")]
    assert told[0] == plain
    assert told[1].expires_on == dt.date(2026, 3, 1)


def test_products_in_a_state_are_those_whose_latest_recognition_is() -> None:
    valid, revoked = a_product(), a_product()
    a_product()
    a_recognition(valid)
    a_revocation(a_recognition(revoked), dt.date(2024, 1, 1))
    products, moment = Product.objects.all(), timezone.now()

    assert list(certified(products, NOON, moment)) == [valid]
    assert list(in_state(products, ["revoked"], NOON, moment)) == [revoked]
    assert list(in_state(products, ["superseded"], NOON, moment)) == []


def test_expiring_are_those_that_hold_and_run_out_in_time() -> None:
    soon = a_recognition(on=dt.date(2021, 9, 1))
    a_recognition(on=dt.date(2023, 3, 1))
    a_recognition(on=dt.date(2021, 3, 1))

    assert list(expiring(NOON, NOON + timedelta(days=180), timezone.now())) == [soon]


def test_pending_at_the_centre_ends_with_the_ministrys_decision() -> None:
    product = a_product()
    four = a_recognition(product, stars=4, score=Decimal(91))
    a_recognition(stars=4, score=Decimal(89))
    a_recognition(stars=4)
    moment = timezone.now()
    a_recognition(product, on=dt.date(2024, 5, 1), stars=5, score=Decimal(92))

    assert list(pending_at_centre(NOON, moment)) == [four]
    assert list(pending_at_centre(NOON, timezone.now())) == []


def test_visible_recognitions_and_decisions_are_those_of_the_places_of_the_grants() -> None:
    here, there = (Place.objects.get(map=1, code=code) for code in ("93", "87"))
    official: Any = UserFactory()
    GrantFactory(user=official, place=here)
    seen = a_recognition(a_product(place=here), decision=a_decision(place=here))
    a_recognition(a_product(place=there), decision=a_decision(place=there))

    assert list(recognitions_visible_to(official)) == [seen]
    assert list(decisions_visible_to(official)) == [seen.decision]


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_with_certificates_takes_one_query_whatever_its_length(
    how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        a_recognition()

    with django_assert_num_queries(1):
        listed = list(with_certificate(Product.objects.all(), NOON, timezone.now()))

    assert len(listed) == how_many
