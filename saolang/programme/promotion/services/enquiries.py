"""Buyers who ask a producer: passed on because they agreed to it, closed, erased after a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.accounts.queries import holding_scope
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.codes import fresh_codes
from saolang.base.notices.choices import Kind
from saolang.core.text import normalise
from saolang.programme.promotion.models import Enquiry
from saolang.programme.promotion.queries.market import outdated
from saolang.programme.promotion.rules import NOT_AGREED, may_close

if TYPE_CHECKING:
    from datetime import datetime

    from saolang.programme.registry.models import Producer, Product


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnquiry:
    """What a buyer asks, and who the buyer is."""

    producer: Producer
    name: str
    contact: str
    text: str
    product: Product | None = None
    agreed: bool = False


@transaction.atomic
def ask(*, enquiry: NewEnquiry, by: str, at: datetime | None = None) -> Enquiry:
    """Keep the enquiry, note that it came without what it says, and tell everybody who acts for the producer.

    `at` is for the demonstration alone. Raises Refusal where the buyer did not agree to its being passed on.
    """
    if not enquiry.agreed:
        raise NOT_AGREED
    moment = at or timezone.now()
    (code,) = fresh_codes(Enquiry.objects.all(), "HM", 1)
    made = Enquiry.objects.create(
        code=code,
        producer=enquiry.producer,
        product=enquiry.product,
        name=normalise(enquiry.name),
        contact=normalise(enquiry.contact),
        text=enquiry.text.strip(),
        agreed_at=moment,
        received_at=moment,
    )
    # What the buyer said is not kept here as well: it is erased after a time, and this list is not.
    told = {"producer": made.producer.code, "product": made.product.code if made.product else None}
    record(by=by, action=Action.CREATE, kind="enquiry", code=code, after=told)
    params = {"code": code, "producer": made.producer.name}
    for person in holding_scope(ScopeKind.PRODUCER, made.producer.code, {Role.PRODUCER, Role.HELPER}):
        tell(person, Kind.ENQUIRY_RECEIVED, params, path="/cua-toi/hoi-mua/", by=by)
    return made


@transaction.atomic
def close(*, enquiry: Enquiry, by: str) -> Enquiry:
    """Say that it is dealt with. Raises Refusal where it is already."""
    locked = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if refusal := may_close(locked):
        raise refusal
    locked.closed_at, locked.closed_by = timezone.now(), by
    locked.save(update_fields=["closed_at", "closed_by"])
    record(by=by, action=Action.CLOSE, kind="enquiry", code=locked.code)
    return locked


@transaction.atomic
def forget_outdated(*, by: str) -> int:
    """Erase the enquiries older than the set time; return how many there were."""
    old = list(outdated(timezone.now(), settings.ENQUIRY_DAYS).select_for_update())
    for enquiry in old:
        record(by=by, action=Action.ERASE, kind="enquiry", code=enquiry.code)
    Enquiry.objects.filter(pk__in=[enquiry.pk for enquiry in old]).delete()
    return len(old)
