"""What narrows the lists of records. A place may be given by name: where several units bear it, all of them count."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import django_filters
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from saolang.base.places.queries import find, standing_in
from saolang.programme.certification.choices import Level, State
from saolang.programme.certification.models import Decision
from saolang.programme.certification.queries import certified, expiring, in_state
from saolang.programme.registry.choices import CraftKind, LegalForm, Origin
from saolang.programme.registry.models import CraftVillage, GrowingArea, Producer, Product, ProductSet
from saolang.programme.registry.queries import found

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.places.models import Place

EXPIRING_DAYS = (30, 90, 180)
ANY = _("tất cả")


class Held(models.TextChoices):
    ON = "on", _("đang còn hiệu lực")
    NONE = "none", _("chưa từng được công nhận")


class RecordFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """What every list of records is narrowed by. `units` are those the place asked for may mean."""

    q = django_filters.CharFilter(label=_("Tên hoặc mã"), method="with_words")
    place = django_filters.CharFilter(label=_("Địa bàn (tên hoặc mã)"), method="in_place")

    def __init__(self, data: Any, records: QuerySet[Any]) -> None:
        super().__init__(data, records)
        self.units: list[Place] = []

    def with_words(self, records: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        return found(records, words)

    def in_place(self, records: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Keep the records of places that stand in the unit on its own map, whichever map they were entered on."""
        self.units = find(text)
        if not self.units:
            return records.none()
        return records.filter(reduce(or_, (Q(place__in=standing_in(unit, unit.map)) for unit in self.units)))


class ProducerFilter(RecordFilter):
    legal_form = django_filters.ChoiceFilter(label=_("Loại hình"), choices=LegalForm, empty_label=ANY)
    origin = django_filters.ChoiceFilter(label=_("Xuất xứ số liệu"), choices=Origin, empty_label=ANY)

    class Meta:
        model = Producer
        fields = ("q", "place", "legal_form", "origin")


class ProductFilter(RecordFilter):
    """Stars and state are those of the latest recognition, today."""

    product_set = django_filters.ModelChoiceFilter(
        label=_("Bộ sản phẩm"), queryset=ProductSet.objects.all(), empty_label=ANY
    )
    stars = django_filters.ChoiceFilter(
        label=_("Hạng sao"), choices=[(3, _("3 sao")), (4, _("4 sao")), (5, _("5 sao"))], empty_label=ANY
    )
    held = django_filters.ChoiceFilter(
        label=_("Chứng nhận"),
        method="with_certificate",
        choices=[*Held.choices, *((state, label) for state, label in State.choices if state != State.SUPERSEDED)],
        empty_label=ANY,
    )
    expiring = django_filters.ChoiceFilter(
        label=_("Hết hạn trong"),
        method="expiring_within",
        choices=[(days, format_lazy(_("{days} ngày"), days=days)) for days in EXPIRING_DAYS],
        empty_label=_("không kể"),
    )
    owner = django_filters.ChoiceFilter(
        label=_("Chủ thể"),
        method="with_owner",
        choices=[("known", _("đã rõ")), ("unknown", _("chưa rõ chủ thể"))],
        empty_label=ANY,
    )
    origin = django_filters.ChoiceFilter(label=_("Xuất xứ số liệu"), choices=Origin, empty_label=ANY)

    class Meta:
        model = Product
        fields = ("q", "place", "product_set", "stars", "held", "expiring", "owner", "origin")

    def with_certificate(self, products: QuerySet[Any], _name: str, held: str) -> QuerySet[Any]:
        today, now = timezone.localdate(), timezone.now()
        if held == Held.ON:
            return certified(products, today, now)
        return products.filter(state=None) if held == Held.NONE else in_state(products, [held], today, now)

    def expiring_within(self, products: QuerySet[Product], _name: str, days: str) -> QuerySet[Product]:
        today = timezone.localdate()
        certificates = expiring(today, today + dt.timedelta(days=int(days)), timezone.now())
        return products.filter(pk__in=certificates.order_by().values("product"))

    def with_owner(self, products: QuerySet[Any], _name: str, owner: str) -> QuerySet[Any]:
        return products.filter(owner_code__isnull=owner == "unknown")


class VillageFilter(RecordFilter):
    kind = django_filters.ChoiceFilter(label=_("Loại"), choices=CraftKind, empty_label=ANY)
    origin = django_filters.ChoiceFilter(label=_("Xuất xứ số liệu"), choices=Origin, empty_label=ANY)

    class Meta:
        model = CraftVillage
        fields = ("q", "place", "kind", "origin")


class AreaFilter(RecordFilter):
    origin = django_filters.ChoiceFilter(label=_("Xuất xứ số liệu"), choices=Origin, empty_label=ANY)

    class Meta:
        model = GrowingArea
        fields = ("q", "place", "origin")


class DecisionFilter(RecordFilter):
    year = django_filters.NumberFilter(label=_("Năm"), field_name="decided_on", lookup_expr="year")
    level = django_filters.ChoiceFilter(label=_("Cấp"), choices=Level, empty_label=ANY)
    origin = django_filters.ChoiceFilter(label=_("Xuất xứ số liệu"), choices=Origin, empty_label=ANY)

    class Meta:
        model = Decision
        fields = ("q", "place", "year", "level", "origin")

    def with_words(self, records: QuerySet[Decision], _name: str, words: str) -> QuerySet[Decision]:
        return records.filter(Q(number__icontains=words) | Q(code=words.upper()))
