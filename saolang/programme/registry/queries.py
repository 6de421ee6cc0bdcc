"""Reading the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.kit.batches import batched
from saolang.programme.registry.choices import SuccessionKind
from saolang.programme.registry.models import ProducerForm, ProducerSuccession, Product

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from saolang.programme.registry.models import Producer

WHOLE = (SuccessionKind.CONVERSION, SuccessionKind.MERGER)
"""The kinds of succession after which the predecessor is no more."""


def form_on(producer: Producer, day: date) -> ProducerForm | None:
    """Return the legal form the producer had on the day, as known now."""
    found: ProducerForm | None = ProducerForm.objects.standing().as_at(day).filter(producer=producer).first()
    return found


def gone_on(producer: Producer) -> date | None:
    """Return the day the producer went on as another as a whole; None while it is itself."""
    successions = ProducerSuccession.objects.standing().filter(predecessor=producer, kind__in=WHOLE)
    day: date | None = successions.order_by("began_on").values_list("began_on", flat=True).first()
    return day


def latest_forms(producers: Collection[int]) -> dict[int, str]:
    """Return the legal form of each of the producers (by key) as known now; those without one are left out."""
    open_forms = ProducerForm.objects.standing().filter(ended_on=None)
    return {
        producer: form
        for some in batched(producers)
        for producer, form in open_forms.filter(producer__in=some).values_list("producer_id", "legal_form")
    }


def gtins_taken(products: Collection[Product]) -> set[str]:
    """Return the GTINs of the products that others bear already."""
    return {
        gtin
        for some in batched(products)
        for gtin in Product.objects.filter(gtin__in=[each.gtin for each in some])
        .exclude(pk__in=[each.pk for each in some if each.pk])
        .values_list("gtin", flat=True)
    }
