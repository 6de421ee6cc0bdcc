"""Where products are sold: entered with its days and its proof, ended, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.facts import end_fact, withdraw_fact
from saolang.core.text import normalise
from saolang.programme.promotion.models import Presence
from saolang.programme.promotion.rules import check_presence
from saolang.programme.registry.choices import Origin
from saolang.programme.registry.models import Product

if TYPE_CHECKING:
    from datetime import date, datetime

    from saolang.base.places.models import Place
    from saolang.programme.promotion.choices import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPresence:
    """A product on sale from a day on. `source` is the proof: a contract, a delivery note, the page seen on a day."""

    product: Product
    kind: ChannelKind
    name: str
    since: date
    until: date | None = None
    url: str = ""
    address: str = ""
    place: Place | None = None
    source: str = ""
    origin: Origin = Origin.ENTERED


@transaction.atomic
def enter(*, presence: NewPresence, by: str, at: datetime | None = None) -> Presence:
    """Say that the product is sold there. Raises Refusal where nobody could find the place, or it ends before it began.

    `at` is an earlier moment of entry, which only the demonstration may declare.
    """
    Product.objects.select_for_update().get(pk=presence.product.pk)
    if refusal := check_presence(
        presence.kind, url=presence.url, address=presence.address, began_on=presence.since, ended_on=presence.until
    ):
        raise refusal
    made = Presence.objects.create(
        product=presence.product,
        kind=presence.kind,
        name=normalise(presence.name),
        url=presence.url,
        address=normalise(presence.address),
        place=presence.place,
        began_on=presence.since,
        ended_on=presence.until,
        source=presence.source,
        origin=presence.origin,
        recorded_at=at or timezone.now(),
        recorded_by=by,
    )
    told = {
        "channel": made.name,
        "kind": made.kind,
        "began_on": made.began_on,
        "ended_on": made.ended_on,
        "source": made.source,
    }
    record(by=by, action=Action.CREATE, kind="presence", code=_code(made), after=told)
    return made


@transaction.atomic
def end(*, presence: Presence, on: date, by: str) -> Presence:
    """Say that the product is no longer sold there from the day on. Raises Refusal for a day before it began."""
    ended = end_fact(presence, on=on, by=by, reason="")
    told = {"channel": ended.name, "ended_on": on}
    record(by=by, action=Action.CLOSE, kind="presence", code=_code(ended), after=told)
    return ended


@transaction.atomic
def withdraw(*, presence: Presence, by: str, reason: str) -> None:
    """Say that this should never have been entered. Raises Refusal where it has been withdrawn meanwhile."""
    withdraw_fact(presence, by=by, reason=reason)
    record(by=by, action=Action.WITHDRAW, kind="presence", code=_code(presence), reason=reason)


def _code(presence: Presence) -> str:
    return f"{presence.product.code}/{presence.pk}"
