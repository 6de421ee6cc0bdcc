"""Certificates, their suspension, cases to answer and print runs as a person fills them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saolang.core.text import normalise
from saolang.programme.certification.choices import RevocationGround, State
from saolang.programme.certification.models import Certificate
from saolang.programme.certification.queries.certificates import in_certificate_state
from saolang.programme.certification.rules.cases import GROUNDS
from saolang.programme.certification.services.cases import NewCase
from saolang.programme.certification.services.mark_runs import NewRun
from saolang.web.desk.forms.fields import DecisionField
from saolang.web.desk.forms.filters import ANY, RecordFilter, YearFilter
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from saolang.programme.certification.models import Decision, Recognition

SIX_GROUNDS = [(str(ground), ground.label) for ground in GROUNDS]
SAID = forms.Textarea({"rows": 4})


class CertificateFilter(RecordFilter):
    """The certificates the page lists, each with its `state` today."""

    placed = "recognition__product__place"

    state = django_filters.ChoiceFilter(
        label=_("Tình trạng hôm nay"), method="in_the_state", choices=State.choices, empty_label=ANY
    )
    year = YearFilter(label=_("Năm cấp"), field_name="issued_on", lookup_expr="year")

    class Meta:
        model = Certificate
        fields = ("q", "place", "state", "year")

    def with_words(self, records: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Keep what bears the number or a code, or is of a product of those words."""
        text = normalise(words)
        code = Q(number__icontains=text) | Q(public_code=text.upper()) | Q(recognition__product__code=text.upper())
        return records.filter(code | Q(recognition__product__name_vi__icontains=text))

    def in_the_state(self, records: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return in_certificate_state(records, state)


class IssueForm(forms.Form):
    """The day a certificate is issued on; left out, today."""

    on = DayField(label=_("Ngày cấp"), widget=DayInput)


class ReasonForm(IssueForm):
    """Why a certificate is issued again, or passed on."""

    reason = forms.CharField(label=_("Lý do"), widget=SAID)


class LiftingForm(forms.Form):
    on = DayField(label=_("Có hiệu lực trở lại từ ngày"), widget=DayInput)
    reason = forms.CharField(label=_("Lý do khôi phục"), widget=SAID)


class SuspensionForm(forms.Form):
    on = DayField(label=_("Tạm dừng từ ngày"), widget=DayInput)
    ground = forms.ChoiceField(label=_("Căn cứ"), choices=SIX_GROUNDS)
    note = forms.CharField(label=_("Nội dung"), widget=SAID)

    @property
    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"ground": RevocationGround(self.cleaned_data["ground"])}


class CaseForm(forms.Form):
    """A finding that may cost the certificate."""

    ground = forms.ChoiceField(label=_("Căn cứ (Điều 8)"), choices=SIX_GROUNDS)
    found_on = DayField(
        label=_("Ngày kết luận"),
        widget=DayInput,
        help_text=_("Hạn quyết định là 15 ngày sau ngày này, tính ngày lịch (chưa xác nhận)."),
    )
    note = forms.CharField(label=_("Nội dung kết luận"), widget=SAID)

    def case_of(self, recognition: Recognition) -> NewCase:
        said = self.cleaned_data
        return NewCase(recognition=recognition, **said | {"ground": RevocationGround(said["ground"])})


class DismissalForm(forms.Form):
    reason = forms.CharField(label=_("Vì sao không thu hồi"), widget=SAID)


class CaseRevocationForm(forms.Form):
    """The decision that takes the certificate back; its ground is that of the case."""

    on = DayField(label=_("Thu hồi từ ngày"), widget=DayInput)
    decision = DecisionField(required=False)
    reason = forms.CharField(label=_("Kết quả xử lý"), widget=SAID)

    def __init__(self, data: Any = None, *, decisions: QuerySet[Decision]) -> None:
        super().__init__(data)
        self.fields["decision"].offer(decisions)  # type: ignore[attr-defined] # a DecisionField


class RunForm(forms.Form):
    what = forms.CharField(label=_("Bao bì, tem"), max_length=200, help_text=_("Ví dụ túi 500 g, tem dán hũ."))
    quantity = forms.IntegerField(label=_("Số lượng in"), min_value=1, max_value=1_000_000_000)
    printed_on = DayField(label=_("Ngày in"), widget=DayInput)

    def run_of(self, recognition: Recognition) -> NewRun:
        return NewRun(recognition=recognition, **self.cleaned_data)


class LeftOverForm(forms.Form):
    left_over = forms.IntegerField(label=_("Số còn lại"), min_value=0, max_value=1_000_000_000)
    note = forms.CharField(label=_("Cách xử lý phần còn lại"), max_length=300)
