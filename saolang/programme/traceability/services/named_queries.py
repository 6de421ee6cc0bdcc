"""Questions kept under a name, and forgotten (EPCIS 2.0, 12.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.traceability.models import NamedQuery, Subscription
from saolang.programme.traceability.rules import named_queries as rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.programme.registry.models import Producer


@transaction.atomic
def keep(*, name: str, query: Mapping[str, Any], producer: Producer | None, by: str) -> NamedQuery:
    """Keep the question, whose parameters the caller has read. Raises Refusal: no name, one taken, too many."""
    if refusal := rules.check_name(name):
        raise refusal
    if NamedQuery.objects.filter(producer=producer).count() >= rules.MOST_QUERIES:
        raise rules.TOO_MANY
    kept, is_new = NamedQuery.objects.get_or_create(
        name=name, producer=producer, defaults={"query": dict(query), "created_by": by}
    )
    if not is_new:
        raise rules.TAKEN
    record(by=by, action=Action.CREATE, kind="named_query", code=name, after={"query": kept.query})
    return kept


@transaction.atomic
def forget(*, query: NamedQuery, by: str) -> None:
    """Forget the question, and with it every subscription to it; their changes stay in the list."""
    locked = NamedQuery.objects.select_for_update().get(pk=query.pk)
    subscriptions = list(Subscription.objects.filter(query=locked))
    for subscription in subscriptions:
        record(by=by, action=Action.WITHDRAW, kind="subscription", code=str(subscription.code))
        subscription.delete()
    locked.delete()
    record(by=by, action=Action.WITHDRAW, kind="named_query", code=query.name, before={"query": query.query})
