"""Questions kept under a name, and subscriptions to them."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from saolang.programme.traceability.models import NamedQuery, Subscription
from tests.api.epcis.documents import NESTED, a_document, an_event
from tests.api.epcis.test_captures import problem
from tests.api.epcis.test_events import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

    from tests.api.epcis.conftest import Program

SHIPPING = {"name": "giao-hang", "query": {"EQ_bizStep": ["shipping"], "eventCountLimit": 100}}
WANTED = {"dest": "https://kho.example.vn/nhan", "signatureToken": "mot-khoa-rieng-cua-kho", "stream": True}


@pytest.fixture
def asking(program: Program) -> Program:
    program.send("/queries", SHIPPING)
    return program


def test_query_is_kept_shown_asked_and_forgotten(program: Program) -> None:
    program.send("/capture", a_document(an_event(1, bizStep="packing"), an_event(2)))

    made = program.send("/queries", SHIPPING)
    where = made["Location"]

    shown = program.get(where).json()
    assert made.status_code == 201
    assert {name: shown[name] for name in SHIPPING} == SHIPPING
    assert [query["name"] for query in program.get("/epcis/queries").json()] == ["giao-hang"]
    answer = program.get(f"{where}/events")
    assert (listed(answer), answer.json()["epcisBody"]["queryResults"]["queryName"]) == ([2], "giao-hang")
    assert program.delete(where).status_code == 204
    assert problem(program.get(where)) == (404, "NoSuchNameException")


@contextmanager
def gone_once_found(model: type[Model]) -> Iterator[None]:
    """Delete the row between its being found and its being locked, as another who asks for it at the same moment."""
    found, looks = f'SELECT "{model._meta.db_table}"', count(1)  # noqa: SLF001 - Django documents _meta

    def look(execute: Callable[..., Any], sql: str, *asked: Any) -> Any:
        if sql.startswith(found) and next(looks) == 2:
            model.objects.all().delete()
        return execute(sql, *asked)

    with connection.execute_wrapper(look):
        yield
    assert next(looks) > 2


def test_query_that_another_forgets_meanwhile_is_not_found(asking: Program) -> None:
    with gone_once_found(NamedQuery):
        forgotten = asking.delete("/epcis/queries/giao-hang")

    assert problem(forgotten) == (404, "NoSuchNameException")


def test_query_that_another_forgets_meanwhile_takes_no_subscription(asking: Program) -> None:
    with gone_once_found(NamedQuery):
        made = asking.send("/queries/giao-hang/subscriptions", WANTED)

    assert problem(made) == (404, "NoSuchNameException")


def test_subscription_that_another_ends_meanwhile_is_not_found(asking: Program) -> None:
    where = asking.send("/queries/giao-hang/subscriptions", WANTED)["Location"]

    with gone_once_found(Subscription):
        ended = asking.delete(where)

    assert problem(ended) == (404, "NoSuchSubscriptionException")


def test_name_that_is_taken_is_refused(asking: Program) -> None:
    assert problem(asking.send("/queries", SHIPPING)) == (409, "ResourceAlreadyExistsException")


def test_office_has_each_name_once(office: Program) -> None:
    assert office.send("/queries", SHIPPING).status_code == 201
    assert problem(office.send("/queries", SHIPPING)) == (409, "ResourceAlreadyExistsException")


def test_another_may_ask_by_the_same_name(asking: Program, another: Program) -> None:
    other = {"name": SHIPPING["name"], "query": {"EQ_bizStep": ["packing"]}}

    assert another.send("/queries", other).status_code == 201
    assert another.get("/epcis/queries/giao-hang").json()["query"] == other["query"]
    assert asking.get("/epcis/queries/giao-hang").json()["query"] == SHIPPING["query"]
    assert another.delete("/epcis/queries/giao-hang").status_code == 204
    assert asking.get("/epcis/queries/giao-hang").status_code == 200


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], (400, "QueryValidationException")),
        ({}, (400, "QueryValidationException")),
        ({"name": "x"}, (400, "QueryValidationException")),
        ({"name": 1, "query": {}}, (400, "QueryValidationException")),
        ({"name": "x", "query": []}, (400, "QueryValidationException")),
        ({"name": "x", "query": {}, "colour": "green"}, (400, "QueryValidationException")),
        ({"name": "có dấu", "query": {}}, (400, "QueryValidationException")),
        ({"name": "..", "query": {}}, (400, "QueryValidationException")),
        ({"name": "x" * 121, "query": {}}, (400, "QueryValidationException")),
        ({"name": "x", "query": {"colour": ["green"]}}, (400, "QueryValidationException")),
        ({"name": "x", "query": {"EQ_bizStep": [{}]}}, (400, "QueryValidationException")),
        (f'{{"name": "x", "query": {{"EQ_bizStep": {NESTED}}}}}', (400, "QueryValidationException")),
        ({"name": "x", "query": {"EQ_bizStep": ["\x00"]}}, (400, "QueryValidationException")),
        ({"name": "x", "query": {"WD_readPoint": ["x"]}}, (501, "ImplementationException")),
        ({"name": "x", "query": {"EQ_bizStep": ["x" * 70_000]}}, (413, "QueryTooComplexException")),
    ],
)
def test_query_that_is_none_is_refused(said: object, expected: tuple[int, str], program: Program) -> None:
    assert problem(program.send("/queries", said)) == expected
    assert NamedQuery.objects.count() == 0


def test_parameter_of_a_named_query_is_not_asked_again(asking: Program) -> None:
    assert listed(asking.get("/epcis/queries/giao-hang/events?perPage=5")) == []
    answer = asking.get("/epcis/queries/giao-hang/events?EQ_bizStep=packing")
    assert problem(answer) == (400, "QueryParameterException")


def test_websocket_is_not_offered(asking: Program) -> None:
    answer = asking.get("/epcis/queries/giao-hang/events", headers={"Upgrade": "websocket", "Connection": "Upgrade"})

    assert problem(answer) == (501, "ImplementationException")


@pytest.mark.parametrize("changes", [{}, {"stream": False, "schedule": {"minute": "0", "second": "0"}}])
def test_subscription_is_made_shown_and_ended(changes: dict[str, Any], asking: Program) -> None:
    made = asking.send("/queries/giao-hang/subscriptions", WANTED | changes)
    where = made["Location"]

    shown = asking.get(where).json()
    assert made.status_code == 201
    assert where.endswith(shown["subscriptionID"])
    assert (shown["dest"], shown["failures"]) == (WANTED["dest"], 0)
    assert str(WANTED["signatureToken"]) not in str(shown)
    assert asking.get("/epcis/queries/giao-hang/subscriptions").json() == [shown]
    assert asking.delete(where).status_code == 204
    assert problem(asking.get(where)) == (404, "NoSuchSubscriptionException")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"dest": "http://kho.example.vn/"}, (400, "SubscriptionControlsException")),
        ({"dest": "https://127.0.0.1/"}, (400, "SubscriptionControlsException")),
        ({"dest": 1}, (400, "SubscriptionControlsException")),
        ({"signatureToken": "short"}, (400, "SubscriptionControlsException")),
        ({"signatureToken": None}, (400, "SubscriptionControlsException")),
        ({"stream": "yes"}, (400, "SubscriptionControlsException")),
        ({"stream": False}, (400, "SubscriptionControlsException")),
        ({"schedule": {"minute": "0"}}, (400, "SubscriptionControlsException")),
        ({"stream": False, "schedule": {"minute": "61"}}, (400, "SubscriptionControlsException")),
        ({"stream": False, "schedule": {"dayOfMonth": 31, "month": 2}}, (400, "SubscriptionControlsException")),
        ({"colour": "green"}, (400, "SubscriptionControlsException")),
        ({"initialRecordTime": "yesterday"}, (400, "SubscriptionControlsException")),
    ],
)
def test_subscription_that_is_none_is_refused(
    changes: dict[str, Any], expected: tuple[int, str], asking: Program
) -> None:
    assert problem(asking.send("/queries/giao-hang/subscriptions", WANTED | changes)) == expected
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(
    "changes", [f'"schedule": {{"hour": {NESTED}}}', f'"stream": true, "initialRecordTime": {NESTED}']
)
def test_subscription_of_what_lies_too_deep_is_refused(changes: str, asking: Program) -> None:
    said = f'{{"dest": "https://kho.example.vn/", "signatureToken": "mot-khoa-rieng-cua-kho", {changes}}}'

    answer = asking.send("/queries/giao-hang/subscriptions", said)

    assert problem(answer) == (400, "SubscriptionControlsException")


def test_stream_to_nowhere_would_be_a_websocket(asking: Program) -> None:
    assert problem(asking.send("/queries/giao-hang/subscriptions", {"stream": True})) == (
        501,
        "ImplementationException",
    )


def test_query_is_forgotten_with_its_subscriptions(asking: Program) -> None:
    asking.send("/queries/giao-hang/subscriptions", WANTED)

    asking.delete("/epcis/queries/giao-hang")

    assert (NamedQuery.objects.count(), Subscription.objects.count()) == (0, 0)


def test_another_subscribes_to_no_query_of_ours(asking: Program, another: Program) -> None:
    assert problem(another.send("/queries/giao-hang/subscriptions", WANTED)) == (404, "NoSuchNameException")
