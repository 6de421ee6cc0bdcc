"""What the catalogue shows anybody: products ever recognised, who makes them, where, and what is lit today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from saolang.base.places.models import Standing
from saolang.base.places.queries import standing_in
from saolang.programme.certification.queries import held_on, issued_by, with_certificate
from saolang.programme.promotion.models import Presence, Story
from saolang.programme.registry.models import CraftProduct, CraftVillage, Ownership, Producer, Product, ProductPhoto
from saolang.programme.registry.queries import unmerged, with_owner

if TYPE_CHECKING:
    from datetime import date, datetime

    from saolang.base.places.models import Map, Place
    from saolang.programme.certification.models import Recognition


@dataclass(frozen=True)
class Now:
    """The day and the moment a page is true of, and the map in force."""

    day: date
    moment: datetime
    map: Map


def shown_products(now: Now) -> QuerySet[Product]:
    """Return the products the public sees: those ever recognised, whatever became of it."""
    issued = issued_by(now.day, now.moment).filter(product=OuterRef("pk"))
    return unmerged(Product.objects.all()).filter(Exists(issued))


def lit_products(now: Now, stars: int | None = None) -> QuerySet[Product]:
    """Return the products that bear stars today, or just so many."""
    held = held_on(now.day, now.moment).filter(product=OuterRef("pk"))
    return unmerged(Product.objects.all()).filter(Exists(held.filter(stars=stars) if stars else held))


def shown_producers(now: Now) -> QuerySet[Producer]:
    """Return the producers the public sees: those of a product it sees."""
    owned = Ownership.objects.as_known(now.moment).as_at(now.day).filter(producer=OuterRef("pk"))
    issued = issued_by(now.day, now.moment).filter(product=OuterRef("product"))
    return unmerged(Producer.objects.all()).filter(Exists(owned.filter(Exists(issued))))


def as_cards(products: QuerySet[Product], now: Now) -> QuerySet[Any]:
    """Add what a card of a product shows: `stars`, `state`, `expires_on`, `owner_code`, `owner_name`, `photo`.

    And by what cards are sorted: `recognised_on`, the day of the latest recognition.
    """
    latest = issued_by(now.day, now.moment).filter(product=OuterRef("pk")).order_by("-began_on", "-pk")
    photos = ProductPhoto.objects.filter(product=OuterRef("pk")).order_by("position", "pk")
    dated = with_owner(with_certificate(products, now.day, now.moment), now.day, now.moment)
    pictured: QuerySet[Any] = dated.annotate(
        recognised_on=Subquery(latest.values("began_on")[:1]), photo=Subquery(photos.values("pk")[:1])
    )
    return pictured.select_related("place__province", "product_set")


def products_in(products: QuerySet[Product], unit: Place) -> QuerySet[Product]:
    """Keep the products of places that stand in the unit on its own map."""
    return products.filter(place__in=standing_in(unit, unit.map))


def products_of_village(products: QuerySet[Product], village: CraftVillage, now: Now) -> QuerySet[Product]:
    """Keep the products tied to the craft village today."""
    ties = CraftProduct.objects.as_known(now.moment).as_at(now.day).filter(village=village)
    return products.filter(pk__in=ties.values("product"))


def products_sold_by(products: QuerySet[Product], kind: str, now: Now) -> QuerySet[Product]:
    """Keep the products on sale today in a channel of the kind."""
    return products.filter(pk__in=presences(now).filter(kind=kind).order_by().values("product"))


def presences(now: Now) -> QuerySet[Presence]:
    """Return where what is on sale today."""
    return Presence.objects.as_known(now.moment).as_at(now.day)


def products_with_stars(products: QuerySet[Product], stars: int, now: Now) -> QuerySet[Product]:
    """Keep the products that bear so many stars today. They are found first: where few do, all others are passed by."""
    held = held_on(now.day, now.moment).filter(stars=stars)
    return products.filter(pk__in=held.order_by().values("product"))


def count_by_province(products: QuerySet[Product], now: Now) -> dict[int, int]:
    """Return how many of the products lie in each province of today's map, by its key; those of none are left out."""
    standing = Standing.objects.filter(map=now.map, place=OuterRef("place")).order_by()
    province = standing.values(top=Coalesce("unit__province_id", "unit_id"))[:1]
    return _counted(products.filter(place__isnull=False).annotate(unit=Subquery(province)))


def count_by_unit(products: QuerySet[Product], unit: Place) -> dict[int, int]:
    """Return how many of the products lie in each unit of the same map within this one, by the unit's key."""
    standing = Standing.objects.filter(map=unit.map_id, place=OuterRef("place")).order_by()
    inside = products_in(products, unit)
    return _counted(inside.annotate(unit=Subquery(standing.values("unit")[:1])))


def _counted(products: QuerySet[Any]) -> dict[int, int]:
    counts = products.order_by().values_list("unit").annotate(count=Count("pk"))
    return {unit: count for unit, count in counts if unit is not None}


def count_by_set(products: QuerySet[Product]) -> dict[str, int]:
    counts = products.order_by().exclude(product_set=None).values_list("product_set").annotate(count=Count("pk"))
    return dict(counts)


def count_by_stars(products: QuerySet[Product], now: Now) -> dict[int, int]:
    """Return how many of the products bear how many stars today."""
    held = held_on(now.day, now.moment).filter(product__in=products.order_by().values("pk"))
    return dict(held.order_by().values_list("stars").annotate(count=Count("pk")))


def count_by_channel(products: QuerySet[Product], now: Now) -> dict[str, int]:
    sold = presences(now).filter(product__in=products.order_by().values("pk"))
    return dict(sold.order_by().values_list("kind").annotate(count=Count("product", distinct=True)))


def count_by_village(products: QuerySet[Product], now: Now) -> dict[int, int]:
    ties = CraftProduct.objects.as_known(now.moment).as_at(now.day)
    tied = ties.filter(product__in=products.order_by().values("pk"))
    return dict(tied.order_by().values_list("village").annotate(count=Count("product", distinct=True)))


def with_lit_products(producers: QuerySet[Producer], now: Now) -> QuerySet[Any]:
    """Add `lit`: how many products of each producer bear stars today."""
    held = held_on(now.day, now.moment).filter(product=OuterRef("product"))
    owned = Ownership.objects.as_known(now.moment).as_at(now.day).filter(producer=OuterRef("pk"))
    counted = owned.filter(Exists(held)).order_by().values("producer").annotate(count=Count("pk"))
    return producers.annotate(lit=Coalesce(Subquery(counted.values("count")), 0))


def with_lit_products_of_village(villages: QuerySet[CraftVillage], now: Now) -> QuerySet[Any]:
    """Add `lit`: how many products tied to each craft village bear stars today."""
    held = held_on(now.day, now.moment).filter(product=OuterRef("product"))
    tied = CraftProduct.objects.as_known(now.moment).as_at(now.day).filter(village=OuterRef("pk"))
    counted = tied.filter(Exists(held)).order_by().values("village").annotate(count=Count("pk"))
    return villages.annotate(lit=Coalesce(Subquery(counted.values("count")), 0))


def latest_recognised(now: Now) -> QuerySet[Recognition]:
    """Return the recognitions that hold today, the newest first."""
    return held_on(now.day, now.moment).filter(product__merged_into=None).order_by("-began_on", "-pk")


def published_stories(now: Now) -> QuerySet[Story]:
    """Return the stories anybody may read, the newest first."""
    return Story.objects.filter(published_on__lte=now.day, withdrawn_at=None).order_by("-published_on", "-pk")
