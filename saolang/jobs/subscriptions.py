"""Sending events on to those who subscribed: the schedule queues what is due, a worker sends it, signed.

At least once and in the order of capture. The signature lets the receiver know it is from us and whole; the token it
is made with is the receiver's own. A receiver knows an event sent twice by its eventID.
"""

from __future__ import annotations

import hashlib
import hmac

from django_tasks import task

from saolang.jobs.sealing import BY
from saolang.jobs.webhooks import Postman, Undelivered
from saolang.programme.traceability.models import Subscription
from saolang.programme.traceability.queries.documents import query_document
from saolang.programme.traceability.queries.events import newest_settled
from saolang.programme.traceability.queries.subscriptions import Delivery, delivery_of
from saolang.programme.traceability.services import subscriptions as services

SIGNATURE = "GS1-Signature"


def enqueue_due() -> int:
    """Queue the subscriptions that are due; return how many."""
    due = services.take_due(by=BY)
    for subscription in due:
        deliver.enqueue(code=str(subscription.code))
    return len(due)


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def deliver(*, code: str) -> int:
    """Send what is new to the subscriber; return how many events were."""
    return send(code=code, postman=Postman())


def send(*, code: str, postman: Postman) -> int:
    """Send what is new by the postman given; return how many events were. Nothing is sent of one that ended."""
    subscription = Subscription.objects.select_related("query", "key").filter(code=code, ended_at=None).first()
    if subscription is None:
        return 0
    delivery = delivery_of(subscription, newest_settled())
    try:
        if delivery.events or (subscription.report_if_empty and subscription.schedule is not None):
            _post(subscription, delivery, postman)
    except Undelivered as error:
        services.mark_failed(subscription=subscription, error=str(error), by=BY)
        return 0
    services.mark_delivered(subscription=subscription, through=delivery.through, is_all=delivery.is_all, by=BY)
    return len(delivery.events)


def signature_of(body: bytes, token: str) -> str:
    """Return what proves to the receiver that the body is ours: HMAC-SHA256 with its token, in hexadecimals."""
    return f"sha256={hmac.new(token.encode(), body, hashlib.sha256).hexdigest()}"


def _post(subscription: Subscription, delivery: Delivery, postman: Postman) -> None:
    body = query_document(delivery.events, name=subscription.query.name, subscription=str(subscription.code))
    headers = {
        "Content-Type": "application/ld+json",
        "GS1-EPCIS-Version": "2.0",
        "GS1-CBV-Version": "2.0",
        SIGNATURE: signature_of(body, subscription.signature_token),
    }
    postman.post(subscription.destination, body, headers)
