"""What narrows the lists of records. A place may be given by name: where several units bear it, all of them count."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.base.kit.search import search
from saolang.base.places.queries import find, standing_in
from saolang.programme.certification.choices import Level, State
from saolang.programme.certification.models import Decision
from saolang.programme.certification.queries import certified, expiring, in_state
from saolang.programme.dossiers.choices import DossierKind, IdeaState, SurveyAnswer
from saolang.programme.dossiers.choices import State as DossierState
from saolang.programme.dossiers.models import Dossier, Idea, PotentialProduct
from saolang.programme.registry.choices import CraftKind, LegalForm, Origin
from saolang.programme.registry.models import CraftVillage, GrowingArea, Producer, Product, ProductSet
from saolang.programme.registry.queries import found
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.base.places.models import Place

EXPIRING_DAYS = (30, 90, 180)
ANY = _("tất cả")


class Held(models.TextChoices):
    ON = "on", _("đang còn hiệu lực")
    NONE = "none", _("chưa từng được công nhận")


class YearFilter(django_filters.NumberFilter):  # type: ignore[misc] # django-filter has no types
    """A year: of such as a calendar has."""

    field_class = forms.IntegerField

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, min_value=DayField.EARLIEST.year, max_value=DayField.LATEST.year)


class RecordFilter(django_filters.FilterSet):  # type: ignore[misc] # django-filter has no types
    """What every list of records is narrowed by. `units` are those the place asked for may mean.

    `placed` is the path from a record to its place.
    """

    placed = "place"

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
        return records.filter(
            reduce(or_, (Q((f"{self.placed}__in", standing_in(unit, unit.map))) for unit in self.units))
        )


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
        label=pgettext_lazy("one", "Chủ thể"),
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
    year = YearFilter(label=_("Năm"), field_name="decided_on", lookup_expr="year")
    level = django_filters.ChoiceFilter(label=_("Cấp"), choices=Level, empty_label=ANY)
    origin = django_filters.ChoiceFilter(label=_("Xuất xứ số liệu"), choices=Origin, empty_label=ANY)

    class Meta:
        model = Decision
        fields = ("q", "place", "year", "level", "origin")

    def with_words(self, records: QuerySet[Decision], _name: str, words: str) -> QuerySet[Decision]:
        return records.filter(Q(number__icontains=words) | Q(code=words.upper()))


class PotentialFilter(RecordFilter):
    answer = django_filters.ChoiceFilter(label=_("Quyết định"), choices=SurveyAnswer, empty_label=ANY)
    product_set = django_filters.ModelChoiceFilter(
        label=_("Bộ sản phẩm"), queryset=ProductSet.objects.all(), empty_label=ANY
    )

    class Meta:
        model = PotentialProduct
        fields = ("q", "place", "answer", "product_set")

    def with_words(self, records: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        return records.filter(Q(code=words.upper()) | Q(pk__in=search(records.order_by(), words).values("pk")))


class IdeaFilter(RecordFilter):
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=IdeaState, empty_label=ANY)

    class Meta:
        model = Idea
        fields = ("q", "place", "state")

    def with_words(self, records: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        by_producer = search(records.order_by(), words, column="producer__folded").values("pk")
        return records.filter(Q(code=words.upper()) | Q(product_name__icontains=words) | Q(pk__in=by_producer))


class Due(models.TextChoices):
    """How near a dossier's limit is."""

    OVER = "over", _("đã quá hạn")
    SOON = "soon", _("đến hạn trong 7 ngày")
    LATER = "later", _("còn hạn hoặc không có hạn")


class DossierFilter(RecordFilter):
    state = django_filters.ChoiceFilter(
        label=_("Bước"),
        choices=[(state, state.label) for state in DossierState if state != DossierState.DRAFT],
        empty_label=ANY,
    )
    kind = django_filters.ChoiceFilter(label=_("Hình thức"), choices=DossierKind, empty_label=ANY)
    due = django_filters.ChoiceFilter(label=_("Hạn xử lý"), method="within", choices=Due.choices, empty_label=ANY)

    class Meta:
        model = Dossier
        fields = ("q", "place", "state", "kind", "due")

    def with_words(self, records: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        by_product = search(records.order_by(), words, column="product__folded").values("pk")
        by_producer = search(records.order_by(), words, column="producer__folded").values("pk")
        by_code = Q(code=words.upper()) | Q(official_code__iexact=words)
        return records.filter(by_code | Q(pk__in=by_product) | Q(pk__in=by_producer))

    def within(self, records: QuerySet[Any], _name: str, due: str) -> QuerySet[Any]:
        today = timezone.localdate()
        soon = today + dt.timedelta(days=7)
        if due == Due.OVER:
            return records.filter(due_on__lt=today)
        return records.filter(due_on__range=(today, soon)) if due == Due.SOON else records.exclude(due_on__lte=soon)
