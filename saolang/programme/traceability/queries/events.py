"""Reading events: who may, questions about them page by page, those of a lot."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db import connection, transaction
from django.db.models import Func, IntegerField, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.rules import scopes_of
from saolang.base.kit.beginnings import begins_with
from saolang.core.epcis.problems import QUERY_TOO_LARGE
from saolang.core.epcis.questions import EventQuestion, WrongQuestion, read_question
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.registry.models import Producer
from saolang.programme.registry.queries import own_producers, visible_to
from saolang.programme.traceability.models import Event, EventIdentifier
from saolang.programme.traceability.rules.identity import canonical, identifiers_of_lot

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from saolang.base.accounts.models import User
    from saolang.core.epcis.questions import Match
    from saolang.programme.traceability.models import ApiKey, EventQuerySet, Lot

TOKEN = "epcis-page"  # noqa: S105 - what the signature is for, no secret
TOKEN_LASTS = timedelta(days=2)

MOST_BYTES = 4 * 1024 * 1024
"""Of the events of one answer, each with its context."""

NO_TOKEN = Refusal(gettext_noop("nextPageToken không đúng hoặc đã hết hạn. Hãy hỏi lại từ trang đầu."))
OTHER_QUESTION = Refusal(gettext_noop("nextPageToken thuộc một câu hỏi khác. Hãy hỏi lại từ trang đầu."))
TOO_LARGE = gettext_noop("Câu hỏi có nhiều hơn %(most)s sự kiện (maxEventCount). Hãy thu hẹp câu hỏi.")


class Bytes(Func):
    """How long a text is in UTF-8."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))", **extra)


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in order, each with its job; `token` leads to the next page and is empty on the last."""

    events: list[Event]
    token: str = ""


def events_of_key(key: ApiKey) -> EventQuerySet:
    """Return the events a key may read: those captured for its producer; the office's key reads all."""
    return Event.objects.filter(producer=key.producer_id) if key.producer_id else Event.objects.all()


def events_visible_to(user: User) -> EventQuerySet:
    """Return the events a person may read: one's own producers', those of producers in one's area.

    Events of no producer are the office's, read by those whose grant is the whole country.
    """
    if user.is_active and (ScopeKind.COUNTRY, "") in scopes_of(user, Permission.READ_DESK):
        return Event.objects.all()
    seen = visible_to(Producer.objects.all(), user).values("pk")
    return Event.objects.filter(Q(producer__in=own_producers(user)) | Q(producer__in=seen))


def ask(parameters: Mapping[str, object], *, token: str = "") -> EventQuestion:
    """Read the parameters of a question by name. Raises WrongQuestion."""
    return read_question(parameters, canonical=canonical, token=token)


def asked_of(question: EventQuestion, events: EventQuerySet) -> EventQuerySet:
    """Keep the events that answer the question, in no order."""
    events = events.filter(*(Q((f"{each.column}__{each.comparison}", each.moment)) for each in question.bounds))
    for column, values in question.columns:
        events = events.of(*values) if column == "event_id" else events.filter(Q((f"{column}__in", values)))
    for match in question.matches:
        events = events.filter(pk__in=_naming(match))
    if question.declares_error is not None:
        events = events.filter(declared_at__isnull=not question.declares_error)
    return events


def find(question: EventQuestion, events: EventQuerySet) -> EventPage:
    """Return a page of the answer, by its place in time, so that events captured meanwhile move nothing.

    Raises WrongQuestion where the token is not of this question, and where there are more events than the question
    wants at most.
    """
    found = asked_of(question, events)
    shown = 0
    if question.token:
        found, shown = _after(question, found)
    elif question.most is not None and found.order_by()[: question.most + 1].count() > question.most:
        raise WrongQuestion(Refusal(TOO_LARGE, most=question.most), QUERY_TOO_LARGE)
    count = question.per_page if question.limit is None else min(question.per_page, question.limit - shown)
    sign = "-" if question.is_descending else ""
    page, is_all = fitting(found.order_by(f"{sign}{question.order}", f"{sign}pk"), count)
    shown += len(page)
    return EventPage(page) if is_all or shown == question.limit else EventPage(page, _token(question, page[-1], shown))


def fitting(ordered: QuerySet[Event], count: int) -> tuple[list[Event], bool]:
    """Return the first so many events, each with its job, and whether there are no more.

    They are fewer where so many would be more than MOST_BYTES, but never none: an event that is larger comes alone. Two
    queries, the first of which reads no event: a thousand of the largest would not fit into memory.
    """
    sizes = list(ordered.values_list("pk", Bytes("document") + Bytes(Cast("job__context", TextField())))[: count + 1])
    kept: list[int] = []
    total = 0
    for key, size in sizes[:count]:
        total += size
        if kept and total > MOST_BYTES:
            break
        kept.append(key)
    found = Event.objects.select_related("job").in_bulk(kept)
    return [found[key] for key in kept], len(kept) == len(sizes)


def events_of_lot(lot: Lot) -> EventQuerySet:
    """Return the events that name the lot, in the order they happened, whoever's they are, corrections among them."""
    named = EventIdentifier.objects.filter(identifier__in=identifiers_of_lot(lot)).values("event_id")
    return Event.objects.filter(pk__in=named).order_by("event_time", "pk")


def declarations_of(events: Collection[Event]) -> dict[str, Event]:
    """Return the last declaration of an error in each of the events, by the id of the event. One query."""
    wrong = Event.objects.declaring(*(event.event_id for event in events))
    last = wrong.order_by().values("event_id").annotate(last=Max("pk")).values("last")
    return {event.event_id: event for event in Event.objects.filter(pk__in=last)}


def _naming(match: Match) -> QuerySet[Any]:
    """Return the keys of the events that name one of the identifiers in one of the parts."""
    exact = [name.text for name in match.names if not name.is_beginning]
    wanted = Q(identifier__in=exact) if exact else Q()
    for name in match.names:
        if name.is_beginning:
            wanted |= begins_with("identifier", name.text)
    return EventIdentifier.objects.filter(wanted, part__in=match.parts).values("event_id")


def _after(question: EventQuestion, events: EventQuerySet) -> tuple[EventQuerySet, int]:
    """Keep the events after the last one shown; tell how many were."""
    try:
        asked, last, key, shown = signing.loads(question.token, salt=TOKEN, max_age=TOKEN_LASTS)
    except (signing.BadSignature, ValueError):
        raise WrongQuestion(NO_TOKEN) from None
    if asked != _asked(question):
        raise WrongQuestion(OTHER_QUESTION)
    moment = datetime.fromisoformat(last)
    beyond = "lt" if question.is_descending else "gt"
    # The first of the two lets the database begin there; the second leaves out those of the same moment.
    return events.filter(
        Q((f"{question.order}__{beyond}e", moment)),
        Q((f"{question.order}__{beyond}", moment)) | Q((f"pk__{beyond}", key)),
    ), shown


def _token(question: EventQuestion, last: Event, shown: int) -> str:
    moment = getattr(last, question.order).isoformat()
    return signing.dumps((_asked(question), moment, last.pk, shown), salt=TOKEN)


def _asked(question: EventQuestion) -> str:
    return hashlib.sha256(question.asked.encode()).hexdigest()[:16]


@transaction.atomic
def newest_settled() -> int:
    """Return the key of the newest event below which every key is settled: stored, or never to be.

    Two captures may end in another order than they began, and PostgreSQL draws keys as they begin; so it waits for
    those under way. SQLite has one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE MODE")  # noqa: SLF001 - Django's own name for it
    return int(Event.objects.aggregate(newest=Max("pk"))["newest"] or 0)
