"""What is asked before labels are printed, and of a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from saolang.base.places.queries import find
from saolang.programme.traceability.choices import Carrier, LocationKind
from saolang.programme.traceability.models import Lot
from saolang.programme.traceability.rules.labels import MOST, check_carrier, sheets
from saolang.programme.traceability.services.labels import NewRun
from saolang.programme.traceability.services.locations import NewLocation

if TYPE_CHECKING:
    from saolang.base.places.models import Place
    from saolang.programme.registry.models import Product

NUMERIC = {"inputmode": "numeric"}


def carrier_in_words(carrier: str, product: Product) -> str:
    """Return the name of the carrier; a QR code of a product without a GTIN is no GS1 Digital Link."""
    if carrier == Carrier.QR and not product.gtin:
        return gettext("mã QR của tỉnh")
    return str(Carrier(carrier).label)


class LabelForm(forms.Form):
    """How many labels, of which lot, on what sheet. Only what the product may have is offered."""

    lot = forms.ModelChoiceField(
        label=_("Của lô"),
        queryset=Lot.objects.none(),
        required=False,
        empty_label=_("mọi lô (tem không ghi số lô)"),
    )
    quantity = forms.IntegerField(
        label=_("Số tem"), min_value=1, max_value=MOST, widget=forms.TextInput(NUMERIC), help_text=_("Tối đa 10.000.")
    )
    sheet = forms.ChoiceField(
        label=_("Khổ tem"), help_text=_("In thử một tờ trên giấy thường, soi chồng lên tờ tem trước khi in thật.")
    )
    carrier = forms.ChoiceField(label=_("Loại mã"))
    is_serialised = forms.BooleanField(
        label=_("Mỗi tem một số riêng"),
        required=False,
        help_text=_("Người mua thấy mã đã được quét lần nào chưa; tem bị sao chép sẽ lộ ra."),
    )
    bears_stars = forms.BooleanField(
        label=_("In hạng sao OCOP"),
        required=False,
        help_text=_("Được ghi vào sổ lượt in nhãn hiệu; khi chứng nhận hết hiệu lực phải kiểm kê phần còn lại."),
    )

    def __init__(self, data: Any = None, *, product: Product, may_bear_stars: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.product = product
        fields: dict[str, Any] = self.fields
        fields["lot"].queryset = product.lots.order_by("-pk")
        fields["sheet"].choices = [(code, sheet.name) for code, sheet in sheets().items()]
        fields["carrier"].choices = [
            (carrier.value, carrier_in_words(carrier, product))
            for carrier in Carrier
            if check_carrier(carrier, product, is_serialised=False) is None
        ]
        if not may_bear_stars:
            del fields["bears_stars"]

    @property
    def new(self) -> NewRun:
        return NewRun(product=self.product, **self.cleaned_data)


class LocationForm(forms.Form):
    """A place where things happen to goods."""

    name = forms.CharField(label=_("Tên địa điểm"), max_length=200, help_text=_("Ví dụ: Xưởng sấy, Vườn chè số 2."))
    kind = forms.ChoiceField(label=_("Loại"), choices=LocationKind)
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    place = forms.CharField(
        label=_("Xã, phường"), max_length=200, required=False, help_text=_("Tên hoặc mã đơn vị hành chính.")
    )
    gln = forms.CharField(
        label="GLN",
        max_length=13,
        required=False,
        widget=forms.TextInput(NUMERIC),
        help_text=_("Mã địa điểm toàn cầu 13 chữ số, nếu GS1 đã cấp. Không có thì để trống."),
    )

    def clean_place(self) -> Place | None:
        """Return the one unit meant. Raises ValidationError where none or several bear the name."""
        text = self.cleaned_data["place"].strip()
        if not text:
            return None
        found = find(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Không có đơn vị hành chính nào mang mã hoặc tên này."))
        listed = "; ".join(f"{unit.public_code} {unit}" for unit in found[:8])
        raise forms.ValidationError(_("Có nhiều kết quả, hãy ghi mã: %(listed)s."), params={"listed": listed})

    @property
    def location(self) -> NewLocation:
        return NewLocation(**self.cleaned_data)
