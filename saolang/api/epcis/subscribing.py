"""Subscriptions to named queries (EPCIS 2.0, 12.7): events sent on as they come, or on a schedule, by webhook."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from saolang.api.epcis.answers import as_json, created
from saolang.api.epcis.bodies import object_in
from saolang.api.epcis.named import NO_SOCKETS, NoSuchQuery, query_named
from saolang.api.epcis.paging import page_of
from saolang.api.epcis.problems import Problem, ProblemType
from saolang.api.epcis.resources import needs, resource
from saolang.core.epcis.moments import read_moment
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import KeyScope
from saolang.programme.traceability.models import NamedQuery, Subscription
from saolang.programme.traceability.services import subscriptions as services

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from saolang.api.epcis.resources import KeyedRequest

FIELDS = {"dest": str, "signatureToken": str, "stream": bool, "schedule": dict, "reportIfEmpty": bool}
"""What a subscriber says, and as what."""
SINCE = "initialRecordTime"
NO_SUCH_SUBSCRIPTION = Refusal(gettext_noop("Không có nơi nhận nào mang mã này."))
NO_SUCH_FIELD = gettext_noop("Đăng ký nhận sự kiện không có mục “%(name)s”.")
WRONG_FIELD = gettext_noop("Mục “%(name)s” của đăng ký nhận sự kiện thiếu hoặc không đúng kiểu.")


class NoSuchSubscription(Problem):
    """The query has no subscription of that code, or no longer."""

    def __init__(self) -> None:
        super().__init__(ProblemType.NO_SUCH_SUBSCRIPTION, NO_SUCH_SUBSCRIPTION)


@needs(KeyScope.SUBSCRIBE)
def list_subscriptions(request: KeyedRequest, name: str) -> HttpResponse:
    """List where the events of the query go, the latest first."""
    found, headers = page_of(request, Subscription.objects.filter(query=query_named(request.key, name)))
    return as_json(request, [_as_dict(each) for each in found], headers=headers)


@needs(KeyScope.SUBSCRIBE)
def subscribe(request: KeyedRequest, name: str) -> HttpResponse:
    """Send the events of the query on, from now or from the moment asked for."""
    query = query_named(request.key, name)
    wanted = _wanted(object_in(request, ProblemType.SUBSCRIPTION_CONTROLS))
    try:
        made = services.subscribe(query=query, key=request.key, wanted=wanted, by=request.key.actor)
    except Refusal as refusal:
        raise Problem(ProblemType.SUBSCRIPTION_CONTROLS, refusal) from refusal
    except NamedQuery.DoesNotExist:  # another forgot it meanwhile
        raise NoSuchQuery from None
    return created(request, "subscription", query.name, made.code)


@needs(KeyScope.SUBSCRIBE)
def show_subscription(request: KeyedRequest, name: str, code: UUID) -> HttpResponse:
    """Tell where events go and how it is going."""
    return as_json(request, _as_dict(_subscription(request, name, code)))


@needs(KeyScope.SUBSCRIBE)
def unsubscribe(request: KeyedRequest, name: str, code: UUID) -> HttpResponse:
    """Send nothing there any more."""
    try:
        services.unsubscribe(subscription=_subscription(request, name, code), by=request.key.actor)
    except Subscription.DoesNotExist:  # another ended it meanwhile
        raise NoSuchSubscription from None
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _subscription(request: KeyedRequest, name: str, code: UUID) -> Subscription:
    found = Subscription.objects.filter(query=query_named(request.key, name), code=code).first()
    if found is None:
        raise NoSuchSubscription
    return found


def _wanted(said: dict[str, Any]) -> services.Wanted:
    """Return what is asked for. Raises Problem for what is missing, of another kind, or no part of a subscription."""
    if "dest" not in said and said.get("stream"):
        raise Problem(ProblemType.LEFT_OUT, NO_SOCKETS)
    for name in said:
        if name not in FIELDS and name not in {SINCE, "@context"}:
            raise Problem(ProblemType.SUBSCRIPTION_CONTROLS, Refusal(NO_SUCH_FIELD, name=name[:60]))
    for name, kind in FIELDS.items():
        is_needed = name in {"dest", "signatureToken"}
        if (is_needed or name in said) and not isinstance(said.get(name), kind):
            raise Problem(ProblemType.SUBSCRIPTION_CONTROLS, Refusal(WRONG_FIELD, name=name))
    return services.Wanted(
        destination=said["dest"],
        signature_token=said["signatureToken"],
        stream=said.get("stream", False),
        schedule=said.get("schedule"),
        report_if_empty=said.get("reportIfEmpty", False),
        since=_moment(said[SINCE]) if SINCE in said else None,
    )


def _moment(said: object) -> datetime:
    try:
        return read_moment(said if isinstance(said, str) else "")
    except ValueError:
        raise Problem(ProblemType.SUBSCRIPTION_CONTROLS, Refusal(WRONG_FIELD, name=SINCE)) from None


def _as_dict(subscription: Subscription) -> dict[str, Any]:
    """Return a subscription without its token, which only the subscriber and we know."""
    told: dict[str, Any] = {
        "subscriptionID": str(subscription.code),
        "createdAt": subscription.created_at,
        "dest": subscription.destination,
        "reportIfEmpty": subscription.report_if_empty,
        "failures": subscription.failures,
    }
    told |= {"stream": True} if subscription.stream else {"schedule": subscription.schedule}
    if subscription.ended_at:
        told |= {"endedAt": subscription.ended_at, "endedReason": subscription.ended_reason}
    return told


subscriptions = resource(GET=list_subscriptions, POST=subscribe)
subscription = resource(GET=show_subscription, DELETE=unsubscribe)
