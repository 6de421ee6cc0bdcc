"""Company prefixes as an office enters them from the paper of GS1, and what narrows their list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saolang.base.kit.search import search
from saolang.programme.registry.models import Producer
from saolang.programme.traceability.models import CompanyPrefix
from saolang.programme.traceability.services.prefixes import NewPrefix
from saolang.web.desk.forms.fields import RecordField
from saolang.web.desk.forms.filters import RecordFilter
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PrefixFilter(RecordFilter):
    """By digits of the prefix or of a whole GTIN, or by words of the producer's name."""

    placed = "producer__place"

    class Meta:
        model = CompanyPrefix
        fields = ("q", "place")

    def with_words(self, records: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        digits = words.strip()
        if digits.isascii() and digits.isdigit():
            under = digits.removeprefix("0")[:12]
            holders = [under[:length] for length in range(1, len(under) + 1)]
            return records.filter(Q(prefix__startswith=digits) | Q(prefix__in=holders))
        return records.filter(producer__in=search(Producer.objects.all(), words))


class NewPrefixForm(forms.Form):
    producer = RecordField(label=pgettext_lazy("one", "Chủ thể"), help_text=_("Mã (CT-…) hoặc tên."))
    digits = forms.CharField(
        label=_("Tiền tố mã doanh nghiệp"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("Như ghi trong giấy chứng nhận quyền sử dụng mã số, mã vạch; ở Việt Nam bắt đầu bằng 893."),
    )
    began_on = DayField(label=_("Được cấp từ ngày"), widget=DayInput)
    source = forms.CharField(label=_("Số giấy chứng nhận"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, producers: QuerySet[Producer], producer: str = "") -> None:
        super().__init__(data, initial={"producer": producer})
        self.fields["producer"].records = producers  # type: ignore[attr-defined] # a RecordField

    @property
    def new(self) -> NewPrefix:
        said = self.cleaned_data
        return NewPrefix(
            producer=said["producer"], prefix=said["digits"], began_on=said["began_on"], source=said["source"]
        )


class WithdrawPrefixForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=1_000, widget=forms.Textarea({"rows": 3}))


class EndPrefixForm(WithdrawPrefixForm):
    on = DayField(label=_("Thôi dùng từ ngày"), widget=DayInput, initial=timezone.localdate)

    field_order = ("on", "reason")
