"""Which certificates of a producer's vault buyers read of on the pages of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.base.kit.facts import end_fact, withdraw_fact
from saolang.core.text import normalise
from saolang.programme.registry import rules
from saolang.programme.registry.choices import Scheme
from saolang.programme.registry.models import Evidence, ShownPaper

if TYPE_CHECKING:
    from collections.abc import Collection

    from saolang.programme.registry.models import Product


@transaction.atomic
def show(
    *, evidence: Evidence, products: Collection[Product], scheme: str, name: str = "", by: str
) -> list[ShownPaper]:
    """Let anybody read of the certificate on the pages of the products, from today on: never its file or its title.

    Raises Refusal for a paper that is no certificate, has ended or does not say its number, issuer and day, for a
    product that is not its producer's, and where it is shown already.
    """
    paper = Evidence.objects.select_for_update(of=("self",)).select_related("producer").get(pk=evidence.pk)
    today = timezone.localdate()
    name = normalise(name) if scheme == Scheme.OTHER else ""
    open_ones = ShownPaper.objects.filter(evidence=paper, ended_on=None, withdrawn_at=None)
    shown_on = set(open_ones.values_list("product_id", flat=True))
    if refusal := rules.may_be_shown(paper, today) or rules.check_showing(
        paper, products, shown_on, scheme=scheme, name=name
    ):
        raise refusal
    return [_shown(paper, product, scheme, name, by=by) for product in products]


def show_newer(*, old: Evidence, new: Evidence, by: str) -> list[ShownPaper]:
    """Show the newer paper where the old one was shown, if it may be; call in the transaction that replaces it."""
    today = timezone.localdate()
    is_shown = rules.may_be_shown(new, today) is None
    carried = []
    for each in ShownPaper.objects.filter(evidence=old, ended_on=None, withdrawn_at=None).select_related("product"):
        _end(each, by=by)
        if is_shown and new.product_id in {None, each.product_id}:
            carried.append(_shown(new, each.product, each.scheme, each.name, by=by))
    return carried


@transaction.atomic
def hide(*, shown: ShownPaper, by: str) -> None:
    """Take the certificate off the page of the product, from today on."""
    _end(shown, by=by)


@transaction.atomic
def withdraw(*, shown: ShownPaper, reason: str, by: str) -> None:
    """Say that the certificate should never have stood on the page, and why. Raises Refusal without a reason."""
    reason = normalise(reason)
    if refusal := rules.check_reason(reason):
        raise refusal
    withdraw_fact(shown, by=by, reason=reason)
    _record(shown, Action.WITHDRAW, reason=reason, by=by)


def _shown(paper: Evidence, product: Product, scheme: str, name: str, *, by: str) -> ShownPaper:
    shown = ShownPaper.objects.create(
        evidence=paper, product=product, scheme=scheme, name=name, began_on=timezone.localdate(), recorded_by=by
    )
    _record(shown, Action.CREATE, by=by)
    return shown


def _end(shown: ShownPaper, *, by: str) -> None:
    end_fact(shown, on=timezone.localdate(), by=by, reason="")
    _record(shown, Action.CLOSE, by=by)


def _record(shown: ShownPaper, action: Action, *, by: str, reason: str = "") -> None:
    after = {"product": shown.product.code, "scheme": shown.scheme, "name": shown.name}
    record(by=by, action=action, kind="shown_paper", code=shown.evidence.code, after=after, reason=reason)
