"""The open API: what it answers, page by page, and that no question makes it fall."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from saolang.api.v1 import answers
from saolang.base.kit.meters import Meter
from saolang.programme.registry.models import Representative
from saolang.reports.open_data.tables import TABLES
from tests.factories.certification import a_certificate, a_decision, a_recognition, a_revocation
from tests.factories.registry import a_craft_village, a_producer, a_product

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

API = "/api/v1/"
EVERYTHING = list(TABLES)


@pytest.fixture(autouse=True)
def meter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "METER", Meter())


def a_held(**known: Any) -> Any:
    """Certify a product today."""
    today = timezone.localdate()
    decision = a_decision(decided_on=today - dt.timedelta(days=30))
    return a_recognition(a_product(producer=a_producer(), **known), decision=decision)


def get(address: str, **asked: object) -> Any:
    return Client().get(address, asked).json()


@pytest.mark.parametrize("name", EVERYTHING)
def test_table_gives_every_column_it_describes(name: str, province: Province) -> None:
    a_certificate(a_held(place=province.communes[0]))
    a_craft_village()

    found = get(API + name)["items"]

    described = [field.name for field in TABLES[name].fields]
    assert [list(row) for row in found[:1]] in ([], [described])


def test_pages_together_are_the_table_in_order(province: Province) -> None:
    codes = sorted(a_product().code for _ in range(5))
    first = get(API + "products", limit=2)

    second = Client().get(first["next"].removeprefix("http://localhost:8000")).json()
    third = Client().get(second["next"].removeprefix("http://localhost:8000")).json()

    assert [row["code"] for page in (first, second, third) for row in page["items"]] == codes
    assert third["next"] is None


def test_revoked_product_bears_no_star() -> None:
    recognition = a_held()
    a_revocation(recognition, timezone.localdate())

    row = get(f"{API}products/{recognition.product.code}")

    assert (row["stars"], row["state"]) == (None, "revoked")


def test_row_is_found_by_its_code_in_whatever_case() -> None:
    product = a_product("Gạo thơm")

    assert get(f"{API}products/{product.code.lower()}")["name_vi"] == "Gạo thơm"


def test_place_and_its_row_are_named_by_public_code(province: Province) -> None:
    code = province.communes[0].public_code

    assert get(f"{API}places/{code}")["name"] == province.communes[0].name


def test_products_are_narrowed_to_a_place(province: Province) -> None:
    here = a_product(place=province.communes[0])
    a_product(place=province.communes[1])

    found = get(API + "products", place=province.communes[0].public_code)["items"]

    assert [row["code"] for row in found] == [here.code]


def test_nothing_personal_is_given(province: Province) -> None:
    producer = a_producer(phone="0900000000", email="be@example.vn", registration_number="1800000000")
    a_product(producer=producer)
    province.fact(Representative, dt.date(2018, 1, 1), producer=producer, full_name="Trần Thị Bé", sex="female")

    given = "".join(Client().get(API + name).content.decode() for name in EVERYTHING)

    assert not [
        each for each in ("0900000000", "be@example.vn", "1800000000", "Trần Thị Bé", "female") if each in given
    ]


def test_unchanged_answer_is_not_sent_again() -> None:
    a_product()
    first = Client().get(API + "products")

    again = Client().get(API + "products", headers={"If-None-Match": first.headers["ETag"]})
    a_product()
    changed = Client().get(API + "products", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_pages_elsewhere_may_ask() -> None:
    asked = Client().options(API + "products", headers={"Origin": "https://example.vn"})

    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("products?limit=0", 400),
        ("products?limit=x", 400),
        ("products?limit=1001", 400),
        ("products?colour=red", 400),
        ("products?state=lit", 400),
        ("products?place=9-99", 400),
        ("products?after=a&after=b", 400),
        ("places?after=x", 400),
        ("certificates?place=1-87", 400),
        ("products/SP-00000000", 404),
        ("criteria/qd26-03@x", 404),
        ("people", 404),
    ],
)
def test_wrong_question_is_answered_with_a_problem(address: str, status: int) -> None:
    answer = Client().get(API + address)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["detail"]


@pytest.mark.parametrize("address", ["products/", "products/a/b", "a/b/c"])
def test_address_there_is_none_of_is_a_problem(address: str) -> None:
    answer = Client().get(API + address)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_methods_are_told() -> None:
    answer = Client().options(API + "products")

    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert "Content-Type" not in answer.headers


def test_nothing_can_be_sent() -> None:
    answer = Client(enforce_csrf_checks=True).post(API + "products", {})

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


@override_settings(API_REQUESTS_A_MINUTE=2)
def test_who_asks_too_often_is_told_to_wait() -> None:
    for _ in range(2):
        Client().get(API + "products")

    answer = Client().get(API + "products")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", EVERYTHING)
def test_page_asks_one_query(
    name: str, count: int, province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        a_certificate(a_held(place=province.communes[0]))
        a_craft_village()
    client = Client()

    with django_assert_num_queries(1):
        client.get(API + name)


def test_documentation_describes_every_column() -> None:
    page = Client().get(API).content.decode()

    described = {field.name for table in TABLES.values() for field in table.fields}
    assert not [name for name in described if f"<code>{name}</code>" not in page]
    assert 'src="http' not in page


def test_description_is_given() -> None:
    given = get(API + "openapi.json")

    assert given["openapi"] == "3.1.0"
    assert set(given["paths"]) == {f"/{name}{rest}" for name in TABLES for rest in ("", "/{code}")}
