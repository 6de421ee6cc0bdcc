"""Decisions as a person fills them in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.base.files.choices import Kinds
from saolang.base.kit.models import Precision
from saolang.programme.certification.choices import Level
from saolang.programme.certification.services.decisions import NewDecision
from saolang.web.desk.forms.fields import PlaceField
from saolang.web.desk.forms.sight import DayInput
from saolang.web.fields import DayField, SentFilesField


class PapersForm(forms.Form):
    """Papers of a decision: its signed text, its lists, its minutes."""

    papers = SentFilesField(
        kinds=Kinds.PAPERS,
        many=True,
        label=_("Tệp văn bản"),
        help_text=_("PDF, Word, Excel, OpenDocument hoặc ảnh chụp. Có thể chọn nhiều tệp."),
    )


class NewDecisionForm(forms.Form):
    number = forms.CharField(label=_("Số quyết định"), max_length=80, help_text=_("Ví dụ 86/QĐ-UBND."))
    decided_on = DayField(label=_("Ngày quyết định"), widget=DayInput)
    decided_precision = forms.ChoiceField(label=_("Biết chính xác đến"), choices=Precision)
    authority = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)
    level = forms.ChoiceField(label=_("Cấp"), choices=Level, initial=Level.PROVINCE)
    place = PlaceField()
    source = forms.CharField(label=_("Nguồn"), required=False)

    @property
    def new(self) -> NewDecision:
        said = self.cleaned_data
        return NewDecision(
            **said | {"decided_precision": Precision(said["decided_precision"]), "level": Level(said["level"])}
        )
