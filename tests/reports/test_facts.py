"""Every count made by SQL is the count made by hand, on random histories, on any day and as known at any moment."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from saolang.base.places.models import Map, Place
from saolang.core.indicators.questions import Moment, Pass, Tally, ask
from saolang.programme.plans.rules import read_definitions, read_vocabulary
from saolang.programme.registry.models import Product
from saolang.reports.facts import Area, answer, answer_by, names
from saolang.reports.facts.populations import POPULATIONS
from tests.reports.world import DAYS, FIRST_DAY, World, make_world, moment

if TYPE_CHECKING:
    from saolang.core.indicators.questions import Asking

pytestmark = pytest.mark.django_db

SEEDS = range(12)


def asking(code: str, since: date, day: date) -> Asking:
    return ask(read_definitions()[code], read_vocabulary(), Moment(since, day))


def country() -> Area:
    return Area(None, Map.objects.get(number=1))


def days(random: Random) -> list[tuple[date, date]]:
    """A day asked, and the day by whose noon things were known."""
    picked = [FIRST_DAY + timedelta(days=random.randrange(DAYS)) for _ in range(4)]
    return [(day, day + timedelta(days=random.choice((-30, 0, 90, 4000)))) for day in picked]


@pytest.fixture(params=SEEDS)
def world(request: pytest.FixtureRequest) -> tuple[World, Random]:
    random = Random(request.param)
    return make_world(random), random


def test_products_certified_are_those_whose_latest_certificate_holds(world: tuple[World, Random]) -> None:
    made, random = world
    for day, known_on in days(random):
        tally = asking("products.certified", FIRST_DAY, day).part

        split = answer_by(tally, "stars", country(), moment(known_on))
        number = answer([tally], country(), moment(known_on))[tally]

        assert split == made.certified(day, moment(known_on))
        assert number == sum(split.values())


def test_a_number_opens_into_exactly_the_records_it_counted(world: tuple[World, Random]) -> None:
    made, random = world
    for day, known_on in days(random):
        tally = asking("products.certified", FIRST_DAY, day).part

        listed = names(tally, country(), moment(known_on))

        assert {name.code for name in listed} == {
            product.code for product in made.products if made.holds(product, day, moment(known_on))
        }


def test_active_producers_are_those_that_own_a_certified_product(world: tuple[World, Random]) -> None:
    made, random = world
    for day, known_on in days(random):
        tally = asking("producers.active", FIRST_DAY, day).part

        split = answer_by(tally, "legal_form", country(), moment(known_on))

        assert split == made.active_by_form(day, moment(known_on))


def test_recognised_in_a_period_counts_events_not_states(world: tuple[World, Random]) -> None:
    made, random = world
    for day, known_on in days(random):
        since = day - timedelta(days=400)
        tally = asking("products.new", since, day).part

        number = answer([tally], country(), moment(known_on))[tally]

        assert number == made.first_recognised(since, day, moment(known_on))


def test_certificates_that_came_up_are_told_by_their_outcome(world: tuple[World, Random]) -> None:
    made, random = world
    for day, known_on in days(random):
        since = day - timedelta(days=700)
        whole = asking("products.kept", since, day).whole
        assert whole is not None

        split = answer_by(whole, "outcome", country(), moment(known_on))

        assert split == made.came_up(since, day, moment(known_on))


def test_an_area_counts_only_its_own_facts(world: tuple[World, Random]) -> None:
    made, random = world
    hau_giang = Place.objects.select_related("map").get(map=1, code="93")
    day, known_on = days(random)[0]
    tally = asking("products.certified", FIRST_DAY, day).part

    number = answer([tally], Area(hau_giang, hau_giang.map), moment(known_on))[tally]

    assert number == sum(
        1
        for product in made.products
        if product.place.province_id == hau_giang.pk and made.holds(product, day, moment(known_on))
    )


def test_every_population_of_the_vocabulary_is_implemented_or_awaited() -> None:
    vocabulary = read_vocabulary()

    implemented = {name: set(facts.fields) for name, facts in POPULATIONS.items()}
    named = {name: set(known.fields) for name, known in vocabulary.populations.items() if not known.awaited}

    assert implemented == named


def test_a_record_merged_into_its_look_alike_is_no_longer_counted(world: tuple[World, Random]) -> None:
    made, _random = world
    merged, kept = made.products[:2]
    Product.objects.filter(pk=merged.pk).update(merged_into=kept, merged_at=moment(date(2024, 1, 1)))
    tally = Tally(Pass("products", day=date(2025, 1, 1)), ())

    before = answer([tally], country(), moment(date(2023, 12, 31)))[tally]
    after = answer([tally], country(), moment(date(2024, 1, 2)))[tally]

    assert (before, after) == (len(made.products), len(made.products) - 1)
