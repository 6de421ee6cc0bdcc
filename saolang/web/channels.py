"""The form of a channel, as the desk and producers fill it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.programme.promotion.choices import ChannelKind
from saolang.programme.promotion.services.presences import NewPresence
from saolang.programme.registry.models import Product
from saolang.web.fields import DayField


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ChannelForm(forms.Form):
    """Where a product is sold, since when, and what shows it. Whoever offers it says which products can be chosen."""

    product = forms.ModelChoiceField(
        label=pgettext_lazy("one", "Sản phẩm"), queryset=Product.objects.none(), to_field_name="code"
    )
    kind = forms.ChoiceField(label=_("Kênh bán"), choices=ChannelKind)
    name = forms.CharField(label=_("Tên nơi bán"), max_length=200)
    url = forms.URLField(label=_("Địa chỉ trang bán"), required=False, max_length=500, assume_scheme="https")
    address = forms.CharField(label=_("Địa chỉ nơi bán"), required=False, max_length=300)
    since = DayField(label=_("Bán từ ngày"), widget=DayInput)
    until = DayField(label=_("Đến trước ngày"), widget=DayInput, required=False)
    source = forms.CharField(
        label=_("Bằng chứng"),
        required=False,
        max_length=500,
        help_text=_("Số hợp đồng, phiếu giao hàng, hoặc trang bán đã xem ngày nào."),
    )

    def new(self, **known: Any) -> NewPresence:
        """Return what was filled in."""
        return NewPresence(**self.cleaned_data | {"kind": ChannelKind(self.cleaned_data["kind"])} | known)


class EndForm(forms.Form):
    on = DayField(label=_("Thôi bán từ ngày"), widget=DayInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=500)
