"""Potential products: surveyed with points, taken up or left with a reason, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import SurveyAnswer
from saolang.programme.dossiers.models import PotentialProduct
from saolang.programme.dossiers.rules import potential as rules
from saolang.programme.dossiers.services.potential import Surveyed, decline, follow, revise, survey, take_up
from tests.factories.accounts import UserFactory
from tests.factories.dossiers import a_potential_product
from tests.factories.places import a_divided_commune, a_merged_commune
from tests.factories.registry import a_producer


@pytest.fixture
def found(commune: Place) -> Surveyed:
    marks = {"characteristic": 20, "traditional": 10}
    return Surveyed(name="Bánh  lá dừa", place=commune, surveyed_on=dt.date(2026, 9, 1), marks=marks)


def test_the_server_adds_the_points_up(found: Surveyed) -> None:
    product = survey(found=found, by="tests")

    assert (product.name, product.score, product.answer) == ("Bánh lá dừa", 30, SurveyAnswer.OPEN)
    assert rules.best_score() == 100


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": " "}, rules.NAMELESS.message),
        ({"surveyed_on": dt.date(2999, 1, 1)}, rules.DAY_AHEAD.message),
        ({"marks": {"colour": 5}}, "Phiếu khảo sát không có câu hỏi %(question)s."),
        ({"marks": {"traditional": 11}}, "Câu hỏi %(question)s không có mức %(points)s điểm."),
    ],
)
def test_a_survey_of_nonsense_is_refused(found: Surveyed, changes: dict[str, object], why: str) -> None:
    with pytest.raises(Refusal) as refused:
        survey(found=replace(found, **changes), by="tests")  # type: ignore[arg-type]

    assert (refused.value.message, PotentialProduct.objects.count()) == (why, 0)


def test_a_survey_is_of_the_commune_of_today_that_holds_the_old_one(found: Surveyed) -> None:
    old, unit = a_merged_commune()

    assert survey(found=replace(found, place=old), by="tests").place == unit


def test_a_survey_of_a_commune_divided_over_several_is_refused(found: Surveyed) -> None:
    with pytest.raises(Refusal) as refused:
        survey(found=replace(found, place=a_divided_commune()), by="tests")

    assert (refused.value, PotentialProduct.objects.count()) == (rules.DIVIDED, 0)


def test_a_survey_is_revised_by_who_saw_it_as_it_is(found: Surveyed) -> None:
    product = survey(found=found, by="tests")

    revised = revise(product=product, found=replace(found, marks={}), version=1, by="tests")

    assert (revised.score, revised.version) == (0, 2)
    with pytest.raises(Refusal) as refused:
        revise(product=product, found=found, version=1, by="tests")
    assert refused.value == rules.REVISED_MEANWHILE


def test_a_product_taken_up_has_a_follower_and_a_producer_of_its_commune(commune: Place) -> None:
    product, person, producer = a_potential_product(commune), UserFactory(), a_producer(place=commune)

    taken = take_up(product=product, follower=person, producer=producer, by="user:1")

    assert (taken.answer, taken.follower, taken.producer) == (SurveyAnswer.TAKEN_UP, person, producer)
    assert timezone.localdate(taken.answered_at) == timezone.localdate()
    with pytest.raises(Refusal) as refused:
        decline(product=product, reason="Muộn", by="user:1")
    assert refused.value == rules.ANSWERED


def test_a_producer_from_elsewhere_is_refused(commune: Place) -> None:
    other = Place.objects.filter(map=2, level="commune").exclude(pk=commune.pk)[0]

    with pytest.raises(Refusal) as refused:
        take_up(
            product=a_potential_product(commune), follower=UserFactory(), producer=a_producer(place=other), by="user:1"
        )

    assert refused.value == rules.ELSEWHERE


def test_a_producer_written_on_the_old_map_is_of_the_commune_that_holds_it(found: Surveyed) -> None:
    old, unit = a_merged_commune()
    product, producer = survey(found=replace(found, place=unit), by="tests"), a_producer(place=old)

    assert take_up(product=product, follower=UserFactory(), producer=producer, by="user:1").producer == producer


def test_a_product_is_left_only_with_a_reason(commune: Place) -> None:
    product = a_potential_product(commune)
    with pytest.raises(Refusal) as refused:
        decline(product=product, reason=" ", by="user:1")
    assert refused.value == rules.REASONLESS

    left = decline(product=product, reason="Chưa đủ nguyên liệu", by="user:1")

    assert (left.answer, left.answer_reason) == (SurveyAnswer.DECLINED, "Chưa đủ nguyên liệu")
    with pytest.raises(Refusal) as again:
        take_up(product=product, follower=UserFactory(), by="user:1")
    assert again.value == rules.ANSWERED
    with pytest.raises(Refusal) as revised:
        rules_refuse(left)
    assert revised.value == rules.ANSWERED


def rules_refuse(product: PotentialProduct) -> None:
    if refusal := rules.may_revise(product, product.version):
        raise refusal


def test_somebody_else_may_follow_it(commune: Place) -> None:
    product, person = a_potential_product(commune), UserFactory()

    assert follow(product=product, follower=person, by="user:1").follower == person
