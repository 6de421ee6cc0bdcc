"""Keys of programs: made by whoever manages them, shown once, revoked; another's are not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.programme.traceability.models import ApiKey
from saolang.programme.traceability.queries.keys import key_of
from tests.days import days_ago, today
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer
from tests.factories.traceability import an_api_key
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from saolang.programme.registry.models import Producer
    from tests.factories.province import Province

LIST = "/dieu-hanh/khoa/"


@pytest.fixture
def producer(province: Province) -> Producer:
    return a_producer(place=province.communes[0])


@pytest.fixture
def owner(producer: Producer) -> Client:
    """Return the browser of the producer."""
    return signed_in(GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=producer.code).user)


@pytest.fixture
def office(province: Province) -> Client:
    """Return the browser of the coordinator of the producer's province."""
    return signed_in(GrantFactory(role=Role.COORDINATOR, place=province.place).user)


def said(producer: Producer | None, **changes: object) -> dict[str, object]:
    code = producer.code if producer else ""
    return {"producer": code, "name": "Phần mềm kho", "scopes": ["capture", "query"], "expires_on": ""} | changes


def test_key_is_shown_once_and_lets_in(owner: Client, producer: Producer) -> None:
    page = owner.post(reverse("desk:api_key_add"), said(producer))

    secret = page.context["made"].secret
    key = key_of(secret)
    assert key is not None
    assert (key.producer, key.scopes, page.status_code) == (producer, ["capture", "query"], 200)
    assert page.content.decode().count(secret) == 1
    assert secret not in owner.get(LIST).content.decode()
    assert "no-store" in page["Cache-Control"]


def test_form_names_the_only_producer(owner: Client, producer: Producer) -> None:
    page = owner.get(reverse("desk:api_key_add"))

    assert page.context["form"]["producer"].value() == producer.code


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00b"}, None),
        ({"expires_on": "2020-01-01"}, "__all__"),
        ({"expires_on": "hôm qua"}, "expires_on"),
        ({"producer": "CT-00000000"}, "producer"),
        ({"producer": ""}, "producer"),
    ],
)
def test_form_not_in_order_makes_no_key(
    changes: dict[str, object], wrong: str | None, owner: Client, producer: Producer
) -> None:
    page = owner.post(reverse("desk:api_key_add"), said(producer) | changes)

    assert page.status_code == (422 if wrong else 400)
    assert not wrong or list(page.context["form"].errors) == [wrong]
    assert ApiKey.objects.count() == 0


def test_producer_makes_none_for_another(owner: Client, province: Province) -> None:
    another = a_producer(place=province.communes[0])

    page = owner.post(reverse("desk:api_key_add"), said(another))

    assert list(page.context["form"].errors) == ["producer"]


def test_list_shows_the_keys_one_manages(owner: Client, office: Client, producer: Producer, province: Province) -> None:
    own = an_api_key(producer).key
    neighbour = an_api_key(a_producer(place=province.communes[1])).key
    an_api_key(a_producer())
    an_api_key(None)

    assert [line.key for line in owner.get(LIST).context["lines"]] == [own]
    assert [line.key for line in office.get(LIST).context["lines"]] == [neighbour, own]


def test_coordinator_of_the_country_makes_one_of_no_producer(db: None) -> None:
    country = signed_in(GrantFactory(role=Role.COORDINATOR).user)

    country.post(reverse("desk:api_key_add"), said(None))

    assert [key.producer for key in ApiKey.objects.all()] == [None]


@pytest.mark.parametrize("how_many", [1, 3])
def test_list_asks_as_much_whatever_its_length(
    how_many: int, owner: Client, producer: Producer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(how_many):
        an_api_key(producer)
    owner.get(LIST)

    with django_assert_num_queries(6):
        owner.get(LIST)


def test_revoked_key_lets_nobody_in(owner: Client, producer: Producer) -> None:
    key = an_api_key(producer).key

    owner.post(reverse("desk:api_key_revoke", args=[key.prefix]))

    key.refresh_from_db()
    assert key.revoked_at is not None
    assert [line.is_in_force for line in owner.get(LIST).context["lines"]] == [False]


def test_anothers_key_is_not_found(owner: Client) -> None:
    key = an_api_key(a_producer()).key

    answer = owner.post(reverse("desk:api_key_revoke", args=[key.prefix]))

    key.refresh_from_db()
    assert (answer.status_code, key.revoked_at) == (404, None)


def test_key_past_its_last_day_is_shown_as_over(owner: Client, producer: Producer) -> None:
    key = an_api_key(producer, expires_on=today()).key
    ApiKey.objects.filter(pk=key.pk).update(expires_on=days_ago(1))

    assert [line.is_in_force for line in owner.get(LIST).context["lines"]] == [False]
