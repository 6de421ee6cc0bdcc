"""Who gets in: whoever shows a key in force that has the scope, as often as it may; nobody else, at any address."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from saolang.api.epcis import resources
from saolang.base.accounts.choices import Role
from saolang.base.kit.meters import Meter
from saolang.programme.traceability.models import ApiKey
from saolang.programme.traceability.services import keys
from tests.api.epcis.conftest import Program
from tests.api.epcis.documents import a_document
from tests.factories.accounts import GrantFactory
from tests.factories.traceability import an_api_key
from tests.web.access.routes import routes
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from saolang.programme.registry.models import Producer

VALUES = {
    "code": "6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001",
    "event_id": "urn:uuid:0",
    "name": "giao-hang",
    "rest": "khac",
}
KEYED = [route for route in routes() if route.rule and route.rule.by_key]
ADDRESSES = [route.filled({name: VALUES[name] for name in route.parameters if name != "kind"}) for route in KEYED]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def statuses(client: Client, status: int) -> list[str]:
    """Return what was not answered with that status, of everything there is to ask."""
    asked = [(method, address) for address in ADDRESSES for method in METHODS]
    answers = {
        f"{method} {address}": client.generic(method, address, b"{}", "application/json") for method, address in asked
    }
    return [said for said, answer in answers.items() if answer.status_code != status]


def test_there_are_addresses_that_ask_for_a_key() -> None:
    assert len(ADDRESSES) > 20
    assert {address.split("/")[1] for address in ADDRESSES} >= {"epcis"}


@pytest.mark.django_db
def test_without_a_key_nothing_is_answered() -> None:
    assert statuses(Client(), 401) == []


@pytest.mark.django_db
def test_person_who_signed_in_gets_in_nowhere() -> None:
    assert statuses(signed_in(GrantFactory(role=Role.COORDINATOR).user), 401) == []


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_wrong_key_gets_in_nowhere(header: str, producer: Producer) -> None:
    secret = an_api_key(producer).secret
    wrong = secret[:-1] + ("A" if secret[-1] != "A" else "B")

    assert statuses(Client(headers={header: f"Bearer {wrong}" if header == "Authorization" else wrong}), 401) == []


def test_revoked_key_gets_in_nowhere(program: Program) -> None:
    keys.revoke(key=program.made.key, by="tests")

    assert statuses(program, 401) == []


def test_key_past_its_last_day_gets_in_nowhere(program: Program) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    ApiKey.objects.filter(pk=program.made.key.pk).update(expires_on=yesterday)

    assert statuses(program, 401) == []


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("capture", {"POST /epcis/capture", "GET /epcis/capture", "POST /epcis/events"}),
        ("query", {"GET /epcis/", "GET /epcis/events", "GET /epcis/queries", "POST /epcis/queries", "GET /epcis/epcs"}),
        ("subscribe", {"GET /epcis/queries/giao-hang/subscriptions"}),
    ],
)
def test_key_does_what_its_scope_says(scope: str, allowed: set[str], producer: Producer) -> None:
    program = Program(an_api_key(producer, scopes=[scope]))
    every = {
        *("POST /epcis/capture", "GET /epcis/capture", "POST /epcis/events", "GET /epcis/", "GET /epcis/events"),
        *("GET /epcis/queries", "POST /epcis/queries", "GET /epcis/epcs", "GET /epcis/queries/giao-hang/subscriptions"),
    }

    answers = {said: program.generic(*said.split(), b"{}", "application/json").status_code for said in every}

    assert {said for said, status in answers.items() if status != 403} == allowed


def test_key_is_taken_from_either_header(program: Program) -> None:
    secret = program.made.secret

    answers = [
        Client().get("/epcis/", headers={"Authorization": f"bearer {secret}"}),
        Client().get("/epcis/", headers={"X-API-Key": secret}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_problem_of_no_key_says_how_one_is_shown(db: None) -> None:
    answer = Client().get("/epcis/events")

    assert answer["WWW-Authenticate"] == 'Bearer realm="EPCIS"'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "epcisException:SecurityException"


def test_another_producers_events_jobs_and_queries_are_not_found(
    program: Program, another: Program, office: Program
) -> None:
    job = program.send("/capture", a_document())["Location"]
    query = program.send("/queries", {"name": "cua-toi", "query": {}})["Location"]
    event = "/epcis/events/urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001"
    asked = [job, query, f"{query}/events", f"{query}/subscriptions", event]

    assert [program.get(address).status_code for address in asked] == [200] * 5
    assert [another.get(address).status_code for address in asked] == [404] * 5
    assert another.delete(query).status_code == 404
    assert another.get("/epcis/events").json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []
    assert [another.get(f"/epcis/{kind}").json()["member"] for kind in ("epcs", "bizSteps")] == [[], []]
    assert [another.get(f"/epcis/{kind}").json() for kind in ("capture", "queries")] == [[], []]
    assert office.get(event).status_code == 200


def test_too_many_requests_of_a_key_wait(
    program: Program, another: Program, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "METER", Meter())
    settings.EPCIS_REQUESTS_A_MINUTE = 2

    answers = [program.get("/epcis/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert another.get("/epcis/").status_code == 200


def test_use_of_a_key_is_noted_by_the_day(program: Program) -> None:
    program.get("/epcis/")

    program.made.key.refresh_from_db()
    assert program.made.key.last_used_on == timezone.localdate()
