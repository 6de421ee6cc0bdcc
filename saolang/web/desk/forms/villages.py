"""Craft villages and growing areas as a person fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.base.kit.models import Precision
from saolang.programme.registry.choices import CraftKind, CraftTie
from saolang.programme.registry.services.craft_villages import NewCraftVillage, NewTie
from saolang.programme.registry.services.growing_areas import NewGrowingArea
from saolang.web.desk.forms.fields import PlaceField, RecordField
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.programme.registry.models import CraftVillage, Product


class NewVillageForm(forms.Form):
    name = forms.CharField(label=_("Tên làng nghề"), max_length=300)
    kind = forms.ChoiceField(label=_("Loại"), choices=CraftKind)
    craft = forms.CharField(label=_("Nghề"), max_length=200, required=False)
    place = PlaceField()
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def new(self) -> NewCraftVillage:
        return NewCraftVillage(**self.cleaned_data | {"kind": CraftKind(self.cleaned_data["kind"])})


class VillageRecognitionForm(forms.Form):
    on = DayField(label=_("Ngày công nhận"), widget=DayInput)
    precision = forms.ChoiceField(label=_("Biết chính xác đến"), choices=Precision)
    decision_number = forms.CharField(label=_("Số quyết định"), max_length=60, required=False)
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def recognition(self) -> dict[str, Any]:
        return self.cleaned_data | {"precision": Precision(self.cleaned_data["precision"])}


class TieForm(forms.Form):
    product = RecordField(label=pgettext_lazy("one", "Sản phẩm"), help_text=_("Mã (SP-…) hoặc tên."))
    tie = forms.ChoiceField(label=_("Gắn với làng nghề"), choices=CraftTie)
    since = DayField(label=_("Từ ngày"), widget=DayInput)
    source = forms.CharField(label=_("Nguồn"), required=False)

    def __init__(self, data: Any = None, *, products: QuerySet[Product]) -> None:
        super().__init__(data)
        self.fields["product"].records = products  # type: ignore[attr-defined] # a RecordField

    def tie_to(self, village: CraftVillage) -> NewTie:
        return NewTie(village=village, **self.cleaned_data | {"tie": CraftTie(self.cleaned_data["tie"])})


class NewAreaForm(forms.Form):
    name = forms.CharField(label=_("Tên vùng nguyên liệu"), max_length=300)
    crop = forms.CharField(label=_("Cây trồng, vật nuôi"), max_length=200, required=False)
    place = PlaceField()
    area_ha = forms.DecimalField(
        label=_("Diện tích (ha)"), max_digits=10, decimal_places=2, min_value=0, required=False
    )
    growers = forms.IntegerField(label=_("Số hộ"), min_value=0, required=False)
    area_code = forms.CharField(label=_("Mã số vùng trồng"), max_length=60, required=False)
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def new(self) -> NewGrowingArea:
        return NewGrowingArea(**self.cleaned_data)
