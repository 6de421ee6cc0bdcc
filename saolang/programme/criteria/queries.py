"""Which edition of a set is in use, what it costs to rise in it, and what a proposal would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.places.models import Standing
from saolang.core.pathways import Terms
from saolang.programme.criteria.choices import EditionState
from saolang.programme.criteria.models import OptionCost, SetEdition
from saolang.programme.criteria.rules import effort_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.places.models import Place
    from saolang.programme.registry.models import ProductSet


def current_edition(product_set: ProductSet) -> SetEdition:
    """Return the edition of the set in use: the last one approved. Raises SetEdition.DoesNotExist before any is."""
    edition = in_use(SetEdition.objects.filter(product_set=product_set)).first()
    if edition is None:
        raise SetEdition.DoesNotExist(product_set.code)
    return edition


def in_use(editions: QuerySet[SetEdition]) -> QuerySet[SetEdition]:
    """Keep the approved editions, the last of each set first."""
    return editions.filter(state=EditionState.APPROVED).order_by("product_set", "-number")


def editions_in_use() -> dict[str, SetEdition]:
    """Return the edition in use of each set, by code of the set, in the order of the Decision. One query."""
    found: dict[str, SetEdition] = {}
    for edition in in_use(SetEdition.objects.select_related("product_set")):
        found.setdefault(edition.product_set_id, edition)
    return found


def editions_listed() -> list[SetEdition]:
    """Return the edition in use of each set, without its content, in the order of the Decision. One query."""
    last: dict[str, SetEdition] = {}
    for edition in in_use(SetEdition.objects.select_related("product_set").defer("content")):
        last.setdefault(edition.product_set_id, edition)
    return sorted(last.values(), key=lambda each: (each.product_set.edition, each.product_set.number))


def waiting_for(product_set: ProductSet) -> SetEdition | None:
    """Return the proposal of the set that waits to be decided on, if there is one."""
    return SetEdition.objects.filter(product_set=product_set, state=EditionState.PROPOSED).first()


def costs_of(place: Place, product_set: ProductSet) -> QuerySet[OptionCost]:
    """Return what the provinces in which the place lies, on any map, have set for the options; the last set last."""
    stands = Standing.objects.filter(place=place, unit__isnull=False).values_list("unit", "unit__province")
    provinces = {province or unit for unit, province in ((place.pk, place.province_id), *stands)}
    return OptionCost.objects.filter(place__in=provinces, product_set=product_set).order_by("set_at", "pk")


def set_costs_of(province: Place, product_set: ProductSet) -> QuerySet[OptionCost]:
    """Return what that very province has set for the options."""
    return OptionCost.objects.filter(place=province, product_set=product_set)


def terms_for(place: Place | None, product_set: ProductSet) -> Terms:
    """Return what changes cost a producer of the place; 1 for each where its province has set nothing. Two queries."""
    if place is None:
        return Terms()
    costs = costs_of(place, product_set)
    return Terms({each.option: effort_of(each) for each in costs})
