"""Reading the registry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from saolang.base.accounts.choices import Permission, ScopeKind
from saolang.base.accounts.queries import places_of
from saolang.base.accounts.rules import scopes_of
from saolang.base.kit.batches import batched
from saolang.base.kit.search import search
from saolang.programme.registry.choices import LookAlikeAnswer, LookAlikeKind, SuccessionKind
from saolang.programme.registry.models import (
    CraftVillage,
    Evidence,
    GrowingArea,
    LookAlike,
    Ownership,
    Producer,
    ProducerForm,
    ProducerSuccession,
    Product,
    ProductPhoto,
    ShownPaper,
    ValueChainLink,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place

ModelT = TypeVar("ModelT", bound=Model)

RECORD_OF: dict[type[Model], str] = {
    Producer: "",
    Product: "",
    CraftVillage: "",
    GrowingArea: "",
    ProductPhoto: "product__",
    ValueChainLink: "producer__",
}
"""How each kind of thing leads to the record whose place decides who sees it."""

WHOLE = (SuccessionKind.CONVERSION, SuccessionKind.MERGER)
"""The kinds of succession after which the predecessor is no more."""

PUBLIC_CODE = re.compile(r"[A-Z]{2}-[0-9A-HJKMNP-TV-Z]{8}")


def visible_to(records: QuerySet[ModelT], user: User) -> QuerySet[ModelT]:
    """Keep what the person may see: what lies in the places of the person's grants.

    What has no place yet is seen by those whose grant is the whole country, and by the person who entered it.
    """
    return visible_through(records, user, RECORD_OF[records.model])


def visible_through(records: QuerySet[ModelT], user: User, record: str) -> QuerySet[ModelT]:
    """Keep what the person may see, by the place of the record that the path leads to, such as "product__"."""
    scopes = scopes_of(user, Permission.READ_DESK) if user.is_active else set()
    if (ScopeKind.COUNTRY, "") in scopes:
        return records
    if not scopes:
        return records.none()
    own_without_place = Q((f"{record}place", None), (f"{record}recorded_by", user.actor))
    return records.filter(Q((f"{record}place__in", places_of(user))) | own_without_place)


def whereabouts(scopes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Place]:
    """Return the unit each producer among the scopes (kind, public code) lies in. One query."""
    codes = [code for kind, code in scopes if kind == ScopeKind.PRODUCER]
    found = Producer.objects.filter(code__in=codes).exclude(place=None).select_related("place")
    return {(ScopeKind.PRODUCER, producer.code): producer.place for producer in found if producer.place}


def producers_in(places: QuerySet[Place]) -> QuerySet[Any]:
    """Return the public codes of the producers of the places."""
    return Producer.objects.filter(place__in=places).order_by().values("code")


def unmerged(records: QuerySet[ModelT]) -> QuerySet[ModelT]:
    """Keep the producers or products that no person found to be another one."""
    return records.filter(merged_into=None)


def found(records: QuerySet[ModelT], text: str) -> QuerySet[ModelT]:
    """Keep the records with the public code, or those whose names hold every word of the text."""
    code = text.strip().upper()
    return records.filter(code=code) if PUBLIC_CODE.fullmatch(code) else search(records, text)


def with_owner(products: QuerySet[Product], day: date, moment: datetime) -> QuerySet[Any]:
    """Add the producer that owned the product on the day, as known at the moment: `owner_code` and `owner_name`."""
    owners = Ownership.objects.as_known(moment).as_at(day).filter(product=OuterRef("pk"))
    return products.annotate(
        owner_code=Subquery(owners.values("producer__code")[:1]),
        owner_name=Subquery(owners.values("producer__name")[:1]),
    )


def owned_by(products: QuerySet[Product], producer: Producer, day: date, moment: datetime) -> QuerySet[Product]:
    """Keep the products the producer owned on the day, as known at the moment."""
    ownerships = Ownership.objects.as_known(moment).as_at(day).filter(producer=producer)
    return products.filter(pk__in=ownerships.values("product"))


def with_legal_form(producers: QuerySet[Producer], day: date, moment: datetime) -> QuerySet[Any]:
    """Add the `legal_form` and `size` the producer had on the day, as known at the moment; None where not known."""
    forms = ProducerForm.objects.as_known(moment).as_at(day).filter(producer=OuterRef("pk"))
    return producers.annotate(
        legal_form=Subquery(forms.values("legal_form")[:1]), size=Subquery(forms.values("size")[:1])
    )


def form_on(producer: Producer, day: date) -> ProducerForm | None:
    """Return the legal form the producer had on the day, as known now."""
    return ProducerForm.objects.standing().as_at(day).filter(producer=producer).first()


def gone_on(producer: Producer) -> date | None:
    """Return the day the producer went on as another as a whole; None while it is itself."""
    successions = ProducerSuccession.objects.standing().filter(predecessor=producer, kind__in=WHOLE)
    return successions.order_by("began_on").values_list("began_on", flat=True).first()


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


def own_producers(user: User) -> QuerySet[Producer]:
    """Return the producers for which the person prepares dossiers: its owner, or one who helps."""
    scopes = scopes_of(user, Permission.EDIT_DOSSIERS) if user.is_active else set()
    codes = [code for kind, code in scopes if kind == ScopeKind.PRODUCER]
    return unmerged(Producer.objects.filter(code__in=codes))


def papers_of(producer: Producer) -> QuerySet[Evidence]:
    """Return the papers of the producer's vault that are in use: not withdrawn, and not replaced by a newer."""
    in_use = Evidence.objects.filter(producer=producer, withdrawn_at=None, replaced_by=None)
    return in_use.select_related("replaced_by")


def shown_papers(product: Product, day: date) -> QuerySet[ShownPaper]:
    """Return what buyers may read on the day of the certificates of the product: of papers in use, its owner's own."""
    owners = Ownership.objects.standing().as_at(day).filter(product=product).values("producer")
    shown = ShownPaper.objects.standing().as_at(day).filter(product=product, evidence__producer__in=owners)
    in_use = shown.filter(evidence__withdrawn_at=None, evidence__replaced_by=None)
    return in_use.select_related("evidence")


def open_look_alikes(user: User, kind: LookAlikeKind) -> QuerySet[LookAlike]:
    """Return the pairs that wait for an answer and of which the person may see both."""
    records: QuerySet[Any] = {
        LookAlikeKind.PRODUCER: Producer.objects.all(),
        LookAlikeKind.PRODUCT: Product.objects.all(),
    }[kind]
    codes = unmerged(visible_to(records, user)).values("code")
    return LookAlike.objects.filter(kind=kind, answer=LookAlikeAnswer.OPEN, left_code__in=codes, right_code__in=codes)
