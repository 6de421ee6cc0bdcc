"""Issuing a report, and comparing two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.base.kit.formats import day, moment
from saolang.web.desk.forms.sight import SightForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.programme.plans.models import IssuedReport, Plan


class ReportForm(SightForm):
    """The two dates, the map and the kind of file of a report to be issued."""

    extension = forms.ChoiceField(label=_("Dạng tệp"), choices=[("pdf", "PDF"), ("xlsx", "XLSX")])

    def __init__(self, of: Plan, data: Mapping[str, Any] | None) -> None:
        super().__init__(of, data or {})
        self.is_bound = data is not None
        self.initial = dict(self.data)


class ComparisonForm(forms.Form):
    """Two of a plan's issued reports, newest first in both lists."""

    before = forms.ChoiceField(label=_("Báo cáo trước"))
    after = forms.ChoiceField(label=_("Báo cáo sau"))

    def __init__(self, reports: Sequence[IssuedReport], data: Mapping[str, Any] | None = None) -> None:
        initial = {"before": reports[1].pk, "after": reports[0].pk} if len(reports) > 1 else {}
        super().__init__(data, initial=initial)
        self._reports = {str(report.pk): report for report in reports}
        choices = [
            (key, f"{report.file_name} · {day(report.as_at)} · {moment(report.issued_at)}")
            for key, report in self._reports.items()
        ]
        for name in ("before", "after"):
            self.fields[name].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def chosen(self, name: str) -> IssuedReport:
        return self._reports[self.cleaned_data[name]]
