"""People at the desk, and a plan of old Hậu Giang for them to look at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from saolang.base.accounts.choices import Role
from saolang.base.places.models import Place
from saolang.programme.registry.models import Representative
from tests.factories.accounts import GrantFactory

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from saolang.programme.plans.models import Plan
    from tests.factories.province import Province

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def coordinator(province: Province) -> User:
    return GrantFactory(place=province.place, user__full_name="Lê Văn Hậu").user


@pytest.fixture
def desk(coordinator: User) -> Client:
    """Return the browser of the coordinator of Hậu Giang."""
    return signed_in(coordinator)


@pytest.fixture
def reader(province: Province) -> Client:
    """Return the browser of one who may only read, in Hậu Giang."""
    return signed_in(GrantFactory(place=province.place, role=Role.READER).user)


@pytest.fixture
def neighbour(province: Province) -> Client:
    """Return the browser of the coordinator of another province."""
    return signed_in(GrantFactory(place=Place.objects.get(map=1, code="04")).user)


@pytest.fixture
def country(province: Province) -> Client:
    """Return the browser of the coordinator of the whole country."""
    return signed_in(GrantFactory().user)


@pytest.fixture
def plan(province: Province) -> Plan:
    """Return a plan of 2022: T-01 products, T-02 the share of women, T-03 without a source."""
    return province.plan(
        2022,
        2022,
        {"indicator": "products.certified", "comparator": ">=", "goal": 2, "phrase": "ít nhất hai sản phẩm"},
        {"indicator": "producers.share_women", "comparator": ">=", "goal": 40},
        {"indicator": "rights.collective_marks", "comparator": ">=", "goal": 10},
    )


def certify(province: Province, count: int, on: date = date(2022, 3, 1)) -> None:
    """Certify so many products, each with a producer of its own led by a woman."""
    for _ in range(count):
        producer = province.producer()
        province.fact(Representative, date(2018, 1, 1), producer=producer, sex="female")
        province.recognise(province.product(producer=producer), on)
