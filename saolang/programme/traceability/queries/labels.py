"""Runs of labels, and what must be known of a product before labels of it are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from saolang.programme.certification.queries import with_state
from saolang.programme.certification.queries.certificates import owner_on
from saolang.programme.registry.models import Product
from saolang.programme.registry.queries import own_producers, owned_by
from saolang.programme.traceability.models import LabelRun, Recall
from saolang.programme.traceability.rules import scan as rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from saolang.base.accounts.models import User
    from saolang.programme.certification.models import Recognition
    from saolang.programme.registry.models import Producer
    from saolang.programme.traceability.models import Lot


def own_products(producer: Producer, day: date) -> QuerySet[Product]:
    """Return the products that are the producer's on the day, for which labels can be printed."""
    return owned_by(Product.objects.filter(merged_into=None), producer, day, timezone.now())


def own_runs(user: User) -> QuerySet[LabelRun]:
    """Return the label runs of products that are today those of the person's own producers."""
    today, now = timezone.localdate(), timezone.now()
    mine = Product.objects.filter(
        Q(ownerships__producer__in=own_producers(user)),
        Q(ownerships__ended_on=None) | Q(ownerships__ended_on__gt=today),
        ownerships__began_on__lte=today,
        ownerships__recorded_at__lte=now,
        ownerships__withdrawn_at=None,
    )
    return LabelRun.objects.filter(product__in=mine).select_related("product", "lot", "file")


def recognition_on(product: Product, day: date) -> Recognition | None:
    """Return the latest recognition of the product, with its `state` on the day; None where it has none."""
    known = with_state(product.recognitions.standing().filter(began_on__lte=day), day, timezone.now())
    latest: Recognition | None = known.order_by("-began_on", "-pk").first()
    return latest


def is_recalled(lot: Lot, day: date) -> bool:
    """Tell whether goods of the lot are called back on the day, as its public page says it."""
    recalls = Recall.objects.standing().filter(product=lot.product_id).prefetch_related("lots")
    return any(rules.is_recalled(each, lot, [one.lot_id for one in each.lots.all()], day) for each in recalls)


def serials_of(run: LabelRun) -> Sequence[str]:
    """Return what each label of the run bears beside its code: its serial number, or nothing."""
    if run.is_serialised:
        return list(run.serials.order_by("pk").values_list("number", flat=True))
    return [""] * run.quantity


def maker_of(product: Product) -> str:
    """Return the name of the producer that owns the product today, "" where none is known."""
    owner = owner_on(product, timezone.localdate())
    return owner.name if owner else ""
