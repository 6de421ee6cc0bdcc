from __future__ import annotations

from datetime import date

import pytest

from saolang.base.accounts.choices import Role
from saolang.base.places.models import Place
from saolang.programme.plans.choices import PlanState
from saolang.programme.plans.queries import history_of_plan, visible_to
from saolang.programme.plans.rules import TargetTerms
from saolang.programme.plans.services import add_target, move_plan
from tests.factories.accounts import GrantFactory, UserFactory
from tests.factories.plans import PlanFactory

pytestmark = pytest.mark.django_db


def place(number: int, code: str) -> Place:
    return Place.objects.get(map=number, code=code)


def test_visible_are_the_plans_of_the_persons_places_only() -> None:
    hau_giang = PlanFactory(place=place(1, "93"))
    PlanFactory(place=place(1, "04"))
    user = GrantFactory(place=place(1, "93"), role=Role.READER).user

    assert list(visible_to(user)) == [hau_giang]


def test_visible_to_the_new_province_are_the_plans_of_the_old_ones_in_it() -> None:
    hau_giang = PlanFactory(place=place(1, "93"))
    PlanFactory(place=place(1, "04"))
    user = GrantFactory(place=place(2, "92"), role=Role.READER).user

    assert list(visible_to(user)) == [hau_giang]


def test_visible_to_a_person_without_grant_is_nothing() -> None:
    PlanFactory()

    assert list(visible_to(UserFactory())) == []


def test_visible_to_a_person_whose_grant_has_ended_is_nothing() -> None:
    PlanFactory()
    user = GrantFactory(valid_to=date(2021, 1, 1)).user

    assert list(visible_to(user)) == []


def test_history_of_a_plan_tells_of_its_targets_too_and_of_no_other_plan() -> None:
    plan, other = PlanFactory(code="ke-hoach-a"), PlanFactory(code="ke-hoach-a-2")
    terms = TargetTerms("CT-1", "Sản phẩm mới", "products.new", "some")
    add_target(plan=plan, terms=terms, version=1, by="user:1")
    add_target(plan=other, terms=terms, version=1, by="user:1")
    move_plan(plan=plan, to=PlanState.COMMENT, version=2, by="user:1")

    told = [(change.action, change.kind, change.code) for change in history_of_plan(plan)]

    assert told == [("change", "plan", "ke-hoach-a"), ("create", "target", "ke-hoach-a/CT-1")]
