"""Helping a person who lost the second factor: who may, from the page of that person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.places.models import Place
from tests.base.accounts.second_factors import give_app
from tests.factories.accounts import GrantFactory

if TYPE_CHECKING:
    from django.test import Client

    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    user: User = GrantFactory(role=Role.COMMUNE, place=province("Cần Thơ")).user
    give_app(user)
    return user


def province(name: str) -> Place:
    return Place.objects.get(name=name, map__valid_to=None, level="province")


def take(client: Client, person: User) -> int:
    return client.post(reverse("desk:take_second_factor", args=[person.pk]), {"reason": "mất điện thoại"}).status_code


def test_coordinator_of_the_place_takes_it_away(client: Client, person: User) -> None:
    client.force_login(GrantFactory(role=Role.COORDINATOR, place=province("Cần Thơ")).user)

    page = client.get(reverse("desk:account", args=[person.pk])).content.decode()

    assert reverse("desk:take_second_factor", args=[person.pk]) in page
    assert take(client, person) == 302
    assert not Authenticator.objects.exists()


def test_reason_is_asked_for(client: Client, person: User) -> None:
    client.force_login(GrantFactory(role=Role.ADMINISTRATOR).user)

    answer = client.post(reverse("desk:take_second_factor", args=[person.pk]), {"reason": ""})

    assert answer.status_code == 422
    assert Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("role", "place", "answer"),
    [(Role.COORDINATOR, "Huế", 404), (Role.LEADER, "Cần Thơ", 403)],
)
def test_others_do_not(client: Client, person: User, role: Role, place: str, answer: int) -> None:
    client.force_login(GrantFactory(role=role, place=province(place)).user)

    assert take(client, person) == answer
    assert Authenticator.objects.exists()
