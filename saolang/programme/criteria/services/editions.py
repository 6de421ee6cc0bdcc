"""Editions of the criteria: those that come with the software, and those one person proposes and another approves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone

from saolang.base.accounts.queries import person_behind
from saolang.base.accounts.services.telling import tell
from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.notices.choices import Kind
from saolang.core.scoring import read_readings
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.models import SetEdition
from saolang.programme.criteria.queries import current_edition, waiting_for
from saolang.programme.criteria.rules import (
    SAME,
    WHY_REFUSED,
    check_content,
    digest_of,
    may_confirm,
    may_decide,
    may_propose,
    shipped_contents,
)
from saolang.programme.registry.models import ProductSet
from saolang.programme.registry.services import product_sets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.core.refusal import Refusal

KIND = "criteria_edition"
SHIPPED = 0
"""The number of the edition of a set that comes with the software."""


@transaction.atomic
def load_shipped(*, by: str) -> int:
    """Enter the sets that come with the software, and return how many were not known yet.

    The first time each becomes edition 0. Where a later version of the software brings another content, and nobody has
    approved an edition of the province's own, that content becomes the next edition; what a person approved is never
    overruled. Loading again changes nothing.
    """
    product_sets.load(by=by)
    known = {each.code: each for each in ProductSet.objects.select_for_update().filter(code__in=shipped_contents())}
    return sum(_follow(known[code], content, by=by) for code, content in shipped_contents().items())


@transaction.atomic
def propose(
    *,
    product_set: ProductSet,
    content: Mapping[str, Any],
    readings: Mapping[str, Any],
    reason: str,
    seen: int,
    by: str,
) -> SetEdition:
    """Put a new edition of the set forward; another person decides on it.

    `content` is the whole file and `readings` how it is read where the Decision says nothing; `seen` is the number of
    the edition in use that the person started from. Raises Refusal when the file does not hold (every fault by name),
    is another set's or no different from the edition in use, a proposal is waiting, or that edition has been overtaken.
    """
    locked = ProductSet.objects.select_for_update().get(pk=product_set.pk)
    current = current_edition(locked)
    _insist(may_propose(current, waiting_for(locked), seen=seen, reason=reason))
    _insist(check_content(content, locked.code))
    read_readings(readings)
    sha256 = digest_of(content, readings)
    if sha256 == current.sha256:
        raise SAME
    edition = SetEdition.objects.create(
        product_set=locked,
        number=_next_number(locked),
        content=content,
        readings=readings,
        sha256=sha256,
        reason=reason,
        proposed_by=by,
    )
    after = {"sha256": sha256, "readings": readings}
    record(by=by, action=Action.CREATE, kind=KIND, code=edition.code, after=after, reason=reason)
    return edition


@transaction.atomic
def approve(*, edition: SetEdition, by: str, reason: str = "") -> SetEdition:
    """Put the proposal into use, from now on; dossiers end under the edition they began with.

    Raises Refusal for whoever proposed it, and when it no longer waits.
    """
    return _decide(edition, EditionState.APPROVED, by=by, reason=reason)


@transaction.atomic
def refuse(*, edition: SetEdition, by: str, reason: str) -> SetEdition:
    """Turn the proposal down. Raises Refusal for whoever proposed it, without a reason, and when it no longer waits."""
    if not reason.strip():
        raise WHY_REFUSED
    return _decide(edition, EditionState.REFUSED, by=by, reason=reason)


@transaction.atomic
def confirm_checked(*, edition: SetEdition, by: str) -> SetEdition:
    """Enter that the edition in use was compared with the official text. Raises Refusal for any other edition."""
    ProductSet.objects.select_for_update().get(pk=edition.product_set_id)
    locked = SetEdition.objects.select_for_update(of=("self",)).select_related("product_set").get(pk=edition.pk)
    _insist(may_confirm(locked, current_edition(locked.product_set)))
    locked.checked_at, locked.checked_by = timezone.now(), by
    locked.save(update_fields=["checked_at", "checked_by"])
    record(by=by, action=Action.CHANGE, kind=KIND, code=locked.code, after={"checked_at": locked.checked_at})
    return locked


def _decide(edition: SetEdition, state: EditionState, *, by: str, reason: str) -> SetEdition:
    ProductSet.objects.select_for_update().get(pk=edition.product_set_id)
    locked = SetEdition.objects.select_for_update().get(pk=edition.pk)
    _insist(may_decide(locked, by=by))
    locked.state, locked.decided_at, locked.decided_by, locked.decided_reason = state, timezone.now(), by, reason
    locked.save(update_fields=["state", "decided_at", "decided_by", "decided_reason"])
    record(
        by=by,
        action=Action.ISSUE if state == EditionState.APPROVED else Action.REFUSE,
        kind=KIND,
        code=locked.code,
        before={"state": EditionState.PROPOSED},
        after={"state": state},
        reason=reason,
    )
    if proposer := person_behind(locked.proposed_by):
        said = {"edition": locked.code, "state": state.label, "reason": reason or "–"}
        page = reverse("desk:criteria_set", args=[locked.product_set_id])
        tell(proposer, Kind.CRITERIA_DECIDED, said, path=page, by=by)
    return locked


def _next_number(product_set: ProductSet) -> int:
    last = SetEdition.objects.filter(product_set=product_set).aggregate(last=Max("number"))["last"]
    return int(last) + 1 if last is not None else SHIPPED


def _insist(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal


def _follow(product_set: ProductSet, content: Mapping[str, Any], *, by: str) -> bool:
    """Enter the content where the set has none, or only editions that came with the software and differ from it."""
    editions = SetEdition.objects.filter(product_set=product_set).exclude(state=EditionState.REFUSED)
    last = editions.order_by("-number").first()
    sha256 = digest_of(content, {})
    made_by_people = editions.exclude(proposed_by=F("decided_by"))
    if last and (last.sha256 == sha256 or made_by_people.exists()):
        return False
    now = timezone.now()
    edition = SetEdition.objects.create(
        product_set=product_set,
        number=_next_number(product_set),
        content=content,
        sha256=sha256,
        state=EditionState.APPROVED,
        proposed_at=now,
        proposed_by=by,
        decided_at=now,
        decided_by=by,
    )
    record(by=by, action=Action.IMPORT, kind=KIND, code=edition.code, after={"sha256": sha256})
    return True
