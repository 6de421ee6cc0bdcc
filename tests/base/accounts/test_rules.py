from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from saolang.base.accounts.choices import TERMS, Permission, Role, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import (
    NOT_GRANTED,
    NOT_SIGNED_IN,
    NOT_TO_ONESELF,
    Scope,
    fits,
    may,
    may_give,
    may_over,
    roles_given_by,
)
from saolang.base.places.models import Place, Standing
from saolang.core.refusal import Refusal
from tests.factories.accounts import GrantFactory, UserFactory

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def place(number: int, code: str) -> Place:
    return Place.objects.get(map=number, code=code)


@pytest.fixture
def hau_giang() -> Place:
    return place(1, "93")


@pytest.fixture
def new_can_tho() -> Place:
    return place(2, "92")


@pytest.fixture
def commune_from_hau_giang(hau_giang: Place) -> Place:
    """Return a commune of today that was put together inside old Hậu Giang."""
    inside = Standing.objects.filter(map=1, unit__lft__range=(hau_giang.lft, hau_giang.rgt), place__map=2)
    return inside.order_by("place__code")[0].place


def test_may_refuses_nobody_signed_in() -> None:
    assert may(AnonymousUser(), Permission.READ_DESK) == NOT_SIGNED_IN


def test_may_refuses_a_person_who_has_left() -> None:
    grant = GrantFactory(user__is_active=False)

    assert may(grant.user, Permission.READ_DESK) == NOT_SIGNED_IN


def test_may_refuses_a_person_without_a_grant(hau_giang: Place) -> None:
    user = UserFactory()

    assert may(user, Permission.READ_DESK) == NOT_GRANTED
    assert may(user, Permission.READ_DESK, hau_giang) == NOT_GRANTED


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_may_says_what_the_table_of_roles_says(role: Role, permission: Permission, hau_giang: Place) -> None:
    user = GrantFactory(role=role, place=hau_giang).user

    answer = may(user, permission, hau_giang)

    assert answer == (None if permission in TERMS[role].permissions else NOT_GRANTED)


def test_may_follows_a_grant_over_an_old_province_into_the_new_one(
    hau_giang: Place, new_can_tho: Place, commune_from_hau_giang: Place
) -> None:
    user = GrantFactory(place=hau_giang).user

    answers = [may(user, Permission.EDIT_REGISTRY, unit) for unit in (commune_from_hau_giang, new_can_tho)]

    assert commune_from_hau_giang.province == new_can_tho
    assert answers == [None, Refusal("%(place)s nằm ngoài địa bàn bạn được giao.", place=str(new_can_tho))]


def test_may_follows_a_grant_over_a_new_province_back_to_the_old_ones(hau_giang: Place, new_can_tho: Place) -> None:
    user = GrantFactory(place=new_can_tho).user

    answers = [may(user, Permission.EDIT_REGISTRY, unit) for unit in (hau_giang, place(1, "04"))]

    assert [answer is None for answer in answers] == [True, False]


def test_may_counts_a_grant_from_its_first_day_until_before_its_last(hau_giang: Place) -> None:
    today = timezone.localdate()
    yesterday, tomorrow = today - dt.timedelta(days=1), today + dt.timedelta(days=1)
    periods = [(today, None), (today, tomorrow), (tomorrow, None), (yesterday, today)]
    users = [GrantFactory(place=hau_giang, valid_from=begin, valid_to=end).user for begin, end in periods]

    allowed = [may(user, Permission.READ_DESK, hau_giang) is None for user in users]

    assert allowed == [True, True, False, False]


def test_may_lets_a_grant_over_the_country_reach_everywhere(hau_giang: Place, new_can_tho: Place) -> None:
    user = GrantFactory().user

    assert [may(user, Permission.READ_DESK, unit) for unit in (hau_giang, new_can_tho)] == [None, None]


@pytest.mark.parametrize("units", [1, 3])
def test_may_asks_three_queries_however_many_grants(
    units: int, commune_from_hau_giang: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = UserFactory()
    for code in ("93", "04", "84")[:units]:
        GrantFactory(user=user, place=place(1, code))

    with django_assert_num_queries(3):
        may(user, Permission.READ_DESK, commune_from_hau_giang)


def test_may_reads_the_grants_once_for_all_questions_of_a_request(
    hau_giang: Place, commune_from_hau_giang: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = GrantFactory(place=hau_giang).user

    with django_assert_num_queries(3):
        may(user, Permission.READ_DESK, hau_giang)
        may(user, Permission.EDIT_PLANS, commune_from_hau_giang)
        places_of(user)


def test_places_of_agrees_with_may(hau_giang: Place, commune_from_hau_giang: Place, new_can_tho: Place) -> None:
    user = GrantFactory(place=hau_giang, role=Role.READER).user
    asked = [hau_giang, commune_from_hau_giang, new_can_tho, place(1, "92"), place(2, "04")]

    visible = set(places_of(user))

    assert [unit in visible for unit in asked] == [may(user, Permission.READ_DESK, unit) is None for unit in asked]
    assert [unit in visible for unit in asked] == [True, True, False, False, False]
    assert not places_of(user, Permission.EDIT_PLANS).exists()


def test_places_of_a_person_without_a_grant_is_empty() -> None:
    assert not places_of(UserFactory()).exists()


def test_places_of_the_country_is_every_place() -> None:
    user = GrantFactory().user

    assert places_of(user).count() == Place.objects.count()


# Over a council or a producer --------------------


@pytest.mark.parametrize(
    ("held", "asked", "allowed"),
    [
        ("producer", "CT-1", True),
        ("producer", "CT-2", False),
        ("place", "CT-1", True),
        ("place", "CT-2", False),
        ("country", "CT-2", True),
    ],
)
def test_may_over_a_producer(hau_giang: Place, held: str, asked: str, allowed: object) -> None:
    """CT-1 lies in Hậu Giang, CT-2 nobody knows where."""
    scope_code = {"producer": "CT-1", "place": hau_giang.public_code, "country": ""}[held]
    user = GrantFactory(scope_kind=held, scope_code=scope_code).user
    scope = Scope(ScopeKind.PRODUCER, asked, hau_giang if asked == "CT-1" else None)

    answer = may_over(user, Permission.MANAGE_ACCOUNTS, scope)

    outside = Refusal("%(scope)s nằm ngoài phạm vi bạn được giao.", scope=f"chủ thể {asked}")
    assert answer == (None if allowed else outside)


def test_may_over_a_producer_in_a_commune_asks_three_queries(
    hau_giang: Place, commune_from_hau_giang: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = GrantFactory(place=hau_giang).user

    with django_assert_num_queries(3):
        assert may_over(user, Permission.SIGN, Scope(ScopeKind.PRODUCER, "CT-1", commune_from_hau_giang)) is None


def test_may_over_is_refused_to_who_has_left(hau_giang: Place) -> None:
    user = GrantFactory(user__is_active=False).user

    assert may_over(user, Permission.SIGN, Scope.over(hau_giang)) == NOT_SIGNED_IN


# Giving --------------------


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("giver", Role)
def test_may_give_says_what_the_table_of_roles_says(giver: Role, role: Role, hau_giang: Place) -> None:
    """Whoever gives holds a role over the very thing the other role is to be held over."""
    kind = next(kind for kind in ScopeKind if kind in TERMS[role].scopes)
    scope = Scope(kind, "" if kind == ScopeKind.COUNTRY else "X-1", hau_giang)
    user = GrantFactory(role=giver, scope_kind=scope.kind, scope_code=scope.code).user

    assert (may_give(user, role, scope) is None) == (role in TERMS[giver].gives)


def test_may_give_over_what_lies_within_only(
    hau_giang: Place, new_can_tho: Place, commune_from_hau_giang: Place
) -> None:
    giver = GrantFactory(place=hau_giang).user

    answers = [may_give(giver, Role.COMMUNE, Scope.over(unit)) for unit in (commune_from_hau_giang, new_can_tho, None)]

    assert [answer is None for answer in answers] == [True, False, False]


def test_may_give_over_no_more_than_the_role_is_held_over(hau_giang: Place) -> None:
    giver = GrantFactory().user

    answer = may_give(giver, Role.CHAIR, Scope.over(hau_giang))

    assert str(answer) == "Vai trò chủ tịch hội đồng không giao cho Tỉnh Hậu Giang, chỉ cho: hội đồng."


@pytest.mark.parametrize("address", ["hau@example.vn", " HAU@example.vn "])
def test_may_give_to_oneself_is_refused(address: str) -> None:
    giver = GrantFactory(user__email="hau@example.vn").user

    assert may_give(giver, Role.READER, Scope.over(None), to=address) == NOT_TO_ONESELF


def test_may_give_is_refused_to_who_has_left() -> None:
    giver = GrantFactory(user__is_active=False).user

    assert may_give(giver, Role.READER, Scope.over(None)) == NOT_SIGNED_IN


def test_roles_given_by_a_producer_are_helpers() -> None:
    giver = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code="CT-1").user

    assert roles_given_by(giver) == [Role.HELPER]


def test_advisers_are_appointed_for_a_place_and_for_no_council(hau_giang: Place) -> None:
    council = Scope(ScopeKind.COUNCIL, "HD-1", hau_giang)

    assert fits(Role.ADVISER, Scope.over(hau_giang)) is None
    assert "không giao cho" in fits(Role.ADVISER, council).message  # type: ignore[union-attr]
