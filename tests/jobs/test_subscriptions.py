"""Events sent on to those who subscribed: signed, once each, in order, later where nobody answers."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.notices.models import Notice
from saolang.jobs import subscriptions as jobs
from saolang.jobs.webhooks import Postman
from saolang.programme.traceability.models import Subscription
from saolang.programme.traceability.queries import events
from saolang.programme.traceability.queries import subscriptions as queries
from saolang.programme.traceability.rules.subscriptions import MOST_FAILURES
from saolang.programme.traceability.services import keys, named_queries, subscriptions
from saolang.programme.traceability.services.capture import capture_document
from saolang.programme.traceability.services.subscriptions import Wanted
from tests.api.epcis.documents import a_document, an_event
from tests.factories.accounts import GrantFactory
from tests.factories.registry import a_producer
from tests.factories.traceability import an_api_key
from tests.jobs.receiver import receiving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from saolang.programme.registry.models import Producer
    from tests.jobs.receiver import Receiver

pytestmark = pytest.mark.django_db
TOKEN = "mot-khoa-rieng-cua-kho"
HERE = "127.0.0.1"


@pytest.fixture
def producer(db: None) -> Producer:
    return a_producer()


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[tuple[Receiver, Postman]]:
    with receiving(tmp_path) as (receiver, trust):
        yield receiver, Postman(resolve=lambda *_: [HERE], is_allowed=lambda address: address == HERE, trust=trust)


def subscribed(producer: Producer, receiver: Receiver, **changes: Any) -> Subscription:
    query = named_queries.keep(name="giao", query={"EQ_bizStep": ["shipping"]}, producer=producer, by="tests")
    key = an_api_key(producer).key
    wanted = {"destination": receiver.url, "signature_token": TOKEN, "stream": True} | changes
    return subscriptions.subscribe(query=query, key=key, wanted=Wanted(**wanted), by="tests")


def capture(producer: Producer, *events: dict[str, Any]) -> None:
    assert capture_document(json.dumps(a_document(*events)).encode(), by="tests", producer=producer).pk


def sent_in(receiver: Receiver) -> list[list[int]]:
    """Return the numbers of the events of each delivery."""
    bodies = [json.loads(each.body)["epcisBody"]["queryResults"] for each in receiver.received]
    return [[int(event["eventID"][-4:]) for event in body["resultsBody"]["eventList"]] for body in bodies]


def test_new_events_are_sent_once_signed_and_in_order(producer: Producer, beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside
    capture(producer, an_event(9))
    code = str(subscribed(producer, receiver).code)

    capture(producer, an_event(2), an_event(1), an_event(3, bizStep="packing"))
    capture(a_producer(), an_event(4))
    sent = [jobs.send(code=code, postman=postman) for _ in range(2)]

    assert sent == [2, 0]
    assert sent_in(receiver) == [[2, 1]]
    received = receiver.received[0]
    signature = hmac.new(TOKEN.encode(), received.body, hashlib.sha256).hexdigest()
    assert received.headers["GS1-Signature"] == f"sha256={signature}"
    assert received.headers["Content-Type"] == "application/ld+json"
    assert json.loads(received.body)["epcisBody"]["queryResults"]["subscriptionID"] == code


def test_earlier_events_are_sent_where_they_are_wanted(producer: Producer, beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside
    capture(producer, an_event(1))

    made = subscribed(producer, receiver, since=timezone.now() - timedelta(days=1))
    jobs.send(code=str(made.code), postman=postman)

    assert sent_in(receiver) == [[1]]


def test_much_is_sent_piece_by_piece(
    producer: Producer, beside: tuple[Receiver, Postman], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_EVENTS", 2)
    receiver, postman = beside
    made = subscribed(producer, receiver)
    capture(producer, *map(an_event, (1, 2, 3)))

    sent = [jobs.send(code=str(made.code), postman=postman) for _ in range(3)]

    assert (sent, sent_in(receiver)) == ([2, 1, 0], [[1, 2], [3]])


def test_large_events_are_sent_one_by_one(
    producer: Producer, beside: tuple[Receiver, Postman], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_BYTES", 10)
    receiver, postman = beside
    made = subscribed(producer, receiver)
    capture(producer, *map(an_event, (1, 2)))

    for _ in range(2):
        jobs.send(code=str(made.code), postman=postman)

    assert sent_in(receiver) == [[1], [2]]


def test_what_is_due_is_taken_once(producer: Producer, beside: tuple[Receiver, Postman]) -> None:
    made = subscribed(producer, beside[0])
    taken = [subscriptions.take_due(by="tests")]
    capture(producer, an_event(1))
    taken += [subscriptions.take_due(by="tests") for _ in range(2)]

    assert taken == [[], [made], []]


def test_nothing_is_due_of_a_key_that_was_revoked(producer: Producer, beside: tuple[Receiver, Postman]) -> None:
    made = subscribed(producer, beside[0])
    capture(producer, an_event(1))
    keys.revoke(key=made.key, by="tests")

    assert subscriptions.take_due(by="tests") == []


def test_schedule_sends_when_it_is_due_and_then_waits(producer: Producer, beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside
    made = subscribed(producer, receiver, stream=False, schedule={"hour": "0"})
    capture(producer, an_event(1))
    assert subscriptions.take_due(by="tests") == []
    Subscription.objects.update(due_at=timezone.now())

    assert subscriptions.take_due(by="tests") == [made]
    jobs.send(code=str(made.code), postman=postman)

    made.refresh_from_db()
    assert sent_in(receiver) == [[1]]
    assert made.due_at > timezone.now()


@pytest.mark.parametrize(("report_if_empty", "deliveries"), [(True, [[]]), (False, [])])
def test_schedule_reports_nothing_only_where_that_is_wanted(
    report_if_empty: bool,  # noqa: FBT001
    deliveries: list[list[int]],
    producer: Producer,
    beside: tuple[Receiver, Postman],
) -> None:
    receiver, postman = beside
    made = subscribed(producer, receiver, stream=False, schedule={"hour": "0"}, report_if_empty=report_if_empty)

    jobs.send(code=str(made.code), postman=postman)

    assert sent_in(receiver) == deliveries


def test_failure_is_tried_again_later_and_nothing_is_lost(producer: Producer, beside: tuple[Receiver, Postman]) -> None:
    receiver, postman = beside
    made = subscribed(producer, receiver)
    capture(producer, an_event(1))
    receiver.status = 503
    before = timezone.now()

    assert jobs.send(code=str(made.code), postman=postman) == 0

    made.refresh_from_db()
    assert (made.failures, made.sent_through) == (1, 0)
    assert made.due_at >= before + timedelta(minutes=1)
    receiver.status = 200
    assert jobs.send(code=str(made.code), postman=postman) == 1
    made.refresh_from_db()
    assert made.failures == 0


def test_it_ends_after_so_many_failures_and_the_producer_is_told(
    producer: Producer, beside: tuple[Receiver, Postman]
) -> None:
    receiver, postman = beside
    owner = GrantFactory(role=Role.PRODUCER, scope_kind=ScopeKind.PRODUCER, scope_code=producer.code).user
    made = subscribed(producer, receiver)
    capture(producer, an_event(1))
    receiver.status = 500

    for _ in range(MOST_FAILURES + 1):
        jobs.send(code=str(made.code), postman=postman)

    made.refresh_from_db()
    assert (made.failures, made.ended_reason) == (MOST_FAILURES, "HTTP 500")
    assert len(receiver.received) == MOST_FAILURES
    told = Notice.objects.get(kind="subscription_ended")
    assert (told.recipient, told.params["name"]) == (owner.actor, "giao")


def test_installation_itself_sends_to_no_address_beside_it(
    producer: Producer, beside: tuple[Receiver, Postman], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver, _ = beside
    made = subscribed(producer, receiver)
    capture(producer, an_event(1))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (HERE, 443))])

    assert jobs.enqueue_due() == 1

    made.refresh_from_db()
    assert (made.failures, receiver.received) == (1, [])


def test_subscription_that_is_gone_sends_nothing(beside: tuple[Receiver, Postman]) -> None:
    _, postman = beside

    assert jobs.send(code="6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001", postman=postman) == 0
